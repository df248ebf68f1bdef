import Execution
import Failures
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// Answers whose order is not that of their chunks: each chunk is decoded once, values come in order, memory is bounded.
@Suite struct TranspositionTests {
    private static var context: WorkContext { .background(seconds: 60) }
    /// Small enough that arrays of a test are large.
    private static let sizes = StreamSizes(wanted: 4096, tolerated: 8192)

    private struct Case: Sendable, CustomTestStringConvertible {
        let shape: [Int]
        let chunks: [Int]
        let ranges: [[IndexRange]]
        var testDescription: String { "\(shape) in \(chunks): \(ranges.map { $0.map(\.count) })" }

        init(_ shape: [Int], _ chunks: [Int], _ ranges: [[IndexRange]]? = nil) {
            (self.shape, self.chunks) = (shape, chunks)
            self.ranges = ranges ?? shape.map { [IndexRange(0..<$0)] }
        }
    }

    private static let cases: [Case] = [
        // Chunks that run along time, read as maps; and a part of them with steps, and two runs across a seam.
        Case([60, 20, 30], [60, 2, 3]), Case([61, 19, 31], [50, 2, 3]),
        Case(
            [60, 20, 30],
            [60, 2, 3],
            [
                [IndexRange(start: 1, count: 19, stride: 3)], [IndexRange(start: 2, count: 17)],
                [IndexRange(start: 25, count: 5), IndexRange(start: 0, count: 12)],
            ]
        ),
        Case([5, 40, 12, 12], [5, 40, 3, 4]), Case([3000, 9], [3000, 1]),
        Case([7, 6, 5, 4, 9], [7, 6, 1, 2, 9]),
        Case([2, 4000], [2, 10]),
    ]

    private func fixture(_ test: Case, spool: Spool = Spool(), limits: Limits = Limits()) throws
        -> CubeFixture
    {
        let names = ["a", "b", "c", "d", "e"]
        let count = test.shape.reduce(1, *)
        return try CubeFixture(
            arrays: [
                FixtureArray(
                    "v",
                    zip(names, test.shape).map { ($0, $1) },
                    .int32,
                    (0..<count).map { Int32($0) },
                    chunkShape: test.chunks
                )
            ],
            limits: limits,
            spool: spool,
            streaming: Self.sizes
        )
    }

    /// The numbers that the ranges select, in row-major order, worked out one by one.
    private func expected(_ test: Case) -> [Int32] {
        let indices = test.ranges.map { $0.flatMap { range in (0..<range.count).map { range[$0] } } }
        return zip(indices, test.shape).reduce([0]) { numbers, dimension in
            numbers.flatMap { number in dimension.0.map { number * dimension.1 + $0 } }
        }.map { Int32($0) }
    }

    @Test(arguments: cases)
    private func eachChunkOnceAndInOrder(test: Case) throws {
        let cube = try fixture(test)
        let stored = cube.dataset.arrays[0]
        let read = PlannedRead(stored: stored, variable: nil, ranges: test.ranges, streaming: Self.sizes)
        var values: [Int32] = []
        var largest = 0
        try read.transpose(Transposition(read, Self.sizes), through: Spool(), context: Self.context) {
            values += Array($0.bindMemory(to: Int32.self))
            largest = max(largest, $0.count)
        }
        #expect(values == expected(test))
        #expect(largest <= Self.sizes.wanted)
        // Two runs that meet in a chunk may read it twice, which whole ranges never do.
        let chunks = try #require(ReadCost(read)).chunks
        #expect(cube.chunks["v"].map { $0.chunksRead <= chunks } == true)
    }

    /// The rule of the plan, from the question to the values.
    @Test func longSeriesAsMaps() throws {
        let test = Self.cases[0]
        let cube = try fixture(test)
        let plan = try cube.dataset.bind([(cube.dataset.arrays[0], test.ranges.map { $0[0] })])
        #expect(plan.cost.chunks == 100)
        #expect(plan.cost.decodedBytes == plan.cost.outputBytes)
        #expect(plan.cost.spoolBytes == 60 * 20 * 30 * 4)
        let reading = try plan.open(context: Self.context)
        let transposition = Transposition(plan.parts[0], Self.sizes)
        #expect(transposition.workingSet(inFlight: 0) <= 2 * Self.sizes.wanted)
        var values: [Int32] = []
        try reading.stream(part: 0, context: Self.context) {
            values += Array($0.bindMemory(to: Int32.self))
        }
        #expect(values == expected(test))
        #expect(cube.chunks["v"]?.chunksRead == 100)
    }

    @Test func withoutRoomInTheLimitsItIsRefused() throws {
        var limits = Limits()
        limits.spoolBytes = 50_000
        let test = Self.cases[0]
        let cube = try fixture(test, limits: limits)
        let failure = #expect(throws: Failure.self) {
            try cube.dataset.bind([(cube.dataset.arrays[0], test.ranges.map { $0[0] })])
        }
        guard case .tooLarge(.spoolBytes, 50_000, 144_000, let advice?) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        // 20 of 60: 48,000 bytes.
        #expect(advice == "What passes: the first 20 of 60 along 'a'.")
        #expect(cube.chunks["v"]?.chunksRead == 0)
    }

    /// A stack of 64 maps in chunks that run along it streams in one piece of a mebibyte.
    ///
    /// Beside much else there is room for
    /// the chunks, another mebibyte, and small pieces only, which would decode each chunk 64 times: it goes through the disk.
    @Test(arguments: [(1 << 20, true), ((1 << 20) - 1, false)])
    func smallerPiecesKeepToTheLimitsToo(allowed: Int, passes: Bool) throws {
        var limits = Limits()
        limits.spoolBytes = allowed
        let cube = try CubeFixture(
            arrays: [
                FixtureArray(
                    "v",
                    [("a", 64), ("b", 64), ("c", 64)],
                    .int32,
                    (0..<(64 * 64 * 64)).map { Int32($0) },
                    chunkShape: [64, 8, 8]
                )
            ],
            limits: limits
        )
        let ranges = [Int](repeating: 64, count: 3).map { IndexRange(0..<$0) }
        let plan = try cube.dataset.bind([(cube.dataset.arrays[0], ranges)])
        #expect(plan.cost.spoolBytes == 0)
        let beside = cube.dataset.allowed(.memory) - 1_700_000
        guard passes else {
            let failure = #expect(throws: Failure.self) {
                try plan.open(beside: beside, context: Self.context)
            }
            guard case .tooLarge(.spoolBytes, allowed, 1 << 20, _) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            return
        }
        var values: [Int32] = []
        try plan.open(beside: beside, context: Self.context).stream(part: 0, context: Self.context) {
            values += Array($0.bindMemory(to: Int32.self))
        }
        let expected: [Int32] = (0..<(64 * 64 * 64)).map { Int32($0) }
        #expect(values == expected)
        #expect(cube.chunks["v"]?.chunksRead == 64)
    }

    @Test func withoutRoomOnDiskItIsWorthTryingAgain() throws {
        let test = Self.cases[0]
        let cube = try fixture(test, spool: Spool(maxBytes: 1000))
        let plan = try cube.dataset.bind([(cube.dataset.arrays[0], test.ranges.map { $0[0] })])
        let reading = try plan.open(context: Self.context)
        #expect(throws: Failure.noRoom) { try reading.stream(part: 0, context: Self.context) { _ in } }
        #expect(cube.chunks["v"]?.chunksRead == 0)
    }

    /// The room is given back whether the answer was taken or not.
    @Test func roomIsGivenBack() throws {
        struct Gone: Error {}
        let test = Self.cases[0]
        let spool = Spool(maxBytes: 144_000)
        let cube = try fixture(test, spool: spool)
        let plan = try cube.dataset.bind([(cube.dataset.arrays[0], test.ranges.map { $0[0] })])
        for _ in 0..<2 {
            let reading = try plan.open(context: Self.context)
            #expect(throws: Gone.self) {
                try reading.stream(part: 0, context: Self.context) { _ in throw Gone() }
            }
        }
    }
}
