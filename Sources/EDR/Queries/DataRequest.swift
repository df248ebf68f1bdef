internal import CRS
internal import CF
internal import Cube
internal import Failures
internal import Grids

/// The parameters of a data query, understood (OGC 19-086r9, clauses 8.2.6 and 8.2.9).
struct DataRequest {
    /// Where values are requested: each place is planned on its own.
    struct Location {
        let place: Place
        /// A level that belongs to the place; it counts only where `z` is not given.
        let levels: NumberSelection?

        /// The box around it, which costs as much to read and needs no geometry.
        fileprivate var boxed: Location {
            switch place {
            case .region(let region): Location(place: .box(region.box), levels: levels)
            case .plane(.region(let region), let system):
                region.box.map { Location(place: .plane(.box($0), system: system), levels: levels) } ?? self
            default: self
            }
        }
    }

    private(set) var locations: [Location]
    /// Of the locations, and of the answer.
    let crs: CRSName
    /// Requested names, each once; empty means all.
    let variables: [String]
    let units: WantedUnits
    private let selectors: [AxisKey: AxisSelector]
    private let verticalAxes: [Axis]
    /// What `z` is, where it is none of the axis's own numbers.
    private let vertical: VerticalQuantity?
    /// What is told between levels.
    private let levelMethod: LevelMethod
    /// True when the request has `z` itself.
    private let hasLevels: Bool

    /// - Throws: `EDRError.missing`, or `Failure.invalid` for a parameter that does not say what it should.
    init(_ parameters: QueryParameters, type: QueryType, collection: Collection) throws {
        guard let location = parameters[type.location] else {
            throw EDRError.missing(parameter: type.location, expected: type.expectedLocation)
        }
        crs = try CRSName(parameters["crs"], in: collection)
        locations = try Self.locations(location, type, crs, collection.dataset.limits)
        variables = parameters.variables(of: collection.dataset)
        units = try Self.units(parameters["units"], of: variables)
        verticalAxes = collection.verticalAxes
        vertical = try parameters[QueryType.vertical].map { (text) throws(Failure) in
            try VerticalQuantity(text, parameter: QueryType.vertical)
        }
        levelMethod =
            try parameters[QueryType.levelMethod].map { (text) throws(Failure) in
                try LevelMethod(text, parameter: QueryType.levelMethod)
            } ?? .nearest
        let levels = try Self.levels(parameters["z"], vertical, collection)
        hasLevels = !levels.isEmpty
        let times = try Self.times(parameters["datetime"], collection)
        let members = try Self.members(parameters, collection)
        selectors = levels.merging(times) { $1 }.merging(members) { $1 }
    }

    /// The same request of boxes in the place of polygons: passes the same limits.
    var boxed: DataRequest {
        var request = self
        request.locations = locations.map(\.boxed)
        return request
    }

    /// One unit for all requested values, or one for each name of `parameter-name`, empty where it stays.
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
        _ crs: CRSName,
        _ limits: Limits
    ) throws -> [Location] {
        switch type {
        case .position:
            return try WKTPoints.parse(text).map { point in
                let levels = point.z.map(NumberSelection.value)
                switch crs {
                case .geographic:
                    return Location(place: .point(longitude: point.x, latitude: point.y), levels: levels)
                case .projected(let system):
                    let place = PlanePlace.point(x: point.x, y: point.y)
                    return Location(place: .plane(place, system: system.name), levels: levels)
                }
            }
        case .area:
            let (place, levels) = try WKTPolygons.parse(text, crs, maxVertices: limits.vertices)
            return [Location(place: place, levels: levels)]
        case .cube:
            let box = try BoundingBox(text, crs)
            return [Location(place: box.place, levels: box.levels)]
        }
    }

    /// The cube's question for one of the locations.
    func query(at location: Location) -> Query {
        var selectors = selectors
        if let levels = location.levels, !hasLevels {
            for axis in verticalAxes { selectors[.name(axis.name)] = Self.selector(levels, vertical, axis) }
        }
        return Query(
            variables: variables,
            selectors: selectors,
            others: .all,
            place: location.place,
            units: units,
            form: .coverages,
            vertical: vertical,
            levelMethod: levelMethod
        )
    }

    /// Without a vertical extent `z` is ignored, whatever it says (OGC 19-086r9, requirement A.12).
    private static func levels(
        _ text: String?,
        _ vertical: VerticalQuantity?,
        _ collection: Collection
    ) throws -> [AxisKey: AxisSelector] {
        guard let text, !collection.verticalAxes.isEmpty else { return [:] }
        let selection = try NumberSelection(text, parameter: "z")
        return selectors(collection.verticalAxes) { selector(selection, vertical, $0) }
    }

    /// Members of a recurrence are positions of the axis only where its own numbers are meant.
    private static func selector(
        _ selection: NumberSelection,
        _ vertical: VerticalQuantity?,
        _ axis: Axis
    ) -> AxisSelector {
        vertical == nil ? selection.selector(for: axis) : selection.selector
    }

    private static func times(_ text: String?, _ collection: Collection) throws -> [AxisKey: AxisSelector] {
        guard let text else { return [:] }
        let selection = try DatetimeSelection(text)
        try selection.check(text, in: collection.calendars)
        return try selectors(collection.timeAxes + collection.forecasts.map(\.axis)) {
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
            selectors[.name(dimension.axis.name)] = try dimension.selector(text, parameters)
        }
        return selectors
    }

    private static func selectors(
        _ axes: [Axis],
        _ selector: (Axis) throws -> AxisSelector
    ) rethrows -> [AxisKey: AxisSelector] {
        Dictionary(try axes.map { (AxisKey.name($0.name), try selector($0)) }) { first, _ in first }
    }
}

extension Collection.CustomDimension {
    /// Dates of an axis of dates, labels where there are any, else numbers.
    func selector(_ text: String, _ parameters: QueryParameters) throws -> AxisSelector {
        if let times = axis.times {
            let selection = try DatetimeSelection(text, parameter: id)
            try selection.check(text, parameter: id, in: [times.calendar])
            return try selection.selector(for: axis)
        }
        if let labels = axis.labels, let selection = try LabelSelection(text, parameters, of: id, labels) {
            return selection.selector
        }
        return try NumberSelection(text, parameter: id).selector(for: axis)
    }
}
