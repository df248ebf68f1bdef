/// A grid whose columns have one longitude each and whose rows one latitude each, in degrees.
package struct RectilinearGrid: Sendable {
    /// Longitudes, unwrapped so that they are monotonic; not brought into any particular turn.
    package let longitudes: CellAxis
    package let latitudes: CellAxis
    /// True when the cells go round the Earth.
    package let isCyclic: Bool

    /// Cells that span a turn less this many degrees go round.
    private static let cyclicTolerance = 0.001

    init(longitudes: CellAxis, latitudes: CellAxis) {
        self.longitudes = longitudes
        self.latitudes = latitudes
        let span = longitudes.edges.map { abs($0[$0.count - 1] - $0[0]) } ?? 0
        isCyclic = span >= 360 - Self.cyclicTolerance
    }

    /// The column whose cell contains a longitude given in any turn.
    package func column(containing longitude: Double) -> Int? {
        guard longitude.isFinite, abs(longitude) < 1e6 else { return nil }
        let west = longitudes.edges.map { min($0[0], $0[$0.count - 1]) } ?? (longitudes.centres.first ?? 0)
        let turned = longitude - 360 * ((longitude - west) / 360).rounded(.down)
        if let index = longitudes.index(containing: turned) { return index }
        // Rounding: a longitude a hair west of the west edge, or inside the gap of a cyclic axis of 359.9995 degrees.
        if let index = longitudes.index(containing: turned - 360) { return index }
        return isCyclic ? longitudes.count - 1 : nil
    }

    /// The row whose cell contains a latitude; poles belong to the cells that reach them.
    package func row(containing latitude: Double) -> Int? {
        guard abs(latitude) <= 90 else { return nil }
        return latitudes.index(containing: latitude)
    }

    /// Degrees west, south, east, north of the cells' outer edges: −180…180 for cyclic grids, else east may pass 180.
    package var extent: (west: Double, south: Double, east: Double, north: Double) {
        let (south, north) = Self.span(latitudes)
        let (west, east) = Self.span(longitudes)
        let bounds = (max(south, -90), min(north, 90))
        if isCyclic { return (-180, bounds.0, 180, bounds.1) }
        let turn = 360 * ((west + 180) / 360).rounded(.down)
        return (west - turn, bounds.0, east - turn, bounds.1)
    }

    private static func span(_ axis: CellAxis) -> (Double, Double) {
        let ends = axis.edges ?? axis.centres
        guard let first = ends.first, let last = ends.last else { return (0, 0) }
        return (min(first, last), max(first, last))
    }
}
