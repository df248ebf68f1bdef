internal import Coverages

/// The data queries that are offered (OGC 19-086r9, clause 8.2).
enum QueryType: String, CaseIterable, Sendable {
    case position, area, cube

    /// The parameter that says where; required.
    var location: String {
        switch self {
        case .position, .area: "coords"
        case .cube: "bbox"
        }
    }

    /// What the location must look like.
    var expectedLocation: String {
        switch self {
        case .position: "WKT such as POINT(5.2 52.1), longitude first"
        case .area: WKTPolygons.expected
        case .cube: BoundingBox.expected
        }
    }

    var parameters: [String] {
        [location, "datetime", "parameter-name", "z", "units", "crs", "f", "limit", "dryrun", "pin"]
            + (hasRealLevels ? [Self.vertical, Self.levelMethod] : [])
    }

    /// What levels are asked by.
    static let vertical = "vertical"
    /// What is told of a height at which there is no level.
    static let levelMethod = "vertical-method"

    /// Whether levels can be asked by their height, depth or pressure, which differs from place to place.
    var hasRealLevels: Bool { self == .position }

    /// What the answers may be.
    var domains: Set<DomainType> {
        switch self {
        case .position: [.point, .pointSeries, .verticalProfile, .grid]
        case .area, .cube: [.grid, .multiPoint, .multiPointSeries]
        }
    }

    var title: String {
        switch self {
        case .position: "Values at positions"
        case .area: "Values in an area"
        case .cube: "Values in a box"
        }
    }

    /// Which cells match, for metadata and the API definition.
    var description: String {
        switch self {
        case .position:
            "The values of the cells that contain the given points, each with its own place; points beyond the cells "
                + "at the rim have none. " + Self.axes
        case .area:
            "The values of the cells whose centres lie in the given polygons, their edges included; the other cells of "
                + "the grid around them are null. Edges are straight in the request's CRS; longitudes may pass 180. "
                + Self.centroid + Self.axes
        case .cube:
            "The values of the cells whose centres lie in the given box, its edges included. A box whose west lies "
                + "beyond its east crosses the antimeridian. " + Self.centroid + Self.axes
        }
    }

    private static let centroid =
        "Where no centre lies inside, it is the cell that holds the centroid, or another place inside where the "
        + "centroid is none, and the answer says so. Cells of grids whose lines are none of the request's CRS are given "
        + "as points. "

    private static let axes =
        "A time, level or member selects the cell that contains it, and the answer names that cell's own; what lies "
        + "beyond the cells at the ends is answered 204. A date without a clock is the whole day, month or year. An "
        + "interval selects the times or levels that lie inside it, a recurrence those that are among its members."
}
