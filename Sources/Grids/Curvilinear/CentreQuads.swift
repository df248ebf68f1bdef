/// The four centres around places, between which a grid that has a place for each cell is mixed.
///
/// Neighbours by index, across the seam of a grid that goes round and the fold of one that is closed along its last row too; what
/// is farther than neighbours are lies behind a gap. Outside of all quadrilaterals, as at a rim, a cell has all of it.
struct CentreQuads {
    private let cells: CurvilinearCells
    /// Whether a policy leaves a cell: others are none.
    private let isLeft: ((GridCell) -> Bool)?
    /// The cell that was looked at last, and what is around it, three by three.
    private var item = -1
    private var around = [Neighbour?](repeating: nil, count: 9)

    private struct Neighbour {
        let cell: GridCell
        let place: UnitVector
    }

    private static let quarters = [(1, 1), (-1, 1), (1, -1), (-1, -1)]
    /// Columns that a grid may repeat behind its last.
    private static let mostRepeated = 3
    /// What neighbours across a seam may be farther apart than others are.
    private static let stretch = 1.5

    init(_ cells: CurvilinearCells, leaving isLeft: ((GridCell) -> Bool)? = nil) {
        (self.cells, self.isLeft) = (cells, isLeft)
    }

    /// What a place is mixed from that a cell holds.
    mutating func mixed(around item: Int, at place: UnitVector) -> MixedCells {
        if item != self.item { look(around: item) }
        var mixed = MixedCells(own: cell(item))
        guard let own = around[4], let plane = TangentPlane(at: place), let middle = plane.point(own.place)
        else { return mixed }
        for (across, along) in Self.quarters {
            guard let side = around[4 + across], let end = around[4 + 3 * along],
                let beyond = around[4 + across + 3 * along], let sidePoint = plane.point(side.place),
                let endPoint = plane.point(end.place), let farPoint = plane.point(beyond.place),
                let shares = PlaneShares.quadrilateral(middle, sidePoint, endPoint, farPoint)
            else { continue }
            let (u, v) = shares
            mixed.add(own.cell, weight: (1 - u) * (1 - v))
            mixed.add(side.cell, weight: u * (1 - v))
            mixed.add(end.cell, weight: (1 - u) * v)
            mixed.add(beyond.cell, weight: u * v)
            break
        }
        return mixed
    }

    private func cell(_ item: Int) -> GridCell {
        GridCell(column: item % cells.columns, row: item / cells.columns)
    }

    private mutating func look(around item: Int) {
        self.item = item
        let own = cell(item)
        guard let centre = cells.places.centre(of: item) else {
            around = [Neighbour?](repeating: nil, count: 9)
            return
        }
        for along in -1...1 {
            for across in -1...1 {
                let isOwn = across == 0 && along == 0
                around[4 + across + 3 * along] =
                    isOwn
                    ? Neighbour(cell: own, place: centre)
                    : neighbour(of: item, own, across, along, centre)
            }
        }
    }

    private func neighbour(
        of item: Int,
        _ own: GridCell,
        _ across: Int,
        _ along: Int,
        _ centre: UnitVector
    ) -> Neighbour? {
        var (column, row) = (own.column + across, own.row + along)
        var isBeyond = false
        if !(0..<cells.columns).contains(column) {
            guard let repeated = repeatedColumns(ofRow: own.row) else { return nil }
            column += (column < 0 ? 1 : -1) * (cells.columns - repeated)
            isBeyond = true
        }
        if row == cells.rows {
            (column, row) = (cells.columns - 1 - column, row - 1)
            isBeyond = true
        }
        guard (0..<cells.columns).contains(column), (0..<cells.rows).contains(row) else { return nil }
        let other = row * cells.columns + column
        guard other != item, let place = cells.places.centre(of: other) else { return nil }
        let (cell, limit) = (
            GridCell(column: column, row: row), limit(item, other) * (isBeyond ? Self.stretch : 1)
        )
        guard isLeft?(cell) ?? true, centre.squaredChord(to: place) <= limit * limit else { return nil }
        return Neighbour(cell: cell, place: place)
    }

    /// The chord up to which two cells are neighbours.
    private func limit(_ item: Int, _ other: Int) -> Double {
        cells.corners == nil
            ? cells.spacing(of: item) * 1.001
            : (Double(cells.reach[item]) + Double(cells.reach[other])) * 1.05
    }

    /// How many of a row's first columns its last ones repeat, where it goes round; nil where it does not.
    private func repeatedColumns(ofRow row: Int) -> Int? {
        let (first, count) = (row * cells.columns, cells.columns)
        guard count > 2 * Self.mostRepeated, let start = cells.places.centre(of: first) else { return nil }
        for repeated in 1...Self.mostRepeated {
            if let same = cells.places.centre(of: first + count - repeated),
                start.squaredChord(to: same) < 1e-13
            {
                return repeated
            }
        }
        return 0
    }
}
