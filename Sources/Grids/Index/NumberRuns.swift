/// Where numbers stand in a list: runs that rise together with their positions, sorted by number, in flat arrays.
///
/// Of numbers that repeat the first counts.
package struct NumberRuns: Sendable, Equatable {
    /// The first number of each run; none overlaps the next.
    private let numbers: [Int]
    /// The position of that number in the list.
    private let positions: [Int32]
    private let counts: [Int32]
    /// All numbers of all runs.
    package let count: Int
    /// Numbers of the list that stood in it before.
    package let repeated: Int

    /// Bytes of a list and its runs at most, per run of the list.
    package static let bytesPerRun = 2 * NumberList.bytesPerRun
    /// Bytes that sorting takes beyond that, per run.
    package static let sortingBytesPerRun = MemoryLayout<Int>.size + 2 * MemoryLayout<Int>.size

    /// Sorts a list; one that rises shares its memory.
    ///
    /// - Returns: nil where numbers repeat and there are more of them all than `most`: then each is a run of its own.
    package init?(_ list: NumberList, most: Int) {
        let order = Self.order(of: list)
        guard Self.areApart(order, list) else {
            let all = list.counts.reduce(0) { $0 + Int($1) }
            guard all <= most else { return nil }
            self.init(single: list, all: all)
            return
        }
        let isRising = zip(order, order.dropFirst()).allSatisfy { $0 < $1 }
        self.init(
            numbers: isRising ? list.numbers : order.map { list.numbers[$0] },
            positions: isRising ? list.positions : order.map { list.positions[$0] },
            counts: isRising ? list.counts : order.map { list.counts[$0] },
            repeated: 0
        )
    }

    private init(numbers: [Int], positions: [Int32], counts: [Int32], repeated: Int) {
        (self.numbers, self.positions, self.counts) = (numbers, positions, counts)
        (count, self.repeated) = (counts.reduce(0) { $0 + Int($1) }, repeated)
    }

    /// Every number for itself, at the first of its positions.
    private init(single list: NumberList, all: Int) {
        var cells: [(number: Int, position: Int32)] = []
        cells.reserveCapacity(all)
        for run in list.numbers.indices {
            for offset in 0..<list.counts[run] {
                cells.append((list.numbers[run] + Int(offset), list.positions[run] + offset))
            }
        }
        cells.sort { ($0.number, $0.position) < ($1.number, $1.position) }
        var (numbers, positions): ([Int], [Int32]) = ([], [])
        for cell in cells where cell.number != numbers.last {
            numbers.append(cell.number)
            positions.append(cell.position)
        }
        self.init(
            numbers: numbers,
            positions: positions,
            counts: [Int32](repeating: 1, count: numbers.count),
            repeated: all - numbers.count
        )
    }

    /// The runs of a list in the order of their numbers.
    private static func order(of list: NumberList) -> [Int] {
        let numbers = list.numbers
        let isRising = zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
        let order = Array(numbers.indices)
        return isRising ? order : order.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
    }

    private static func areApart(_ order: [Int], _ list: NumberList) -> Bool {
        zip(order, order.dropFirst()).allSatisfy { run, next in
            list.numbers[run] + Int(list.counts[run]) <= list.numbers[next]
        }
    }

    var runCount: Int { numbers.count }

    /// The numbers of a run, of which there are `runCount`, and the position of the first.
    func run(_ run: Int) -> (numbers: Range<Int>, position: Int) {
        (numbers[run]..<(numbers[run] + Int(counts[run])), Int(positions[run]))
    }
}

// Looking up.

extension NumberRuns {
    /// The position of a number; nil for one that is not listed.
    func position(of number: Int) -> Int? {
        var cursor = Cursor()
        let found = position(of: number, &cursor)
        return found < 0 ? nil : found
    }

    /// The run that was found last: numbers asked for one after the other often lie in one.
    struct Cursor {
        fileprivate var first = 0
        fileprivate var count = 0
        fileprivate var position = 0
    }

    /// The position of a number, -1 for one that is not listed.
    @inline(__always)
    func position(of number: Int, _ cursor: inout Cursor) -> Int {
        let offset = number &- cursor.first
        if offset >= 0, offset < cursor.count { return cursor.position &+ offset }
        return search(number, &cursor)
    }

    private func search(_ number: Int, _ cursor: inout Cursor) -> Int {
        guard let run = lastRun(notAfter: number) else { return -1 }
        cursor.first = numbers[run]
        cursor.count = Int(counts[run])
        cursor.position = Int(positions[run])
        let offset = number - cursor.first
        return offset < cursor.count ? cursor.position + offset : -1
    }

    /// The last run that begins at a number or before it; nil where none does.
    private func lastRun(notAfter number: Int) -> Int? {
        numbers.withUnsafeBufferPointer { numbers in
            var (low, high) = (0, numbers.count)
            while low < high {
                let middle = low + (high - low) / 2
                if numbers[middle] <= number { low = middle + 1 } else { high = middle }
            }
            return low > 0 ? low - 1 : nil
        }
    }

    /// Calls `body` with those numbers of a range that are listed, run by run, and the position of the first of each.
    func forEachRun(in range: Range<Int>, _ body: (_ numbers: Range<Int>, _ position: Int) throws -> Void)
        rethrows
    {
        guard !range.isEmpty else { return }
        var run = lastRun(notAfter: range.lowerBound) ?? 0
        while run < numbers.count, numbers[run] < range.upperBound {
            let own = numbers[run]..<(numbers[run] + Int(counts[run]))
            let common = own.clamped(to: range)
            if !common.isEmpty { try body(common, Int(positions[run]) + common.lowerBound - own.lowerBound) }
            run += 1
        }
    }

    /// Numbers of a range that are listed.
    func count(in range: Range<Int>) -> Int {
        var count = 0
        forEachRun(in: range) { numbers, _ in count += numbers.count }
        return count
    }
}
