extension CellSet {
    /// The cells of the set that a policy leaves, at the positions that columns and rows have then; nil where it leaves
    /// none.
    ///
    /// `column` and `row` tell the position of an index, nil for a hidden one; `isLeft` whether a cell is left, by row and
    /// column.
    func left(
        column: (Int) -> Int?,
        row: (Int) -> Int?,
        where isLeft: (Int, Int) -> Bool
    ) -> CellSet? {
        let across = Self.places(of: columns, column)
        let down = Self.places(of: rows, row)
        guard !across.isEmpty, !down.isEmpty else { return nil }
        var inside: [[Range<Int>]] = []
        var kept: [Int] = []
        let meant = meantBefore
        for line in down {
            var (runs, known) = ([Range<Int>](), MeantColumns(self.inside?[line.place]))
            for (position, cell) in across.enumerated() {
                guard let number = known.number(of: cell.place), isLeft(line.index, cell.index) else {
                    continue
                }
                kept.append(meant[line.place] + number)
                if let run = runs.last, run.upperBound == position {
                    runs[runs.count - 1] = run.lowerBound..<(position + 1)
                } else {
                    runs.append(position..<(position + 1))
                }
            }
            inside.append(runs)
        }
        guard !kept.isEmpty else { return nil }
        return CellSet(
            columns: IndexRange.runs(of: across.map(\.position)),
            rows: IndexRange.runs(of: down.map(\.position)),
            centres: centres.picked(columns: across.map(\.place), rows: down.map(\.place), cells: kept),
            inside: kept.count == across.count * down.count ? nil : inside,
            inner: inner
        )
    }

    /// A column or row: its place in the set, its index in the whole grid, its position in what is left.
    private typealias Line = (place: Int, index: Int, position: Int)

    private static func places(of ranges: [IndexRange], _ position: (Int) -> Int?) -> [Line] {
        var place = -1
        return ranges.flatMap { range in
            (0..<range.count).compactMap { number -> Line? in
                place += 1
                return position(range[number]).map { (place, range[number], $0) }
            }
        }
    }

    /// For each row how many cells are meant in the rows before it.
    private var meantBefore: [Int] {
        var before = 0
        let width = columns.reduce(0) { $0 + $1.count }
        return (0..<rows.reduce(0) { $0 + $1.count }).map { row in
            defer { before += inside.map { $0[row].reduce(0) { $0 + $1.count } } ?? width }
            return before
        }
    }
}

/// Counts the columns of a row that are meant, for ascending questions.
private struct MeantColumns {
    private let runs: [Range<Int>]?
    private var (run, before) = (0, 0)

    init(_ runs: [Range<Int>]?) {
        self.runs = runs
    }

    /// How many columns before this one are meant; nil where it is not meant itself.
    mutating func number(of column: Int) -> Int? {
        guard let runs else { return column }
        while run < runs.count, runs[run].upperBound <= column {
            before += runs[run].count
            run += 1
        }
        guard run < runs.count, runs[run].contains(column) else { return nil }
        return before + column - runs[run].lowerBound
    }
}

extension CellSet.Centres {
    /// Those of some columns and rows by their places, or of some cells by their number among those that are meant.
    fileprivate func picked(columns: [Int], rows: [Int], cells: [Int]) -> CellSet.Centres {
        switch self {
        case .lines(let longitudes, let latitudes):
            .lines(longitudes: columns.map { longitudes[$0] }, latitudes: rows.map { latitudes[$0] })
        case .scattered(let places): .scattered(cells.map { places[$0] })
        case .plane(let x, let y, let system):
            .plane(x: columns.map { x[$0] }, y: rows.map { y[$0] }, system)
        }
    }
}
