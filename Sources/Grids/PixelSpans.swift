/// Between which rows and columns the cells of every few pixels lie: so that each chunk looks only at pixels that may be
/// its own.
package struct PixelSpans: Sendable {
    private struct Span {
        let lowRow, highRow: Int32
        let lowColumn, highColumn: Int32
    }

    private let spans: [Span]

    /// Pixels of a span: neighbours along a line see few chunks.
    private static let length = 64

    /// Of maps of which nothing is known.
    static let none = PixelSpans(columns: [], rows: [])

    /// Of a map with an entry for each pixel.
    init(columns: [Int32], rows: [Int32]) {
        let count = min(rows.count, columns.count)
        spans = rows.withUnsafeBufferPointer { rows in
            columns.withUnsafeBufferPointer { columns in
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
        // What is nowhere, −1, is the largest number without a sign.
        var (lowRow, lowColumn) = (UInt32(Int32.max), UInt32(Int32.max))
        var (highRow, highColumn) = (Int32(-1), Int32(-1))
        for pixel in pixels {
            lowRow = min(lowRow, UInt32(bitPattern: rows[pixel]))
            highRow = max(highRow, rows[pixel])
        }
        for pixel in pixels {
            lowColumn = min(lowColumn, UInt32(bitPattern: columns[pixel]))
            highColumn = max(highColumn, columns[pixel])
        }
        return Span(
            lowRow: Int32(truncatingIfNeeded: lowRow),
            highRow: highRow,
            lowColumn: Int32(truncatingIfNeeded: lowColumn),
            highColumn: highColumn
        )
    }

    var byteCount: Int { spans.count * MemoryLayout<Span>.stride }

    /// The parts of a range of pixels that may have cells in some rows and columns.
    package func pixels(of range: Range<Int>, rows: Range<Int>, columns: Range<Int>) -> [Range<Int>] {
        let numbers = range.lowerBound / Self.length..<(range.upperBound + Self.length - 1) / Self.length
        var parts: [Range<Int>] = []
        for number in numbers.clamped(to: spans.indices) {
            let span = spans[number]
            guard Int(span.lowRow) < rows.upperBound, Int(span.highRow) >= rows.lowerBound,
                Int(span.lowColumn) < columns.upperBound, Int(span.highColumn) >= columns.lowerBound
            else { continue }
            parts.append((number * Self.length..<(number + 1) * Self.length).clamped(to: range))
        }
        return parts
    }
}
