internal import Grids

/// What the cells of a coverage make together (CoverageJSON 1.0, section 9.11).
package enum DomainType: String, Sendable, CaseIterable {
    case point = "Point"
    case pointSeries = "PointSeries"
    case verticalProfile = "VerticalProfile"
    case grid = "Grid"
    /// Cells of a grid whose lines are none of the coordinates asked for.
    case multiPoint = "MultiPoint"
    case multiPointSeries = "MultiPointSeries"
}
