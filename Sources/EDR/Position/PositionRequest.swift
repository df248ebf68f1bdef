internal import Cube

/// The parameters of a position query, understood (OGC 19-086r9, clause 8.2.6).
struct PositionRequest {
    let points: [QueryPoint]
    /// Names as asked for, each once; empty means all.
    let variables: [String]
    let selectors: [AxisKey: AxisSelector]
    /// True when `z` was asked for by itself: then a `z` in the coordinates does not count.
    private let hasLevels: Bool
    let isDryRun: Bool

    static let parameters = ["coords", "datetime", "parameter-name", "z", "crs", "f", "limit", "dryrun"]

    /// What "at a position" means here, for metadata and the API definition.
    static let description =
        "The values of the cells that contain the given points. A time, level or member selects the cell that "
        + "contains it, and the answer names that cell's own time, level and place; what lies beyond the cells at "
        + "the ends is answered 204. A date without a clock is the whole day, month or year. An interval selects the "
        + "times or levels that lie inside it, and a recurrence those that are among its members."

    private static let coordinatesExpected = "WKT such as POINT(5.2 52.1), longitude first"

    /// - Throws: `EDRError.missing`, or `Failure.invalid` for a parameter that does not say what it should.
    init(_ parameters: QueryParameters, collection: Collection) throws {
        guard let coordinates = parameters["coords"] else {
            throw EDRError.missing(parameter: "coords", expected: Self.coordinatesExpected)
        }
        points = try WKTPoints.parse(coordinates)
        if let crs = parameters["crs"] { try CRSName.check(crs) }
        var seen: Set<String> = []
        variables = (parameters["parameter-name"] ?? "").split(separator: ",").map(String.init)
            .filter { seen.insert($0).inserted }
        let levels = try Self.levels(parameters["z"], collection)
        hasLevels = !levels.isEmpty
        let times = try Self.times(parameters["datetime"], collection)
        let members = try Self.members(parameters, collection)
        selectors = levels.merging(times) { $1 }.merging(members) { $1 }
        isDryRun = parameters["dryrun"].map { $0 != "0" && $0 != "false" } ?? false
    }

    /// The cube's question for one of the points.
    func query(at point: QueryPoint) -> Query {
        var selectors = selectors
        if let z = point.z, !hasLevels { selectors[.role(.vertical)] = .value(z) }
        return Query(
            variables: variables,
            selectors: selectors,
            others: .all,
            place: .point(longitude: point.x, latitude: point.y)
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
        return try selectors(collection.timeAxes) { try selection.selector(for: $0) }
    }

    private static func members(
        _ parameters: QueryParameters,
        _ collection: Collection
    ) throws -> [AxisKey: AxisSelector] {
        var selectors: [AxisKey: AxisSelector] = [:]
        for dimension in collection.customDimensions {
            guard let text = parameters[dimension.id] else { continue }
            selectors[.name(dimension.axis.name)] =
                dimension.axis.times == nil
                ? try NumberSelection(text, parameter: dimension.id).selector(for: dimension.axis)
                : try TimeSelection(text, parameter: dimension.id).selector(for: dimension.axis)
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
