/// Numbers of an array in its own order, taken in one after the other: runs of neighbours that rise by one, in flat arrays.
///
/// A list of all numbers in order is one run; one in no order has a run a number.
package struct NumberList: Sendable, Equatable {
    /// The numbers that mean something.
    let allowed: Range<Int>
    /// The first number of each run.
    private(set) var numbers: [Int] = []
    /// Its position; rising.
    private(set) var positions: [Int32] = []
    private(set) var counts: [Int32] = []
    /// Numbers so far, the strangers among them too.
    package private(set) var count = 0
    /// Numbers that mean nothing.
    package private(set) var strangers = 0

    /// Bytes of one run.
    static let bytesPerRun = MemoryLayout<Int>.size + 2 * MemoryLayout<Int32>.size

    /// No numbers yet, of which these will be allowed.
    package init(allowed: Range<Int>) {
        self.allowed = allowed
    }

    /// The numbers from 0 on, so many of them.
    init(all count: Int32) {
        self.init(allowed: 0..<Int(count))
        (numbers, positions, counts) = ([0], [0], [count])
        self.count = Int(count)
    }

    /// Runs so far.
    package var runCount: Int { numbers.count }

    /// Takes the next number in; nil stands for what is no number.
    ///
    /// - Returns: false where there would be more runs than `most`, or more numbers than 32 bits count: what was taken in is
    ///   then of no use.
    @inline(__always)
    package mutating func append(_ number: Int?, most: Int) -> Bool {
        guard count < Int(Int32.max) else { return false }
        defer { count += 1 }
        guard let number, allowed.contains(number) else {
            strangers += 1
            return true
        }
        if let first = numbers.last, let position = positions.last, let run = counts.last,
            first + Int(run) == number, Int(position) + Int(run) == count
        {
            counts[counts.count - 1] = run + 1
            return true
        }
        guard numbers.count < most else { return false }
        numbers.append(number)
        positions.append(Int32(count))
        counts.append(1)
        return true
    }

    /// The number at a position; nil where none is.
    package func number(at position: Int) -> Int? {
        guard let run = lastRun(notAfter: position) else { return nil }
        let offset = position - Int(positions[run])
        return offset < Int(counts[run]) ? numbers[run] + offset : nil
    }

    /// The last run that begins at a position or before it; nil where none does.
    private func lastRun(notAfter position: Int) -> Int? {
        guard position >= 0 else { return nil }
        var (low, high) = (0, positions.count)
        while low < high {
            let middle = low + (high - low) / 2
            if Int(positions[middle]) <= position { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : nil
    }
}
