internal import CF
internal import Execution
internal import Grids

/// What a policy leaves of each dimension.
struct Restriction {
    let policy: Policy
    /// By the dimension's name; a dimension without an entry is left whole.
    let windows: [String: IndexWindow]
    /// What the policy's box leaves of grids.
    let boxed: BoxedGrids
    /// What its box and its times leave of features.
    let features: FeatureCuts
    let clipped: [ObjectIdentifier: Axis]
    /// Dimensions of unreadable variables alone.
    private let unknown: Set<String>
    /// The valid times of forecasts as they are left, by the identity of the axis of all of them.
    let forecasts: [ObjectIdentifier: ForecastTimes]
    /// Names of the data variables of which nothing may be seen.
    private(set) var hidden: Set<String> = []
    /// Axes whose formulas name what is hidden, without these, by the identity of the whole ones.
    private(set) var untold: [ObjectIdentifier: Axis] = [:]
    /// Names of the dimensions that variables have which are left.
    private var shownDimensions: Set<String> = []
    /// Names of arrays that those variables refer to, and what these refer to.
    private var referred: Set<String> = []
    /// Names of the data variables that are left.
    private var left: Set<String> = []
    /// Arrays that are of other things than samples, by name, with the dimension that counts these: which sample belongs to
    /// which is not told.
    private(set) var unlinked: [String: Set<String>] = [:]
    /// The moments that the policy leaves, in milliseconds of the standard calendar.
    private let moments: ClosedRange<Double>

    init(_ policy: Policy, of dataset: Dataset, now: Int64, context: WorkContext) {
        self.policy = policy
        moments = Self.span(of: .standard, policy, now)
        let dimensions = { (variables: [StoredVariable]) in
            Set(variables.flatMap(\.dimensions).map(\.name))
        }
        unknown = dimensions(dataset.unreadable.map(\.stored))
            .subtracting(dimensions(dataset.variables.map(\.stored)))
        let forecasts = policy.hasTimes ? Self.forecasts(of: dataset) : []
        var windows = Self.windows(of: dataset.axes, forecasts, policy, now)
        let boxed = BoxedGrids(
            dataset.variables,
            policy.box,
            in: &windows,
            memory: PartMemory(dataset.resources.ledger, for: context)
        )
        self.boxed = boxed
        features = FeatureCuts(
            dataset,
            policy,
            in: &windows,
            placed: { boxed.hold($0) },
            span: { Self.span(of: $0, policy, now) }
        )
        let clipped = Self.clipped(dataset.axes, to: windows)
        (self.windows, self.clipped) = (windows, clipped)
        self.forecasts = forecasts.reduce(into: [:]) { restricted, forecast in
            let cut = { (axis: Axis) -> (axis: Axis, window: IndexWindow)? in
                guard let window = windows[axis.name], window.count > 0 else { return nil }
                return (clipped[ObjectIdentifier(axis)] ?? axis.clipped(to: window), window)
            }
            guard let leads = cut(forecast.leadAxis) else { return }
            restricted[ObjectIdentifier(forecast.axis)] = forecast.restricted(
                to: Self.span(of: forecast.dates, policy, now),
                runs: forecast.runAxis.flatMap(cut),
                leads: leads
            )
        }
        hide(in: dataset)
    }

    /// Finds out which variables nobody is to know of, once it is known which positions are left.
    private mutating func hide(in dataset: Dataset) {
        let all = dataset.variables.map(\.stored) + dataset.unreadable.map(\.stored)
        let shown =
            dataset.variables.filter { shows($0) }.map(\.stored)
            + dataset.unreadable.filter { shows(unreadable: $0.name) }.map(\.stored)
        left = Set(shown.map(\.name))
        let hidden = Set(all.map(\.name)).subtracting(left)
        let tables =
            policy.box == nil
            ? [] : MeshTables(among: dataset.arrays + dataset.inherited).names.subtracting(left)
        self.hidden = hidden.union(features.telling).union(tables)
        for array in dataset.arrays + dataset.texts + dataset.inherited {
            let dimensions = features.unlinked.intersection(array.dimensions.map(\.name))
            if !dimensions.isEmpty { unlinked[array.name] = dimensions }
        }
        for axis in dataset.axes {
            untold[ObjectIdentifier(axis)] = self.axis(axis).withoutFormulas(naming: self.hidden)
        }
        shownDimensions = Set(shown.flatMap { $0.dimensions + ($0.folding?.dimensions ?? []) }.map(\.name))
        referred = References(among: dataset.arrays + dataset.texts + dataset.inherited).all(from: shown)
            .union(dataset.variables.filter { left.contains($0.name) }.flatMap(\.scalars).map(\.name))
    }

    /// Whether an array is data that is left.
    func isData(_ name: String) -> Bool { left.contains(name) }

    /// Whether an array that is no data says where, when or how something is that may be seen: it lies along dimensions of what is left,
    /// or that refers to it.
    ///
    /// What nobody refers to and has no dimensions is data of its own, which is seen only where it is named.
    func concernsShown(_ array: StoredVariable) -> Bool {
        if left.contains(array.name) || referred.contains(array.name) { return true }
        guard array.dimensions.isEmpty else {
            return array.dimensions.allSatisfy { shownDimensions.contains($0.name) }
        }
        return !hidesCells && policy.variables?.contains(array.name) ?? true
    }

    /// Whether an axis is one of variables that are left.
    func concernsShown(_ axis: Axis, of kept: [Variable]) -> Bool {
        kept.contains { $0.axes.contains { $0 === axis } }
    }

    /// False for what is said of arrays of which nothing is left; nothing is said at all where cells are hidden, as findings
    /// tell lengths and positions.
    func shows(_ finding: Finding, among names: Set<String>) -> Bool {
        guard policy.hidesData else { return true }
        return !hidesCells && names.contains(finding.subject)
    }

    /// What the policy's times leave of dimensions of time, and of runs and leads that make times.
    private static func windows(
        of axes: [Axis],
        _ forecasts: [ForecastTimes],
        _ policy: Policy,
        _ now: Int64
    ) -> [String: IndexWindow] {
        var windows: [String: IndexWindow] = [:]
        for axis in axes where axis.role == .time { windows[axis.name] = window(of: axis, policy, now) }
        for forecast in forecasts {
            let found = forecast.positions(in: span(of: forecast.dates, policy, now))
            for (axis, positions) in [(forecast.runAxis, found.runs), (forecast.leadAxis, found.leads)] {
                guard let axis else { continue }
                let known = windows[axis.name]?.positions ?? []
                windows[axis.name] = IndexWindow(positions: Set(known + positions).sorted())
            }
        }
        return windows
    }

    /// The axes of which something is left and something is not, by the identity of the whole ones.
    private static func clipped(
        _ axes: [Axis],
        to windows: [String: IndexWindow]
    ) -> [ObjectIdentifier: Axis] {
        axes.reduce(into: [:]) { clipped, axis in
            guard let window = windows[axis.name], window.count > 0 else { return }
            clipped[ObjectIdentifier(axis)] = axis.clipped(to: window)
        }
    }

    var hidesCells: Bool { policy.hasTimes || policy.box != nil }

    /// Whether one whose place or time is not known may be seen: never where some are hidden.
    func shows(unreadable name: String) -> Bool {
        !hidesCells && policy.variables.map { $0.contains(name) } ?? true
    }

    /// False for an array along dimensions of which a damaged coordinate would say what may be seen.
    func knows(_ array: StoredVariable) -> Bool {
        !hidesCells || unknown.isDisjoint(with: array.dimensions.map(\.name))
    }

    /// The forecasts of a dataset, each once.
    private static func forecasts(of dataset: Dataset) -> [ForecastTimes] {
        var seen: Set<ObjectIdentifier> = []
        return dataset.variables.compactMap(\.forecast).filter {
            seen.insert(ObjectIdentifier($0.axis)).inserted
        }
    }

    /// The moments that a policy leaves, in milliseconds of a calendar; a bound that is no date there leaves nothing.
    private static func span(of calendar: CFCalendar, _ policy: Policy, _ now: Int64) -> ClosedRange<Double> {
        let lower =
            policy.earliest.map { $0.milliseconds(now, calendar).map(Double.init) ?? .infinity } ?? -.infinity
        let upper =
            policy.latest.map {
                $0.milliseconds(now, calendar, isEnd: true).map(Double.init) ?? -.infinity
            } ?? .infinity
        return lower <= upper ? lower...upper : .infinity ... .infinity
    }

    /// Nil where the policy says nothing of time, or the axis has no dates (its variables are then hidden).
    private static func window(of axis: Axis, _ policy: Policy, _ now: Int64) -> IndexWindow? {
        guard policy.hasTimes, let calendar = axis.times?.calendar else { return nil }
        let span = span(of: calendar, policy, now)
        let runs = axis.cells.indices(from: span.lowerBound, to: span.upperBound, tolerance: 0)
        return IndexWindow(runs: runs.map { $0.start..<($0.start + $0.count) })
    }

    /// Whether any of a variable may be seen.
    func shows(_ variable: Variable) -> Bool {
        if let names = policy.variables, !names.contains(variable.name) { return false }
        if features.unknown.contains(variable.name) { return false }
        if policy.box != nil, !boxed.hold(variable), !features.hold(variable) { return false }
        let isTimed = policy.hasTimes
        let times = variable.axes.filter { $0.role == .time }
        if isTimed, times.contains(where: { $0.times == nil }) { return false }
        if isTimed, times.isEmpty, !variable.scalars.allSatisfy(showsTime) { return false }
        // Runs without leads that are lengths of time: whether their valid times lie inside is not known.
        let hasRuns = variable.axes.contains { $0.role == .referenceTime }
        if isTimed, times.isEmpty, hasRuns, variable.forecast == nil { return false }
        return variable.stored.dimensions.allSatisfy { windows[$0.name].map { $0.count > 0 } ?? true }
    }

    /// False for a time of all of a variable that is hidden, or is no date.
    private func showsTime(_ scalar: ScalarCoordinate) -> Bool {
        guard scalar.role == .time else { return true }
        guard let moment = TimeText(scalar.text)?.start(in: .standard) else { return false }
        return moments.contains(Double(moment))
    }

    /// False for an array of runs and leads of which some pairs are hidden: they are no box of indices, so it is not
    /// read by index.
    func leavesWhole(_ name: String, of kept: [Variable]) -> Bool {
        !policy.hasTimes || !kept.contains { $0.name == name && $0.forecast != nil }
    }

    /// False for an array along dimensions of which no data variable of the group says what they are, where times or
    /// places are hidden: it may be the coordinate of groups below.
    func places(_ array: StoredVariable, of dataset: Dataset) -> Bool {
        guard hidesCells, !array.dimensions.isEmpty else { return true }
        if features.place(array) { return knows(array) }
        return knows(array)
            && array.dimensions.contains { dimension in dataset.axes.contains { $0.name == dimension.name } }
    }

    /// Where variables are named, of texts only those named too and the labels of what may be seen.
    func shows(text: StoredVariable, of kept: [Variable]) -> Bool {
        guard knows(text) else { return false }
        guard let names = policy.variables else { return concernsShown(text) }
        return names.contains(text.name)
            || kept.contains { $0.axes.contains { $0.labels?.variableName == text.name } }
    }

    /// Whether any position of an axis may be seen.
    func leaves(_ axis: Axis) -> Bool {
        windows[axis.name].map { $0.count > 0 } ?? true
    }
}
