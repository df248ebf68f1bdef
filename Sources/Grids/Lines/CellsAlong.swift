/// The cells of a grid along a line.
package struct CellsAlong: Sendable {
    /// A cell, and the part of the line that it covers.
    package struct Stay: Sendable {
        package let cell: GridCell
        /// The cell's own centre.
        package let centre: GeographicPoint
        /// Metres from the line's beginning.
        package private(set) var metres: ClosedRange<Double>

        fileprivate mutating func extend(to end: Double) {
            metres = metres.lowerBound...max(end, metres.lowerBound)
        }
    }

    /// In the order of the line; a cell to which it comes back is there again.
    package let stays: [Stay]
    /// Metres from end to end.
    package let length: Double
    /// The longest way from one place that was looked at to the next: what lies further apart has something else between.
    package let gap: Double

    package init(_ line: LineTarget, of grid: any Grid) {
        var stays: [Stay] = []
        var isInside = false
        let places = line.sampled()
        for place in places {
            guard let cell = line.cell(of: grid, at: place), let centre = grid.centre(of: cell) else {
                isInside = false
                continue
            }
            if isInside, let last = stays.last, last.cell == cell {
                stays[stays.count - 1].extend(to: place.metres)
            } else {
                stays.append(Stay(cell: cell, centre: centre, metres: place.metres...place.metres))
            }
            isInside = true
        }
        self.stays = stays
        length = places.last?.metres ?? 0
        gap = zip(places, places.dropFirst()).reduce(0) { max($0, $1.1.metres - $1.0.metres) } * 1.001
    }

    /// Cells that are read together: neighbours on the line, whose columns and rows cross in no more than so many cells.
    private static let mostCrossed = 4096

    /// The line in stretches: the cells that are read for each, and where among these, row by row, those of the line are.
    package func stretches(of grid: any Grid) -> [(cells: CellSet, positions: [Int])] {
        var all: [(CellSet, [Int])] = []
        var (columns, rows, cells): (Set<Int>, Set<Int>, [GridCell]) = ([], [], [])
        for cell in stays.map(\.cell) {
            let wide = columns.count + (columns.contains(cell.column) ? 0 : 1)
            let high = rows.count + (rows.contains(cell.row) ? 0 : 1)
            if !cells.isEmpty, wide * high > Self.mostCrossed {
                all.append(Self.stretch(cells, columns, rows, grid))
                (columns, rows, cells) = ([], [], [])
            }
            columns.insert(cell.column)
            rows.insert(cell.row)
            cells.append(cell)
        }
        if !cells.isEmpty { all.append(Self.stretch(cells, columns, rows, grid)) }
        return all
    }

    private static func stretch(
        _ cells: [GridCell],
        _ columns: Set<Int>,
        _ rows: Set<Int>,
        _ grid: any Grid
    ) -> (CellSet, [Int]) {
        let (wide, high) = (columns.sorted(), rows.sorted())
        let column = Dictionary(zip(wide, wide.indices)) { first, _ in first }
        let row = Dictionary(zip(high, high.indices)) { first, _ in first }
        let places = cells.map { (row: row[$0.row] ?? 0, column: column[$0.column] ?? 0) }
        var meant = [Set<Int>](repeating: [], count: high.count)
        for place in places { meant[place.row].insert(place.column) }
        let centres = meant.enumerated().flatMap { line, columns in
            columns.sorted().compactMap { grid.centre(of: GridCell(column: wide[$0], row: high[line])) }
        }
        let set = CellSet(
            columns: IndexRange.runs(of: wide),
            rows: IndexRange.runs(of: high),
            centres: .scattered(centres),
            inside: meant.map { columns in
                IndexRange.runs(of: columns.sorted()).map { $0.start..<($0.start + $0.count) }
            }
        )
        return (set, places.map { $0.row * wide.count + $0.column })
    }
}
