package import Execution

/// Which cells of some rows and columns are left by a policy: a bit for each.
package struct CellMask: Sendable, Hashable {
    let rows: Range<Int>
    let columns: Range<Int>
    private var bits: [UInt64]

    /// Cells that one mask may have, a bit each: two mebibytes.
    static let most = 1 << 24

    /// A mask that leaves nothing; nil for more cells than a mask may have.
    init?(rows: Range<Int>, columns: Range<Int>) {
        let (count, overflows) = rows.count.multipliedReportingOverflow(by: columns.count)
        guard !overflows, count <= Self.most else { return nil }
        (self.rows, self.columns) = (rows, columns)
        bits = [UInt64](repeating: 0, count: (count + 63) / 64)
    }

    /// Whether a cell is left; false for those outside.
    package func leaves(row: Int, column: Int) -> Bool {
        guard rows.contains(row), columns.contains(column) else { return false }
        let place = (row - rows.lowerBound) * columns.count + column - columns.lowerBound
        return bits[place >> 6] & (1 << UInt64(place & 63)) != 0
    }

    /// Leaves a cell inside.
    mutating func leave(row: Int, column: Int) {
        guard rows.contains(row), columns.contains(column) else { return }
        let place = (row - rows.lowerBound) * columns.count + column - columns.lowerBound
        bits[place >> 6] |= 1 << UInt64(place & 63)
    }

    /// The same in the least rows and columns around what is left; nil where nothing is.
    var trimmed: CellMask? {
        var (top, bottom, first, last) = (Int.max, Int.min, Int.max, Int.min)
        for row in rows {
            for column in columns where leaves(row: row, column: column) {
                (top, bottom) = (min(top, row), max(bottom, row))
                (first, last) = (min(first, column), max(last, column))
            }
        }
        guard top <= bottom, var mask = CellMask(rows: top..<(bottom + 1), columns: first..<(last + 1)) else {
            return nil
        }
        for row in mask.rows {
            for column in mask.columns where leaves(row: row, column: column) {
                mask.leave(row: row, column: column)
            }
        }
        return mask
    }

    /// The same of a grid whose rows and columns are counted from elsewhere.
    func moved(rows: Int, columns: Int) -> CellMask {
        CellMask(
            rows: self.rows.lowerBound + rows..<self.rows.upperBound + rows,
            columns: self.columns.lowerBound + columns..<self.columns.upperBound + columns,
            bits: bits
        )
    }

    private init(rows: Range<Int>, columns: Range<Int>, bits: [UInt64]) {
        (self.rows, self.columns, self.bits) = (rows, columns, bits)
    }

    /// Whether nothing is left.
    var isEmpty: Bool { bits.allSatisfy { $0 == 0 } }

    /// Whether every cell of its rows and columns is left.
    var leavesAll: Bool {
        bits.reduce(0) { $0 + $1.nonzeroBitCount } == rows.count * columns.count
    }

    /// The runs of columns that are left of a row.
    func runs(ofRow row: Int) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for column in columns where leaves(row: row, column: column) {
            if let last = runs.last, last.upperBound == column {
                runs[runs.count - 1] = last.lowerBound..<(column + 1)
            } else {
                runs.append(column..<(column + 1))
            }
        }
        return runs
    }

    /// The same of some columns alone; what is all hidden is passed by many at a time.
    func runs(ofRow row: Int, in part: Range<Int>) -> [Range<Int>] {
        let part = part.clamped(to: columns)
        guard rows.contains(row), !part.isEmpty else { return [] }
        let first = (row - rows.lowerBound) * columns.count - columns.lowerBound
        var (runs, start): ([Range<Int>], Int?) = ([], nil)
        var column = part.lowerBound
        while column < part.upperBound {
            let place = first + column
            let word = bits[place >> 6]
            if word == 0 {
                if let begin = start { (runs, start) = (runs + [begin..<column], nil) }
                column += 64 - place & 63
                continue
            }
            let isLeft = word & (1 << UInt64(place & 63)) != 0
            if isLeft, start == nil { start = column }
            if !isLeft, let begin = start {
                runs.append(begin..<column)
                start = nil
            }
            column += 1
        }
        if let begin = start { runs.append(begin..<part.upperBound) }
        return runs
    }

    package func add(to digest: inout ContentDigest) {
        for number in [rows.lowerBound, rows.upperBound, columns.lowerBound, columns.upperBound] {
            digest.add(number)
        }
        for word in bits { digest.add(word) }
    }

    package var byteCount: Int { 48 + 8 * bits.count }
}
