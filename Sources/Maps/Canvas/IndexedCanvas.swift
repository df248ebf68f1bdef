internal import Failures

/// A picture of palette indices under construction: 0 where nothing is drawn yet.
///
/// It keeps its pixels as the lines of a PNG, each behind its filter byte (0, none), so that encoding copies nothing.
/// It belongs to one picture at a time, and its memory is reused for the next.
package final class IndexedCanvas {
    package private(set) var width = 0
    package private(set) var height = 0
    /// True until a layer has been drawn, even if it drew only missing values.
    package private(set) var isBlank = true
    private var memory: UnsafeMutableBufferPointer<UInt8>

    /// Memory beyond this goes back after a picture, since every thread keeps some: a tile of 512 × 512 pixels.
    private static let keptBytes = 320 << 10

    init() {
        memory = .allocate(capacity: 256 * 257)
    }

    deinit {
        memory.deallocate()
    }

    /// Starts a picture of `width` × `height` pixels, both at least 1 and checked against the limit on pixels.
    func begin(width: Int, height: Int) {
        let bytes = (width + 1) * height
        if memory.count < bytes {
            memory.deallocate()
            memory = .allocate(capacity: bytes)
        }
        memory.prefix(upTo: bytes).update(repeating: 0)
        (self.width, self.height, isBlank) = (width, height, true)
    }

    /// Gives back what only a large picture needed.
    func end() {
        (width, height) = (0, 0)
        guard memory.count > Self.keptBytes else { return }
        memory.deallocate()
        memory = .allocate(capacity: 256 * 257)
    }

    /// The picture as PNG wants it: `height` lines of a filter byte and `width` indices.
    var scanlines: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[..<((width + 1) * height)])
    }

    /// The pixels alone: where the first stands, and bytes from one line to the next.
    func withPixels<Result>(_ body: (UnsafePointer<UInt8>?, Int) -> Result) -> Result {
        body(UnsafePointer(memory.baseAddress.map { $0 + 1 }), width + 1)
    }

    /// The palette index of a pixel; row 0 is on top.
    package func index(column: Int, row: Int) -> Int {
        precondition(column >= 0 && column < width && row >= 0 && row < height)
        return Int(memory[row * (width + 1) + 1 + column])
    }

    /// Sets one pixel; those outside the picture are ignored.
    package func set(column: Int, row: Int, to index: UInt8) {
        guard column >= 0, column < width, row >= 0, row < height else { return }
        memory[row * (width + 1) + 1 + column] = index
        isBlank = false
    }

    /// Fills a rectangle; what lies outside the picture is left out.
    func fill(columns: Range<Int>, rows: Range<Int>, with index: UInt8) {
        let columns = columns.clamped(to: 0..<width)
        let rows = rows.clamped(to: 0..<height)
        guard !columns.isEmpty, !rows.isEmpty else { return }
        for row in rows {
            let start = row * (width + 1) + 1
            memory[(start + columns.lowerBound)..<(start + columns.upperBound)].update(repeating: index)
        }
        isBlank = false
    }

    /// The lines of the picture, for painters that keep to its sides; it is blank no more.
    func withLines(_ body: (CanvasLines) throws(Failure) -> Void) throws(Failure) {
        guard let pixels = memory.baseAddress else { throw .defect }
        isBlank = false
        try body(CanvasLines(start: pixels + 1, stride: width + 1))
    }
}
