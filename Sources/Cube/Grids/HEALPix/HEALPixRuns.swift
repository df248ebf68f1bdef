/// Pixels of one division and where they stand in a list: runs of numbers that rise together with their positions.
///
/// Flat arrays, sorted by pixel, none of which overlaps the next. The whole sphere is one run.
struct HEALPixRuns: Sendable, Equatable {
    let division: HEALPixDivision
    /// The first pixel of each run.
    private(set) var pixels: [Int]
    /// The position of that pixel in the list.
    private(set) var positions: [Int32]
    private(set) var counts: [Int32]
    /// All pixels of all runs.
    let count: Int

    /// Bytes of one run.
    static let bytesPerRun = MemoryLayout<Int>.size + 2 * MemoryLayout<Int32>.size

    /// Runs that are sorted by pixel and do not overlap.
    init(_ division: HEALPixDivision, pixels: [Int], positions: [Int32], counts: [Int32]) {
        self.division = division
        (self.pixels, self.positions, self.counts) = (pixels, positions, counts)
        count = counts.reduce(0) { $0 + Int($1) }
    }

    /// The position of a pixel; nil for one that is not listed.
    func position(of pixel: Int) -> Int? {
        var cursor = Cursor()
        let found = position(of: pixel, &cursor)
        return found < 0 ? nil : found
    }

    /// The run that was found last: pixels asked for one after the other often lie in one.
    struct Cursor {
        fileprivate var first = 0
        fileprivate var count = 0
        fileprivate var position = 0
    }

    /// The position of a pixel, -1 for one that is not listed.
    @inline(__always)
    func position(of pixel: Int, _ cursor: inout Cursor) -> Int {
        let offset = pixel &- cursor.first
        if offset >= 0, offset < cursor.count { return cursor.position &+ offset }
        return search(pixel, &cursor)
    }

    private func search(_ pixel: Int, _ cursor: inout Cursor) -> Int {
        guard let run = lastRun(notAfter: pixel) else { return -1 }
        cursor.first = pixels[run]
        cursor.count = Int(counts[run])
        cursor.position = Int(positions[run])
        let offset = pixel - cursor.first
        return offset < cursor.count ? cursor.position + offset : -1
    }

    /// The last run that begins at a pixel or before it; nil where none does.
    private func lastRun(notAfter pixel: Int) -> Int? {
        pixels.withUnsafeBufferPointer { pixels in
            var (low, high) = (0, pixels.count)
            while low < high {
                let middle = low + (high - low) / 2
                if pixels[middle] <= pixel { low = middle + 1 } else { high = middle }
            }
            return low > 0 ? low - 1 : nil
        }
    }

    /// Calls `body` with the positions of those pixels of a range that are listed, run by run.
    func forEachRun(in range: Range<Int>, _ body: (Range<Int>) -> Void) {
        guard !range.isEmpty else { return }
        var run = lastRun(notAfter: range.lowerBound) ?? 0
        while run < pixels.count, pixels[run] < range.upperBound {
            let own = pixels[run]..<(pixels[run] + Int(counts[run]))
            let common = own.clamped(to: range)
            if !common.isEmpty {
                let first = Int(positions[run]) + common.lowerBound - own.lowerBound
                body(first..<(first + common.count))
            }
            run += 1
        }
    }

    var runCount: Int { pixels.count }

    /// The pixels of a run, of which there are `runCount`, and the position of the first.
    func run(_ run: Int) -> (pixels: Range<Int>, position: Int) {
        (pixels[run]..<(pixels[run] + Int(counts[run])), Int(positions[run]))
    }
}
