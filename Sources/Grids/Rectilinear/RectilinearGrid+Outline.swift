internal import Glibc

extension RectilinearGrid {
    /// Degrees of a parallel between two places of an outline, which are joined by the shortest way.
    private static let step = 2.0

    package func outline(of cell: GridCell) -> [GeographicPoint]? {
        guard let (west, east, south, north) = edges(of: cell) else { return nil }
        let steps = max(Int(((east - west) / Self.step).rounded(.up)), 1)
        let along = (0...steps).map { west + (east - west) * Double($0) / Double(steps) }
        let places = { (longitudes: [Double], latitude: Double) in
            longitudes.map { GeographicPoint(longitude: $0, latitude: latitude).withinTurn }
        }
        return places(along, south) + places(along.reversed(), north)
    }

    /// Between two parallels, exactly.
    package func area(of cell: GridCell) -> Double? {
        guard let (west, east, south, north) = edges(of: cell) else { return nil }
        let height = sin(north * .pi / 180) - sin(south * .pi / 180)
        return SphericalArea.radius * SphericalArea.radius * (east - west) * .pi / 180 * height
    }

    /// Degrees, of a turn at most and no farther than the poles; nil where a cell has none.
    private func edges(of cell: GridCell) -> (west: Double, east: Double, south: Double, north: Double)? {
        guard longitudes.centres.indices.contains(cell.column), latitudes.centres.indices.contains(cell.row),
            let across = longitudes.extent(at: cell.column), let along = latitudes.extent(at: cell.row)
        else { return nil }
        let (west, south) = (min(across.0, across.1), max(min(along.0, along.1), -90))
        let (east, north) = (min(max(across.0, across.1), west + 360), min(max(along.0, along.1), 90))
        return west < east && south < north ? (west, east, south, north) : nil
    }
}
