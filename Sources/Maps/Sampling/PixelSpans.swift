internal import Grids

/// Between which rows and columns the cells of every few pixels lie: so that each chunk looks only at pixels that may be
/// its own.
struct PixelSpans {
    private struct Span {
        var lowRow = Int32.max
        var highRow: Int32 = -1
        var lowColumn = Int32.max
        var highColumn: Int32 = -1
    }

    private let spans: [Span]

    /// Pixels of a span: neighbours along a line see few chunks.
    static let length = 64

    /// Of a map with an entry for each pixel; of another one nothing is known.
    init(_ cells: CellMap) {
        guard cells.layout == .scattered else {
            spans = []
            return
        }
        let count = min(cells.rows.count, cells.columns.count)
        spans = cells.rows.withUnsafeBufferPointer { rows in
            cells.columns.withUnsafeBufferPointer { columns in
                stride(from: 0, to: count, by: Self.length).map { first in
                    Self.span(rows, columns, first..<min(first + Self.length, count))
                }
            }
        }
    }

    private static func span(
        _ rows: UnsafeBufferPointer<Int32>,
        _ columns: UnsafeBufferPointer<Int32>,
        _ pixels: Range<Int>
    ) -> Span {
        var span = Span()
        for pixel in pixels {
            let (row, column) = (rows[pixel], columns[pixel])
            // What is nowhere, −1, is the largest number without a sign.
            span.lowRow = Int32(
                truncatingIfNeeded: min(UInt32(bitPattern: row), UInt32(bitPattern: span.lowRow))
            )
            span.lowColumn = Int32(
                truncatingIfNeeded: min(UInt32(bitPattern: column), UInt32(bitPattern: span.lowColumn))
            )
            span.highRow = max(span.highRow, row)
            span.highColumn = max(span.highColumn, column)
        }
        return span
    }

    /// The parts of a range of pixels that may have cells in some rows and columns.
    func pixels(of range: Range<Int>, rows: Range<Int>, columns: Range<Int>) -> some Sequence<Range<Int>> {
        (range.lowerBound / Self.length..<(range.upperBound + Self.length - 1) / Self.length).lazy
            .filter { number in
                let span = spans[number]
                return Int(span.lowRow) < rows.upperBound && Int(span.highRow) >= rows.lowerBound
                    && Int(span.lowColumn) < columns.upperBound && Int(span.highColumn) >= columns.lowerBound
            }
            .map { (number: Int) -> Range<Int> in
                (number * Self.length..<(number + 1) * Self.length).clamped(to: range)
            }
    }
}
