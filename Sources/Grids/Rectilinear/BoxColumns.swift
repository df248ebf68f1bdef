/// The columns of a grid that lie in a box of longitudes, eastwards from its west edge (westwards where they fall along
/// the grid), whatever turn either counts in.
struct BoxColumns {
    /// In the order of the answer.
    private(set) var runs: [IndexRange] = []
    /// One for each column: they rise or fall steadily, whatever the turn.
    private(set) var longitudes: [Double] = []

    /// Some neighbouring columns, and the turn by which they come into the box.
    private struct Piece {
        var columns: Range<Int>
        let turn: Double
    }

    private let axis: CellAxis

    /// `isWholeCircle` is true of one column that goes round the Earth: it lies in every box.
    init(of axis: CellAxis, in box: GeographicBox, isWholeCircle: Bool) {
        self.axis = axis
        if isWholeCircle {
            (runs, longitudes) = ([IndexRange(0..<1)], [axis.number(at: 0)])
            return
        }
        let pieces = axis.order == .unordered ? listed(in: box) : turned(into: box)
        let falls = axis.order == .descending
        for piece in pieces.sorted(by: { (longitude($0) < longitude($1)) != falls }) { append(piece) }
    }

    /// The longitude of a piece's first column in the box's own turn.
    private func longitude(_ piece: Piece) -> Double {
        axis.number(at: piece.columns.lowerBound) + piece.turn
    }

    private mutating func append(_ piece: Piece) {
        var columns = piece.columns
        // A grid of 0…360 has a place twice: one column of the two is enough.
        if let last = longitudes.last, abs(longitude(piece) - last) <= axis.slack(at: columns.lowerBound) {
            columns.removeFirst()
        }
        guard !columns.isEmpty else { return }
        if let run = runs.last, run.start + run.count == columns.lowerBound {
            runs[runs.count - 1] = IndexRange(start: run.start, count: run.count + columns.count)
        } else {
            runs.append(IndexRange(columns))
        }
        longitudes += columns.map { axis.number(at: $0) + piece.turn }
    }

    /// The box as it was requested comes first: both of its edges belong to it, also where they are one meridian.
    private func turned(into box: GeographicBox) -> [Piece] {
        guard let ends = axis.ends else { return [] }
        let first = ((ends.least - box.west - box.width) / 360).rounded(.down)
        let last = ((ends.largest - box.west) / 360).rounded(.up)
        var pieces: [Piece] = []
        let turns = stride(from: first, through: last, by: 1).map { $0 }
        for turn in turns.filter({ $0 == 0 }) + turns.filter({ $0 != 0 }) {
            let west = box.west + 360 * turn
            for found in axis.indices(from: west, to: west + box.width) {
                let columns = found.start..<(found.start + found.count)
                pieces += left(of: columns, by: pieces).map { Piece(columns: $0, turn: -360 * turn) }
            }
        }
        return pieces
    }

    /// What is not in other pieces yet.
    private func left(of columns: Range<Int>, by pieces: [Piece]) -> [Range<Int>] {
        pieces.reduce([columns]) { rest, piece in
            rest.flatMap { range in
                let taken = range.clamped(to: piece.columns)
                guard !taken.isEmpty else { return [range] }
                return [range.lowerBound..<taken.lowerBound, taken.upperBound..<range.upperBound].filter {
                    !$0.isEmpty
                }
            }
        }
    }

    /// Columns in no order: each by itself, in the first turn that brings it into the box.
    private func listed(in box: GeographicBox) -> [Piece] {
        axis.centres.indices.compactMap { column in
            let centre = axis.number(at: column)
            guard centre.isFinite else { return nil }
            let turns = ((centre - box.west) / 360).rounded(.down)
            let (turn, slack) = (-360 * turns, axis.slack(at: column))
            if centre + turn <= box.west + box.width + slack {
                return Piece(columns: column..<column + 1, turn: turn)
            }
            let isAtWest = centre + turn - 360 >= box.west - slack
            return isAtWest ? Piece(columns: column..<column + 1, turn: turn - 360) : nil
        }
    }
}
