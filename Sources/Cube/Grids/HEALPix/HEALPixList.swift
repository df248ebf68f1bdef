/// The pixels of an array in its own order, taken in piece by piece: runs of neighbours, in flat arrays.
///
/// A list of the whole sphere, in its order, is one run; one in no order has a run a pixel.
struct HEALPixList: Sendable, Equatable {
    /// What the numbers in a list mean.
    enum Numbers: Sendable, Hashable {
        case pixels(HEALPixDivision)
        /// Of mixed levels.
        case unique(HEALPixNumbering)
    }

    let numbers: Numbers
    /// The first pixel of each run.
    private(set) var pixels: [Int] = []
    /// Its position; rising.
    private(set) var positions: [Int32] = []
    private(set) var counts: [Int32] = []
    /// The level of each run; empty where all numbers are of one division.
    private(set) var levels: [UInt8] = []
    /// Numbers so far, those that are no pixels included.
    private(set) var count = 0
    /// Numbers that are no pixels.
    private(set) var strangers = 0

    /// Bytes of one run.
    static let bytesPerRun = MemoryLayout<Int>.size + 2 * MemoryLayout<Int32>.size + 1

    init(_ numbers: Numbers) {
        self.numbers = numbers
    }

    /// All pixels of a division in its order, of which an array has at most `Int32.max`.
    init?(whole division: HEALPixDivision) {
        guard let count = Int32(exactly: division.count) else { return nil }
        self.init(.pixels(division))
        (pixels, positions, counts) = ([0], [0], [count])
        self.count = division.count
    }

    /// Runs so far.
    var runCount: Int { pixels.count }

    /// Takes the next number in; nil stands for what is no number.
    ///
    /// - Returns: false where there would be more runs than `most`, or more numbers than 32 bits count: what was taken in is
    ///   then of no use.
    @inline(__always)
    mutating func append(_ number: Int?, most: Int) -> Bool {
        guard count < Int(Int32.max) else { return false }
        defer { count += 1 }
        guard let number, let (level, pixel) = pixel(number) else {
            strangers += 1
            return true
        }
        if continues(pixel, level) {
            counts[counts.count - 1] += 1
            return true
        }
        guard pixels.count < most else { return false }
        pixels.append(pixel)
        positions.append(Int32(count))
        counts.append(1)
        if case .unique = numbers { levels.append(UInt8(level)) }
        return true
    }

    /// What a number means: the level, 0 where all are of one division, and the pixel there.
    private func pixel(_ number: Int) -> (level: Int, pixel: Int)? {
        switch numbers {
        case .pixels(let division): division.contains(number) ? (0, number) : nil
        case .unique(let numbering): numbering.pixel(number).map { ($0.level, $0.nested) }
        }
    }

    private func continues(_ pixel: Int, _ level: Int) -> Bool {
        guard let first = pixels.last, let position = positions.last, let run = counts.last else {
            return false
        }
        return first + Int(run) == pixel && Int(position) + Int(run) == count
            && (levels.last.map { Int($0) == level } ?? true)
    }

    /// The pixel at a position, and its division; nil where none is.
    func pixel(at position: Int) -> (division: HEALPixDivision, pixel: Int)? {
        guard let run = lastRun(notAfter: position) else { return nil }
        let offset = position - Int(positions[run])
        guard offset < Int(counts[run]), let division = division(ofRun: run) else { return nil }
        return (division, pixels[run] + offset)
    }

    /// The division of a run.
    func division(ofRun run: Int) -> HEALPixDivision? {
        switch numbers {
        case .pixels(let division): division
        case .unique: HEALPixDivision(level: Int(levels[run]), order: .nested)
        }
    }

    /// The last run that begins at a position or before it; nil where none does.
    func lastRun(notAfter position: Int) -> Int? {
        guard position >= 0 else { return nil }
        var (low, high) = (0, positions.count)
        while low < high {
            let middle = low + (high - low) / 2
            if Int(positions[middle]) <= position { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : nil
    }
}
