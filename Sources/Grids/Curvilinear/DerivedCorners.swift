/// Corners of cells whose corners nobody states: the mean of the four centres around each, as vectors, which are carried on
/// evenly where the grid ends and where centres are missing (digest: cf.md, section 10).
struct DerivedCorners {
    let columns, rows: Int
    let places: CurvilinearPlaces
    private let cells: CurvilinearCells

    private typealias Vector = SIMD3<Double>

    init(_ cells: CurvilinearCells) {
        (columns, rows, places) = (cells.columns, cells.rows, cells.places)
        self.cells = cells
    }

    /// Anticlockwise in the order of the indices, the one between the cell, the column before and the row before first;
    /// nil for a cell without a place.
    func corners(of item: Int) -> [UnitVector]? {
        guard let centre = places.centre(of: item) else { return nil }
        let middle = Self.vector(centre)
        let sides = sides(of: item, middle)
        return [(-1, -1), (1, -1), (1, 1), (-1, 1)].map { across, along in
            let side = across < 0 ? sides.west : sides.east
            let end = along < 0 ? sides.south : sides.north
            let beyond = neighbour(of: item, across, along, centre) ?? side + end - middle
            let corner = middle + side + end + beyond
            return UnitVector(directionOf: corner.x, corner.y, corner.z) ?? centre
        }
    }

    /// Where the four neighbours are, or would be.
    private func sides(of item: Int, _ middle: Vector) -> (
        west: Vector, east: Vector, south: Vector, north: Vector
    ) {
        let centre = UnitVector(x: middle.x, y: middle.y, z: middle.z)
        var across = pair(neighbour(of: item, -1, 0, centre), neighbour(of: item, 1, 0, centre), middle)
        var along = pair(neighbour(of: item, 0, -1, centre), neighbour(of: item, 0, 1, centre), middle)
        // A grid of one row is as wide as its cells are long.
        if along == nil, let known = across { along = Self.turned(known, middle, 1) }
        if across == nil, let known = along { across = Self.turned(known, middle, -1) }
        let (west, east) = across ?? (middle, middle)
        let (south, north) = along ?? (middle, middle)
        return (west, east, south, north)
    }

    private func pair(_ one: Vector?, _ other: Vector?, _ middle: Vector) -> (Vector, Vector)? {
        switch (one, other) {
        case (let one?, let other?): (one, other)
        case (let one?, nil): (one, middle + middle - one)
        case (nil, let other?): (middle + middle - other, other)
        case (nil, nil): nil
        }
    }

    /// Two neighbours on opposite sides, turned by a right angle.
    private static func turned(_ pair: (Vector, Vector), _ middle: Vector, _ sign: Double) -> (Vector, Vector)
    {
        let way = (pair.1 - pair.0) / 2
        let turned =
            Vector(
                middle.y * way.z - middle.z * way.y,
                middle.z * way.x - middle.x * way.z,
                middle.x * way.y - middle.y * way.x
            ) * sign
        return (middle - turned, middle + turned)
    }

    private func neighbour(of item: Int, _ across: Int, _ along: Int, _ centre: UnitVector) -> Vector? {
        let (column, row) = (item % columns + across, item / columns + along)
        guard (0..<columns).contains(column), (0..<rows).contains(row),
            let other = places.centre(of: row * columns + column)
        else { return nil }
        // Beyond the spacing lies what is behind a gap.
        let limit = cells.spacing(of: item) * 1.001
        return centre.squaredChord(to: other) <= limit * limit ? Self.vector(other) : nil
    }

    private static func vector(_ place: UnitVector) -> Vector { Vector(place.x, place.y, place.z) }
}
