internal import CF
internal import Coverages
internal import Cube
internal import Grids
internal import JSON

/// What vertical axes must share to be levels of one extent.
private struct VerticalSystem: Hashable {
    let units: String?
    let direction: String
    let formula: String?
    /// Heights above the ground are none above the sea.
    let quantity: String?
    /// Of levels known by their positions, which say nothing of another axis's, whose they are.
    let dimension: String?

    init(_ axis: Axis) {
        let system = VerticalReference(axis)
        units = axis.units
        (direction, formula) = (system.direction, system.formula)
        quantity = axis.standardName
        dimension = axis.hasCoordinates && axis.repeated == nil ? nil : axis.name
    }
}

/// The extent of a collection in space, time, height and its custom dimensions (digest: edr.md, section 6).
struct CollectionExtent {
    private let variables: [Variable]
    /// Axes of times, valid times of runs and leads included.
    private let timeAxes: [Axis]
    private let verticalAxes: [Axis]
    private let customDimensions: [Collection.CustomDimension]
    /// West, south, east, north within −180…180; west beyond east across the antimeridian (OGC 19-086r9, clause 8.2.4).
    private let boundingBox: [Double]
    /// Where the axes of a name stand in the lists above, so that no variable looks through all of them.
    private let times: Places
    private let levels: Places
    private let others: Places

    init(_ collection: Collection) {
        self.init(
            of: collection.variables,
            timeAxes: collection.timeAxes + collection.forecasts.map(\.axis),
            verticalAxes: collection.verticalAxes,
            customDimensions: collection.customDimensions
        )
    }

    private init(
        of variables: [Variable],
        timeAxes: [Axis],
        verticalAxes: [Axis],
        customDimensions: [Collection.CustomDimension]
    ) {
        self.variables = variables
        self.timeAxes = timeAxes
        self.verticalAxes = verticalAxes
        self.customDimensions = customDimensions
        boundingBox =
            GeographicExtent.bbox(around: variables.compactMap { $0.grid?.extent }) ?? [-180, -90, 180, 90]
        (times, levels) = (Places(timeAxes), Places(verticalAxes))
        others = Places(customDimensions.map(\.axis))
    }

    private init(of variable: Variable, within whole: CollectionExtent) {
        let axes =
            variable.axes.flatMap { [$0] + $0.alternates } + (variable.forecast.map { [$0.axis] } ?? [])
        let names = Set(axes.map(\.name))
        self.init(
            of: [variable],
            timeAxes: whole.times[names].map { whole.timeAxes[$0] },
            verticalAxes: whole.levels[names].map { whole.verticalAxes[$0] },
            customDimensions: whole.others[names].map { whole.customDimensions[$0] }
        )
    }

    /// Where axes stand in a list, by their names.
    private struct Places {
        private var byName: [String: [Int]] = [:]

        init(_ axes: [Axis]) {
            for (place, axis) in axes.enumerated() { byName[axis.name, default: []].append(place) }
        }

        /// Those of some names, in the order of the list.
        subscript(names: Set<String>) -> [Int] { names.flatMap { byName[$0] ?? [] }.sorted() }
    }

    /// The extent of one variable where it does not have all axes of the collection, or lies on a grid of its own.
    func difference(of variable: Variable) -> JSONValue? {
        let own = CollectionExtent(of: variable, within: self)
        let isWhole =
            own.timeAxes.count == timeAxes.count && own.verticalAxes.count == verticalAxes.count
            && own.customDimensions.count == customDimensions.count && own.boundingBox == boundingBox
        return isWhole ? Optional.none : own.json
    }

    var json: JSONValue {
        var extent: JSONObject = JSONObject([("spatial", spatial)])
        extent["temporal"] = temporal
        extent["vertical"] = vertical
        let custom = customDimensions.compactMap(Self.custom)
        if !custom.isEmpty { extent["custom"] = .array(custom) }
        return .object(extent)
    }

    private var spatial: JSONValue {
        ["bbox": [.array(boundingBox.map { JSONValue($0) })], "crs": JSONValue(CRSName.uri)]
    }

    /// All times of the calendar that most variables have: an extent has one, and those of other calendars are told by
    /// their variables' own.
    private var temporal: JSONValue? {
        let calendars = timeAxes.compactMap(\.times?.calendar)
        guard let calendar = commonest(calendars, along: { $0.times?.calendar }) else { return nil }
        let lists = timeAxes.compactMap(\.times).filter { $0.calendar == calendar }.map(\.known)
        guard let values = TemporalValues(merging: lists, calendar: calendar) else { return nil }
        return [
            "interval": [JSONValue([values.first, values.last])],
            "values": JSONValue(values.texts),
            "trs": JSONValue(ReferenceText.temporal(calendar)),
        ]
    }

    /// All levels of the reference system that most variables have: an extent has one, and metres are told apart from
    /// hectopascals by the variables' own.
    private var vertical: JSONValue? {
        let systems = verticalAxes.map(VerticalSystem.init)
        guard let system = commonest(systems, along: { $0.role == .vertical ? VerticalSystem($0) : nil })
        else {
            return nil
        }
        let axes = verticalAxes.filter { VerticalSystem($0) == system }
        guard let axis = axes.max(by: { $0.count < $1.count }),
            let values = NumericValues(Self.merged(axes.map(\.cells), like: axis.cells))
        else { return nil }
        return [
            "interval": [JSONValue([NumberText.of(values.least), NumberText.of(values.greatest)])],
            "values": JSONValue(values.texts),
            "vrs": JSONValue(ReferenceText.vertical(axis)),
        ]
    }

    /// The levels of several axes, each once: of one as they are, else in the direction of one of them.
    private static func merged(_ all: [CellAxis], like cells: CellAxis) -> CellAxis {
        let others = all.filter { $0.centres != cells.centres }
        // Computed positions are any number of indices, which are not listed.
        guard !others.isEmpty, !all.contains(where: { $0.centres.isComputed }) else { return cells }
        let numbers = all.flatMap { axis in axis.centres.indices.map { axis.number(at: $0) } }
        let ascending = Set(numbers.filter(\.isFinite)).sorted()
        return CellAxis(centres: cells.order == .descending ? ascending.reversed() : ascending)
    }

    /// What an axis is of some kind, the one that most variables have; the first of several.
    private func commonest<Kind: Hashable>(_ kinds: [Kind], along kind: (Axis) -> Kind?) -> Kind? {
        var counts: [Kind: Int] = [:]
        for variable in variables {
            let axes = variable.axes + (variable.forecast.map { [$0.axis] } ?? [])
            for kind in Set(axes.compactMap(kind)) { counts[kind, default: 0] += 1 }
        }
        var best: Kind?
        for kind in kinds where counts[kind, default: 0] > best.map({ counts[$0, default: 0] }) ?? -1 {
            best = kind
        }
        return best
    }

    /// Labels that are listed: more than ensembles and categories have; of more stations the first are.
    private static let maxLabels = 2000

    private static func custom(_ dimension: Collection.CustomDimension) -> JSONValue? {
        let axis = dimension.axis
        if let times = axis.times {
            guard let values = TemporalValues(merging: [times.known], calendar: times.calendar) else {
                return nil
            }
            return [
                "id": JSONValue(dimension.id), "interval": [JSONValue([values.first, values.last])],
                "values": JSONValue(values.texts),
                "reference": JSONValue(ReferenceText.temporal(times.calendar)),
            ]
        }
        if let labels = axis.labels?.texts, let first = labels.first, let last = labels.last {
            return [
                "id": JSONValue(dimension.id), "interval": [JSONValue([first, last])],
                "values": JSONValue(Array(labels.prefix(maxLabels))),
                "reference": JSONValue(ReferenceText.custom(axis)),
            ]
        }
        guard let values = NumericValues(axis.cells) else { return nil }
        return [
            "id": JSONValue(dimension.id),
            "interval": [.array([JSONValue(values.least), JSONValue(values.greatest)])],
            "values": JSONValue(values.texts),
            "reference": JSONValue(ReferenceText.custom(axis)),
        ]
    }
}
