/// The box around the cells that a policy's box leaves of a grid.
///
/// The box of the whole grid, be it cut to the policy's, would tell how far hidden cells reach. So the outermost centres that
/// are left are looked for, and from them outwards how far their cells answer.
struct CutExtent {
    /// Cells whose centres are looked at: of more the whole grid's box stands, which is known of grids round the Earth.
    private static let most = 1 << 22
    /// Steps of a search outwards, the first of a millionth of a degree, each twice as long.
    private static let steps = 24
    /// Halvings of the last step: to less than a thousandth of it.
    private static let halvings = 12

    private let grid: CutGrid
    private let box: GeographicBox

    init(of grid: CutGrid, in box: GeographicBox) {
        (self.grid, self.box) = (grid, box)
    }

    /// Nil where nothing is left, or too much to look at.
    var extent: GeographicExtent? {
        guard let ends else { return nil }
        let reach = { (place: GeographicPoint, x: Double, y: Double) in self.reach(from: place, x, y) }
        let west = box.offset(of: ends.west.longitude) - reach(ends.west, -1, 0)
        let east = box.offset(of: ends.east.longitude) + reach(ends.east, 1, 0)
        return GeographicExtent(
            west: box.west + (box.width < 360 ? max(west, 0) : west),
            south: max(ends.south.latitude - reach(ends.south, 0, -1), box.south, -90),
            east: box.west + (box.width < 360 ? min(east, box.width) : min(east, west + 360)),
            north: min(ends.north.latitude + reach(ends.north, 0, 1), box.north, 90)
        )
    }

    private struct Ends {
        var west, south, east, north: GeographicPoint

        init(_ place: GeographicPoint) { (west, south, east, north) = (place, place, place, place) }
    }

    /// The outermost centres, along the box from its west edge.
    private var ends: Ends? {
        let (count, overflows) = grid.rowCount.multipliedReportingOverflow(by: grid.columnCount)
        guard !overflows, count <= Self.most else { return nil }
        var ends: Ends?
        for row in 0..<grid.rowCount {
            for column in 0..<grid.columnCount {
                guard let centre = grid.centre(of: GridCell(column: column, row: row)) else { continue }
                var known = ends ?? Ends(centre)
                let offset = box.offset(of: centre.longitude)
                if offset < box.offset(of: known.west.longitude) { known.west = centre }
                if offset > box.offset(of: known.east.longitude) { known.east = centre }
                if centre.latitude < known.south.latitude { known.south = centre }
                if centre.latitude > known.north.latitude { known.north = centre }
                ends = known
            }
        }
        return ends
    }

    /// How many degrees from a centre in one direction some cell that is left answers.
    private func reach(from place: GeographicPoint, _ x: Double, _ y: Double) -> Double {
        let answers = { (distance: Double) in
            grid.cell(
                containing: GeographicPoint(
                    longitude: place.longitude + x * distance,
                    latitude: place.latitude + y * distance
                )
            ) != nil
        }
        var (inside, outside) = (0.0, 1e-6)
        for _ in 0..<Self.steps {
            guard answers(outside) else { break }
            (inside, outside) = (outside, 2 * outside)
        }
        for _ in 0..<Self.halvings {
            let middle = (inside + outside) / 2
            if answers(middle) { inside = middle } else { outside = middle }
        }
        return inside
    }
}
