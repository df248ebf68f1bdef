internal import Cube

/// The parameters of a data query, understood (OGC 19-086r9, clauses 8.2.6 and 8.2.9).
struct DataRequest {
    /// Where values are asked for: each place is planned on its own.
    struct Location {
        let place: Place
        /// A level that belongs to the place; it counts only where `z` is not given.
        let levels: NumberSelection?
        /// What of the place's box is meant; nil for all of it.
        var region: Region?
    }

    let locations: [Location]
    /// Names as asked for, each once; empty means all.
    let variables: [String]
    let units: WantedUnits
    private let selectors: [AxisKey: AxisSelector]
    private let verticalAxes: [Axis]
    /// True when `z` was asked for by itself.
    private let hasLevels: Bool

    /// - Throws: `EDRError.missing`, or `Failure.invalid` for a parameter that does not say what it should.
    init(_ parameters: QueryParameters, type: QueryType, collection: Collection) throws {
        guard let location = parameters[type.location] else {
            throw EDRError.missing(parameter: type.location, expected: type.expectedLocation)
        }
        locations = try Self.locations(location, type, collection.dataset.limits)
        if let crs = parameters["crs"] { try CRSName.check(crs) }
        var seen: Set<String> = []
        variables = (parameters["parameter-name"] ?? "").split(separator: ",").map(String.init)
            .filter { seen.insert($0).inserted }
        units = try Self.units(parameters["units"], of: variables)
        verticalAxes = collection.verticalAxes
        let levels = try Self.levels(parameters["z"], collection)
        hasLevels = !levels.isEmpty
        let times = try Self.times(parameters["datetime"], collection)
        let members = try Self.members(parameters, collection)
        selectors = levels.merging(times) { $1 }.merging(members) { $1 }
    }

    /// One unit for all that is asked for, or one for each name of `parameter-name`, empty where it stays.
    private static func units(_ text: String?, of variables: [String]) throws(Failure) -> WantedUnits {
        guard let text else { return .stored }
        let texts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard texts.count > 1 else { return .all(text) }
        guard texts.count == variables.count else {
            throw .invalid(
                parameter: "units",
                received: text,
                expected: "one unit, or one for each of the \(variables.count) names in parameter-name"
            )
        }
        return .each(Dictionary(zip(variables, texts).filter { !$0.1.isEmpty }) { first, _ in first })
    }

    private static func locations(
        _ text: String,
        _ type: QueryType,
        _ limits: Limits
    ) throws -> [Location] {
        switch type {
        case .position:
            return try WKTPoints.parse(text).map { point in
                Location(
                    place: .point(longitude: point.x, latitude: point.y),
                    levels: point.z.map(NumberSelection.value)
                )
            }
        case .area:
            let (region, levels) = try WKTPolygons.parse(text, mostVertices: limits.vertices)
            return [Location(place: .box(region.box), levels: levels, region: region)]
        case .cube:
            let box = try BoundingBox(text)
            return [Location(place: .box(box.box), levels: box.levels)]
        }
    }

    /// The cube's question for one of the locations.
    func query(at location: Location) -> Query {
        var selectors = selectors
        if let levels = location.levels, !hasLevels {
            for axis in verticalAxes { selectors[.name(axis.name)] = levels.selector(for: axis) }
        }
        return Query(
            variables: variables,
            selectors: selectors,
            others: .all,
            place: location.place,
            units: units,
            form: .coverages
        )
    }

    /// Without a vertical extent `z` is ignored, whatever it says (OGC 19-086r9, requirement A.12).
    private static func levels(_ text: String?, _ collection: Collection) throws -> [AxisKey: AxisSelector] {
        guard let text, !collection.verticalAxes.isEmpty else { return [:] }
        let selection = try NumberSelection(text, parameter: "z")
        return selectors(collection.verticalAxes) { selection.selector(for: $0) }
    }

    private static func times(_ text: String?, _ collection: Collection) throws -> [AxisKey: AxisSelector] {
        guard let text else { return [:] }
        let selection = try TimeSelection(text)
        return try selectors(collection.timeAxes + collection.forecasts.prefix(1).map(\.axis)) {
            try selection.selector(for: $0)
        }
    }

    private static func members(
        _ parameters: QueryParameters,
        _ collection: Collection
    ) throws -> [AxisKey: AxisSelector] {
        var selectors: [AxisKey: AxisSelector] = [:]
        for dimension in collection.customDimensions {
            guard let text = parameters[dimension.id] else { continue }
            selectors[.name(dimension.axis.name)] = try selector(text, dimension)
        }
        return selectors
    }

    /// Dates of an axis of dates, labels where there are any, else numbers.
    private static func selector(
        _ text: String,
        _ dimension: Collection.CustomDimension
    ) throws -> AxisSelector {
        let axis = dimension.axis
        if axis.times != nil { return try TimeSelection(text, parameter: dimension.id).selector(for: axis) }
        if let labels = axis.labels, let selection = try LabelSelection(text, labels) {
            return selection.selector
        }
        return try NumberSelection(text, parameter: dimension.id).selector(for: axis)
    }

    private static func selectors(
        _ axes: [Axis],
        _ selector: (Axis) throws -> AxisSelector
    ) rethrows -> [AxisKey: AxisSelector] {
        Dictionary(try axes.map { (AxisKey.name($0.name), try selector($0)) }) { first, _ in first }
    }
}
