internal import CF
internal import Grids

/// What a policy's box and times leave of features: those whose place lies inside, and of moving ones the samples there.
struct FeatureCuts {
    private var left: [String: FeatureSet.Left] = [:]
    /// Variables of which the box leaves something.
    private var held: Set<String> = []
    /// Variables of which it is not known which samples may be seen.
    private(set) var unknown: Set<String> = []
    /// Arrays that tell how many features and samples there are altogether.
    private(set) var telling: Set<String> = []
    /// Dimensions of features and profiles whose samples cannot be found any more by what is left.
    private(set) var unlinked: Set<String> = []
    /// Dimensions of which the cuts say what is left.
    private var dimensions: Set<String> = []

    /// Narrows the dimensions of features to a policy, after all others were.
    ///
    /// `span` tells the moments that are left in a calendar.
    init(
        _ dataset: Dataset,
        _ policy: Policy,
        in windows: inout [String: IndexWindow],
        placed: (Variable) -> Bool,
        span: (CFCalendar) -> ClosedRange<Double>
    ) {
        guard policy.box != nil || policy.hasTimes else { return }
        for set in dataset.features {
            let variables = dataset.variables.filter { set.variables.contains($0.name) }
            guard Self.knowsTimes(of: set, dataset, policy, windows) else {
                unknown.formUnion(set.variables)
                continue
            }
            // Those on a grid are cut with it.
            if policy.box != nil, !set.layout.isRagged, variables.allSatisfy(placed) { continue }
            let isTimely = Self.times(of: set, dataset, policy, span)
            guard let left = set.left(in: policy.box, where: isTimely, windows) else { continue }
            narrow(set, to: left, &windows)
        }
    }

    private mutating func narrow(
        _ set: FeatureSet,
        to left: FeatureSet.Left,
        _ windows: inout [String: IndexWindow]
    ) {
        let names = set.names
        let sides = [
            (names.instance, left.features), (names.sample, left.samples), (names.profile, left.profiles),
        ]
        for (name, window) in sides {
            guard let name, let window else { continue }
            windows[name] = window
            dimensions.insert(name)
        }
        telling.formUnion(names.finding)
        if !names.finding.isEmpty {
            unlinked.formUnion([names.instance, names.profile].compactMap(\.self))
        }
        held.formUnion(set.variables)
    }

    /// Whether the times of samples tell which of them may be seen: they lie along one dimension, or are of features.
    private static func knowsTimes(
        of set: FeatureSet,
        _ dataset: Dataset,
        _ policy: Policy,
        _ windows: [String: IndexWindow]
    ) -> Bool {
        guard policy.hasTimes, let name = set.names.time else { return true }
        let all = dataset.arrays + dataset.inherited
        guard let time = all.first(where: { $0.name == name }) else { return false }
        let names = time.dimensions.map(\.name)
        if names.isEmpty { return true }
        guard names.count == 1 else { return false }
        return windows[names[0]] != nil || names[0] == set.names.instance && set.times != nil
    }

    /// Whether the times of a feature lie inside, where they are those of all its samples.
    private static func times(
        of set: FeatureSet,
        _ dataset: Dataset,
        _ policy: Policy,
        _ span: (CFCalendar) -> ClosedRange<Double>
    ) -> (Int) -> Bool {
        let time = (dataset.arrays + dataset.inherited).first { $0.name == set.names.time }
        guard policy.hasTimes, let times = set.times, let instance = set.names.instance,
            time?.dimensions.map(\.name) == [instance]
        else { return { _ in true } }
        let allowed = span(times.calendar)
        return { feature in
            times.span(of: feature).map {
                allowed.contains(Double($0.lowerBound)) && allowed.contains(Double($0.upperBound))
            } ?? false
        }
    }

    /// Whether it is known what a box leaves of a variable.
    func hold(_ variable: Variable) -> Bool { held.contains(variable.name) }

    /// Whether it is known what is left of an array along the dimensions of features.
    func place(_ array: StoredVariable) -> Bool {
        !array.dimensions.isEmpty && array.dimensions.allSatisfy { dimensions.contains($0.name) }
    }
}

extension FeatureSet {
    /// What a box leaves of the positions that are left already.
    fileprivate func left(
        in box: GeographicBox?,
        where isTimely: (Int) -> Bool,
        _ windows: [String: IndexWindow]
    ) -> Left? {
        let known = Left(
            features: names.instance.flatMap { windows[$0] },
            samples: names.sample.flatMap { windows[$0] },
            profiles: names.profile.flatMap { windows[$0] }
        )
        return left(in: box, of: known, where: isTimely)
    }
}
