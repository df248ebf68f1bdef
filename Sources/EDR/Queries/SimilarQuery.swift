internal import Cube
internal import Execution
internal import Glibc
internal import Serving

/// The largest request like one that is over a limit which passes, for the advice of its refusal: fewer points, else
/// fewer variables, else fewer times, levels or positions of another dimension, else a smaller box.
struct SimilarQuery {
    /// What binding a changed request came to.
    enum Outcome {
        case passes
        /// Over a limit.
        case tooLarge
        /// Refused for what it asks for: other words would be refused as well.
        case refused
    }

    /// One way to request less: `values(n)` is the beginning of what was requested, larger for a larger n.
    private struct Cut {
        let most: Int
        let values: (Int) -> [String: String]
        /// Instead of the values, where those are too long to be told.
        var words: ((Int) -> String?)?
    }

    /// A box is cut to a part of itself in steps of about two percent, to a 16-millionth at least.
    private static let stepsPerHalf = 32.0
    private static let boxSteps = 24 * 32
    /// Values that are longer are told in words.
    private static let longestValue = 200
    /// Points and variables that are tried one by one for those that have something there.
    private static let mostTried = 64
    /// Levels, members and the like that are written one by one.
    private static let mostListed = 50

    /// What a refusal is that fewer points, variables, times or cells can avoid.
    ///
    /// Crossings and vertices are of the polygons, which stay as they are in what is tried: their own advice is the
    /// right one.
    static func canPass(_ limit: Limits.Name) -> Bool { limit != .crossings && limit != .vertices }

    let parameters: QueryParameters
    let type: QueryType
    let collection: Collection
    /// Binds a request; a few dozen times.
    let attempt: (QueryParameters) -> Outcome

    /// What to ask for instead; nil when nothing similar passes.
    func advice() -> String? {
        var changed: [String: String] = [:]
        var (words, told): ([String], [String]) = ([], [])
        let cuts = [points, names, times].compactMap { $0 } + levels + members + [box].compactMap { $0 }
        for cut in cuts {
            let found = LargestPassing.count(upTo: cut.most) { count in
                passes(changed.merging(cut.values(count)) { $1 })
            }
            let count = found ?? 1
            if let text = cut.words?(count) {
                words.append(text)
            } else {
                told += cut.values(count).sorted { $0.key < $1.key }.map {
                    "\($0)=\(Self.encoded($1, of: $0))"
                }
            }
            changed.merge(cut.values(count)) { $1 }
            guard found != nil else { continue }
            let values = told.isEmpty ? [] : [told.joined(separator: "&")]
            return "With \((words + values).joined(separator: " and ")) it passes."
        }
        return nil
    }

    private func passes(_ changes: [String: String]) -> Bool {
        if case .passes = attempt(parameters.replacing(changes)) { true } else { false }
    }

    private func isRefused(_ changes: [String: String]) -> Bool {
        if case .refused = attempt(parameters.replacing(changes)) { true } else { false }
    }

    /// A value as it stands in an address: what may stay in a query as it is stays legible.
    ///
    /// Lists of names have their escapes already; of all else only units have a `%`.
    private static func encoded(_ value: String, of parameter: String) -> String {
        let kept = parameter == "units" ? "/:,()" : "/:,()%"
        return PercentCoding.encode(value) { byte in
            PercentCoding.isUnreserved(byte) || kept.utf8.contains(byte)
        }
    }

    // Points.

    private var points: Cut? {
        guard type == .position, let text = parameters["coords"], let points = try? WKTPoints.parse(text),
            points.count > 1
        else { return nil }
        // Those outside the data cost nothing, and alone they are refused.
        let first =
            points.prefix(Self.mostTried).firstIndex { !isRefused(["coords": Self.text([$0])]) } ?? 0
        let rest = points[first...]
        return Cut(
            most: rest.count,
            values: { ["coords": Self.text(Array(rest.prefix($0)))] },
            words: { count in
                guard Self.text(Array(rest.prefix(count))).utf8.count > Self.longestValue else { return nil }
                return first == 0
                    ? "the first \(count) of the \(points.count) points"
                    : "the points \(first + 1) to \(first + count) of the \(points.count)"
            }
        )
    }

    private static func text(_ points: [QueryPoint]) -> String {
        let hasZ = points.first?.z != nil
        let texts = points.map { point in "(\(point.x) \(point.y)\(point.z.map { " \($0)" } ?? ""))" }
        let mark = hasZ ? " Z" : ""
        guard texts.count > 1 else { return "POINT\(mark)\(texts.first ?? "")" }
        return "MULTIPOINT\(mark)(\(texts.joined(separator: ",")))"
    }

    // Variables.

    private var names: Cut? {
        let asked = parameters.variables(of: collection.dataset)
        let all = asked.isEmpty ? collection.variables.map(\.name) : asked
        let units = (parameters["units"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
        let unitOf = units.count > 1 ? Dictionary(zip(all, units)) { first, _ in first } : [:]
        let values = { (names: [String]) -> [String: String] in
            var values = [QueryParameters.variables: QueryParameters.list(names)]
            // One for each name, or one for all; of a single name an empty unit is none.
            if !unitOf.isEmpty { values["units"] = names.map { unitOf[$0] ?? "" }.joined(separator: ",") }
            return values
        }
        // One that has nothing there is left out of the answer, and alone it is refused.
        let names = all.count > Self.mostTried ? all : all.filter { !isRefused(values([$0])) }
        guard names.count > 1 else { return nil }
        return Cut(
            most: names.count,
            values: { values(Array(names.prefix($0))) },
            words: { count in
                let length = names.prefix(count).reduce(0) { $0 + $1.utf8.count }
                return length > 5 * Self.longestValue ? "\(count) of the \(all.count) parameters" : nil
            }
        )
    }

    // Times and positions.

    /// Whether a requested variable lies along an axis: of others nothing need be cut.
    private func matters(_ axis: Axis) -> Bool {
        let asked = Set(parameters.variables(of: collection.dataset))
        let variables = collection.variables.filter { asked.isEmpty || asked.contains($0.name) }
        return variables.contains { variable in
            variable.axes.contains { $0.name == axis.name || $0.alternates.contains { $0.name == axis.name } }
                || variable.forecast?.axis.name == axis.name
        }
    }

    private var times: Cut? {
        let axes = (collection.timeAxes + collection.forecasts.map(\.axis)).filter(matters)
        guard let axis = axes.max(by: { $0.count < $1.count }) else { return nil }
        let selection = parameters["datetime"].flatMap { try? DatetimeSelection($0) }
        let positions = Self.positions(of: axis, try? selection?.selector(for: axis))
        guard positions.count > 1, let first = positions.first else { return nil }
        return Cut(most: positions.count) { count in
            let (start, end) = (axis.text(at: first), axis.text(at: positions[count - 1]))
            return ["datetime": count == 1 ? start : "\(start)/\(end)"]
        }
    }

    private static func positions(of axis: Axis, _ selector: AxisSelector?) -> [Int] {
        let ranges = try? axis.indices(selector ?? .all)
        return (ranges ?? []).flatMap { range in (0..<range.count).map { range[$0] } }
    }

    private var levels: [Cut] {
        guard let axis = collection.verticalAxes.filter(matters).max(by: { $0.count < $1.count }) else {
            return []
        }
        let selection = parameters["z"].flatMap { try? NumberSelection($0, parameter: "z") }
        return [list(Self.positions(of: axis, selection?.selector(for: axis)), of: axis, parameter: "z")]
            .compactMap { $0 }
    }

    private var members: [Cut] {
        collection.customDimensions.filter { matters($0.axis) }.compactMap { dimension in
            let selector = try? parameters[dimension.id].map { try dimension.selector($0, parameters) }
            return list(
                Self.positions(of: dimension.axis, selector),
                of: dimension.axis,
                parameter: dimension.id
            )
        }
    }

    /// The positions one by one; nil for those that cannot be written so.
    private func list(_ positions: [Int], of axis: Axis, parameter: String) -> Cut? {
        let texts = positions.prefix(Self.mostListed).map(axis.text)
        guard positions.count > 1, !texts.contains(where: \.isEmpty) else { return nil }
        return Cut(most: texts.count) { [parameter: QueryParameters.list(Array(texts.prefix($0)))] }
    }

    // The box.

    private var crs: CRSName { (try? CRSName(parameters["crs"], in: collection)) ?? .geographic }

    private var box: Cut? {
        let crs = crs
        guard type == .cube, let text = parameters["bbox"], (try? BoundingBox(text, crs)) != nil else {
            return nil
        }
        var numbers = text.split(separator: ",").compactMap { Double($0.filter { $0 != " " }) }
        let half = numbers.count / 2
        guard half >= 2 else { return nil }
        if crs == .geographic, numbers[0] > numbers[half] { numbers[half] += 360 }
        return Cut(most: Self.boxSteps) { count in
            var part = numbers
            let scale = exp2(-Double(Self.boxSteps - count) / Self.stepsPerHalf)
            for (low, high) in [(0, half), (1, half + 1)] {
                let (centre, reach) = ((numbers[low] + numbers[high]) / 2, (numbers[high] - numbers[low]) / 2)
                part[low] = LargestPassing.end(centre - reach * scale, around: centre)
                part[high] = LargestPassing.end(centre + reach * scale, around: centre)
            }
            for (index, other) in [(0, half), (half, 0)] where crs == .geographic && part[index] > 180 {
                // Once more, as the difference may have long digits.
                let centre = (part[index] + part[other]) / 2 - 360
                part[index] = LargestPassing.end(part[index] - 360, around: centre)
            }
            return ["bbox": part.map { "\($0)" }.joined(separator: ",")]
        }
    }
}
