package import Grids

/// Which positions along a dimension belong to each owner, in runs: three flat lists, whatever order the positions are in.
package struct SampleRuns: Sendable, Equatable {
    /// For each owner the number of its first run; one more at the end.
    private(set) var offsets: [Int32] = [0]
    private(set) var starts: [Int32] = []
    private(set) var counts: [Int32] = []

    /// Positions and owners are counted in 32 bits.
    package static let maxCount = Int(Int32.max)
    static let bytesPerOwner = MemoryLayout<Int32>.size
    static let bytesPerRun = 2 * MemoryLayout<Int32>.size

    /// Of no owner.
    init() {}

    package var ownerCount: Int { offsets.count - 1 }
    var runCount: Int { starts.count }
    package var byteCount: Int { offsets.count * Self.bytesPerOwner + runCount * Self.bytesPerRun }

    /// Adds a run to the owner that comes next; the numbers are inside `maxCount`.
    mutating func append(_ run: Range<Int>) {
        starts.append(Int32(truncatingIfNeeded: run.lowerBound))
        counts.append(Int32(truncatingIfNeeded: run.count))
    }

    /// Ends the owner whose runs were added.
    mutating func endOwner() { offsets.append(Int32(truncatingIfNeeded: starts.count)) }

    /// The numbers of an owner's runs; none for an owner that is not there.
    func runNumbers(of owner: Int) -> Range<Int> {
        guard owner >= 0, owner < ownerCount else { return 0..<0 }
        return Int(offsets[owner])..<Int(offsets[owner + 1])
    }

    /// The positions of a run, which is inside.
    func run(_ number: Int) -> Range<Int> {
        Int(starts[number])..<(Int(starts[number]) + Int(counts[number]))
    }

    /// The positions of an owner, in its order.
    package func ranges(of owner: Int) -> [IndexRange] {
        runNumbers(of: owner).map { run($0) }.filter { !$0.isEmpty }.map { IndexRange($0) }
    }

    /// How many positions an owner has.
    package func count(of owner: Int) -> Int {
        runNumbers(of: owner).reduce(0) { $0 + Int(counts[$1]) }
    }

    /// How many positions each run of an owner has: of profiles, their samples.
    package func runCounts(of owner: Int) -> [Int] { runNumbers(of: owner).map { Int(counts[$0]) } }

    /// Calls `body` with every position of an owner.
    @inline(__always)
    func forEachPosition(of owner: Int, _ body: (Int) -> Void) {
        for number in runNumbers(of: owner) {
            for position in run(number) { body(position) }
        }
    }
}

extension SampleRuns {
    /// What was wrong with counts or indices.
    package struct Flaws: Sendable, Hashable {
        /// Counts or indices that are none: negative, no whole number, or of no feature.
        package var astray = 0
        /// Samples that counts name beyond the end of the samples.
        package var clipped = 0
        /// Samples after the last that counts name.
        package var unclaimed = 0
        /// Counts or indices that are missing: what they stand for is not written yet.
        package var missing = 0
    }

    /// One owner's positions after the other's, by their counts, of `length` positions; what lies beyond is cut off.
    ///
    /// - Returns: nil for more than 32 bits count.
    static func contiguous(counts: [Double], length: Int) -> (runs: SampleRuns, flaws: Flaws)? {
        guard counts.count < maxCount, length <= maxCount else { return nil }
        var (runs, flaws, next) = (SampleRuns(), Flaws(), 0)
        runs.reserve(owners: counts.count, runs: counts.count)
        for number in counts {
            var count = 0
            if number.isNaN {
                flaws.missing += 1
            } else if number < 0 || number != number.rounded() {
                flaws.astray += 1
            } else {
                let left = length - next
                count = number > Double(left) ? left : Int(number)
                let excess = number - Double(count)
                flaws.clipped = excess >= 0x1p62 ? .max : flaws.clipped.addingCapped(Int(excess))
            }
            runs.append(next..<(next + count))
            runs.endOwner()
            next += count
        }
        flaws.unclaimed = length - next
        return (runs, flaws)
    }

    /// The positions that name each of `owners` owners, in their order; neighbours make one run unless `separately`.
    ///
    /// - Returns: nil for more than 32 bits count, or more than `most` runs.
    static func indexed(_ indices: [Double], owners: Int, separately: Bool = false, most: Int = .max)
        -> (runs: SampleRuns, flaws: Flaws)?
    {
        guard indices.count <= maxCount, owners >= 0, owners < maxCount else { return nil }
        var flaws = Flaws()
        var firsts = [Int32](repeating: 0, count: owners + 1)
        let known = indices.map { number -> Int32 in
            guard !number.isNaN else {
                flaws.missing += 1
                return -1
            }
            guard number >= 0, number < Double(owners), number == number.rounded() else {
                flaws.astray += 1
                return -1
            }
            firsts[Int(number) + 1] += 1
            return Int32(number)
        }
        for owner in 0..<owners { firsts[owner + 1] += firsts[owner] }
        let sorted = sorted(known, by: firsts)
        var runs = SampleRuns()
        runs.reserve(owners: owners, runs: separately ? sorted.count : 0)
        for owner in 0..<owners {
            let own = sorted[Int(firsts[owner])..<Int(firsts[owner + 1])]
            guard runs.append(own, separately: separately, most: most) else { return nil }
            runs.endOwner()
        }
        return (runs, flaws)
    }

    /// Positions by their owners, in their own order; `firsts` has the place of each owner's first.
    private static func sorted(_ owners: [Int32], by firsts: [Int32]) -> [Int32] {
        var next = firsts
        let count = Int(firsts.last ?? 0)
        return [Int32](unsafeUninitializedCapacity: count) { sorted, written in
            sorted.initialize(repeating: 0)
            for (position, owner) in owners.enumerated() where owner >= 0 {
                sorted[Int(next[Int(owner)])] = Int32(truncatingIfNeeded: position)
                next[Int(owner)] += 1
            }
            written = count
        }
    }

    /// The positions of each of `rows` rows that are present: there is one number for each position of each row.
    ///
    /// - Returns: nil for more than `most` runs, or more than 32 bits count.
    static func present(_ numbers: [Double], rows: Int, most: Int) -> SampleRuns? {
        guard rows > 0, rows < maxCount, numbers.count <= maxCount, numbers.count % rows == 0 else {
            return nil
        }
        let width = numbers.count / rows
        var runs = SampleRuns()
        runs.reserve(owners: rows, runs: 0)
        for row in 0..<rows {
            var first: Int?
            for position in 0...width {
                let isPresent = position < width && numbers[row * width + position].isFinite
                if isPresent, first == nil { first = position }
                if !isPresent, let start = first {
                    guard runs.runCount < most else { return nil }
                    runs.append(start..<position)
                    first = nil
                }
            }
            runs.endOwner()
        }
        return runs
    }

    /// The runs of each owner of the owners: what profiles are to features, samples are to profiles.
    ///
    /// Each profile keeps a run of its own.
    func joined(by owners: SampleRuns) -> SampleRuns {
        var joined = SampleRuns()
        joined.reserve(owners: owners.ownerCount, runs: runCount)
        for owner in 0..<owners.ownerCount {
            owners.forEachPosition(of: owner) { profile in
                for number in runNumbers(of: profile) { joined.append(run(number)) }
            }
            joined.endOwner()
        }
        return joined
    }

    private mutating func reserve(owners: Int, runs: Int) {
        offsets.reserveCapacity(owners + 1)
        starts.reserveCapacity(runs)
        counts.reserveCapacity(runs)
    }

    private mutating func append(_ positions: ArraySlice<Int32>, separately: Bool, most: Int) -> Bool {
        var first = positions.startIndex
        for place in positions.indices {
            let isLast = place + 1 == positions.endIndex
            guard isLast || separately || positions[place + 1] != positions[place] + 1 else { continue }
            guard runCount < most else { return false }
            append(Int(positions[first])..<(Int(positions[place]) + 1))
            first = place + 1
        }
        return true
    }
}

extension Int {
    /// The sum, or the greatest number.
    fileprivate func addingCapped(_ other: Int) -> Int {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}

extension SampleRuns {
    /// What is left of some owners' positions, at the positions that they have then.
    ///
    /// `owners` are those that stay, `position` tells the new position; hidden ones have none.
    func left(of owners: [Int], position: (Int) -> Int?) -> SampleRuns {
        var left = SampleRuns()
        for owner in owners {
            for number in runNumbers(of: owner) {
                var kept: Range<Int>?
                for place in run(number) {
                    guard let place = position(place) else { continue }
                    if let run = kept, run.upperBound == place {
                        kept = run.lowerBound..<(place + 1)
                    } else {
                        if let run = kept { left.append(run) }
                        kept = place..<(place + 1)
                    }
                }
                if let run = kept { left.append(run) }
            }
            left.endOwner()
        }
        return left
    }
}
