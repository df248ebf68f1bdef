/// Pixels of a sphere along one dimension: all of them, or those of a list.
///
/// Nothing is held of a pixel but its place in a list that has no order: cells are computed. On an ellipsoid the latitude of
/// the sphere that is divided is the authalic one (CF 1.13, appendix F).
package struct HEALPixGrid: Grid {
    package let kind = "healpix"
    package let extent: GeographicExtent
    let list: HEALPixList
    let index: HEALPixIndex
    /// Nil for a sphere.
    let figure: AuthalicLatitude?

    package init(list: HEALPixList, index: HEALPixIndex, figure: AuthalicLatitude?) {
        (self.list, self.index, self.figure) = (list, index, figure)
        extent = HEALPixExtent(of: index, figure).box
    }

    /// All pixels of a division, in its order.
    ///
    /// - Returns: nil for more of them than 32 bits count.
    package init?(whole division: HEALPixDivision, figure: AuthalicLatitude?) {
        guard let list = HEALPixList(whole: division), let index = HEALPixIndex(list, most: 0) else {
            return nil
        }
        self.init(list: list, index: index, figure: figure)
    }

    package var hasGeographicLines: Bool { false }

    package var rowCount: Int { 1 }
    package var columnCount: Int { list.list.count }

    package func cell(containing place: GeographicPoint) -> GridCell? {
        guard let finest = index.parts.first, abs(place.latitude) <= 90,
            let quarters = HEALPixDivision.quarters(at: place.longitude),
            let parallel = finest.division.parallel(at: sphereLatitude(place.latitude))
        else { return nil }
        let pixel = finest.division.pixel(quarters: quarters, parallel: parallel)
        for part in index.parts {
            // Of several levels a pixel holds those whose numbers begin with its own.
            let levels = (finest.division.level ?? 0) - (part.division.level ?? 0)
            if let position = index.runs.position(of: part.before + pixel >> (2 * levels)) {
                return GridCell(column: position, row: 0)
            }
        }
        return nil
    }

    package func centre(of cell: GridCell) -> GeographicPoint? {
        guard cell.row == 0, let (division, pixel) = list.pixel(at: cell.column),
            let centre = division.centre(of: pixel)
        else { return nil }
        return onFigure(centre)
    }

    /// Points a side of an outline: sides of the largest pixels bend most.
    private static let pointsPerSide = 4
    private static let pointsPerLongSide = 16

    /// The outline of a cell, anticlockwise from its northern corner, the first place not repeated; longitudes are those of
    /// −180…180, whatever side of the antimeridian the next is on.
    ///
    /// - Returns: nil for a position without a pixel.
    package func outline(of cell: GridCell) -> [GeographicPoint]? {
        guard cell.row == 0, let (division, pixel) = list.pixel(at: cell.column) else { return nil }
        let points = division.side < 16 ? Self.pointsPerLongSide : Self.pointsPerSide
        return division.outline(of: pixel, pointsPerSide: points)?.map(onFigure)
    }

    package func hasSameCells(as other: any Grid) -> Bool {
        guard let other = other as? HEALPixGrid else { return false }
        return figure == other.figure && list == other.list
    }

    /// The latitude of the sphere at one of the figure.
    func sphereLatitude(_ latitude: Double) -> Double { figure?.authalic(latitude) ?? latitude }

    func onFigure(_ place: GeographicPoint) -> GeographicPoint {
        guard let figure else { return place }
        return GeographicPoint(longitude: place.longitude, latitude: figure.geodetic(place.latitude))
    }
}
