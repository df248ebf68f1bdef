import Execution
import Testing

@testable import Operations

@Suite struct PoolSizingTests {
    typealias Load = PoolSizing.Load

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var workers = 2
        var areSettled = true
        var interactive = Load(busy: 0, threads: 16)
        var bulk = Load(busy: 0, threads: 8)
        let decision: PoolSizing.Decision
    }

    private static let counts = WorkerCounts(from: 1, to: 5)

    /// Two workers have 32 threads for maps, of which 0.85 are 27.2, and 16 for data, of which 0.85 are 13.6.
    @Test(arguments: [
        Case(testDescription: "idle, but for how long is not known yet", decision: .stay),
        Case(testDescription: "27 of 32", interactive: Load(busy: 27, threads: 16), decision: .stay),
        Case(testDescription: "28 of 32", interactive: Load(busy: 28, threads: 16), decision: .grow(by: 1)),
        Case(testDescription: "13 of 16", bulk: Load(busy: 13, threads: 8), decision: .stay),
        Case(testDescription: "14 of 16", bulk: Load(busy: 14, threads: 8), decision: .grow(by: 1)),
        Case(
            testDescription: "others only start",
            areSettled: false,
            bulk: Load(busy: 16, threads: 8),
            decision: .stay
        ),
        Case(
            testDescription: "by half",
            workers: 4,
            bulk: Load(busy: 32, threads: 8),
            decision: .grow(by: 1)
        ),
        Case(
            testDescription: "no further than to the most",
            workers: 5,
            bulk: Load(busy: 40, threads: 8),
            decision: .stay
        ),
        Case(
            testDescription: "three requests waited 0.33 s",
            interactive: Load(busy: 3, threads: 16, begun: 3, waitedSeconds: 0.33),
            decision: .grow(by: 1)
        ),
        Case(
            testDescription: "three requests waited less",
            interactive: Load(busy: 3, threads: 16, begun: 3, waitedSeconds: 0.29),
            decision: .stay
        ),
        Case(
            testDescription: "two requests are too few",
            interactive: Load(busy: 3, threads: 16, begun: 2, waitedSeconds: 9),
            decision: .stay
        ),
    ])
    func aLookDecides(_ test: Case) {
        var sizing = PoolSizing()
        let decision = sizing.decide(
            workers: test.workers,
            areSettled: test.areSettled,
            loads: [test.interactive, test.bulk],
            counts: Self.counts,
            now: Deadline(nanoseconds: 1_000_000_000)
        )
        #expect(decision == test.decision)
    }

    @Test func manyGrowByHalf() {
        var sizing = PoolSizing()
        let decision = sizing.decide(
            workers: 8,
            areSettled: true,
            loads: [Load(busy: 128, threads: 16)],
            counts: WorkerCounts(from: 2, to: 64),
            now: Deadline(nanoseconds: 1)
        )
        #expect(decision == .grow(by: 4))
    }

    /// Looks at a pool of workers with eight threads each, `busy` of all, at some second.
    private func look(_ sizing: inout PoolSizing, second: Double, busy: Int, workers: Int = 3)
        -> PoolSizing.Decision
    {
        sizing.decide(
            workers: workers,
            areSettled: true,
            loads: [Load(busy: busy, threads: 8)],
            counts: Self.counts,
            now: Deadline(nanoseconds: UInt64(second * 1e9))
        )
    }

    /// Three workers of eight threads are calm while the two that would be left had half of theirs free: at 8.
    @Test func itShrinksByOneAfterCalm() {
        var sizing = PoolSizing()
        #expect(look(&sizing, second: 100, busy: 8) == .stay)
        #expect(look(&sizing, second: 159.9, busy: 0) == .stay)
        #expect(look(&sizing, second: 160, busy: 8) == .shrink)
        #expect(look(&sizing, second: 160.2, busy: 0, workers: 2) == .stay)
        #expect(look(&sizing, second: 220.2, busy: 0, workers: 2) == .shrink)
        #expect(look(&sizing, second: 900, busy: 0, workers: 1) == .stay)
        #expect(look(&sizing, second: 999, busy: 0, workers: 1) == .stay)
    }

    @Test(arguments: [9, 24])
    func whateverDisturbsBeginsTheCalmAnew(busy: Int) {
        var sizing = PoolSizing()
        #expect(look(&sizing, second: 100, busy: 0) == .stay)
        _ = look(&sizing, second: 130, busy: busy)
        #expect(look(&sizing, second: 161, busy: 0) == .stay)
        #expect(look(&sizing, second: 220, busy: 0) == .stay)
        #expect(look(&sizing, second: 221, busy: 0) == .shrink)
    }

    @Test func aFixedPoolStays() {
        var sizing = PoolSizing()
        for (second, busy) in [(1.0, 16), (2, 0), (500, 0)] {
            let decision = sizing.decide(
                workers: 2,
                areSettled: true,
                loads: [Load(busy: busy, threads: 8)],
                counts: 2,
                now: Deadline(nanoseconds: UInt64(second * 1e9))
            )
            #expect(decision == .stay)
        }
    }

    /// Of a share of 256 MiB it is 1.5 × 256 + 64 = 448 MiB.
    @Test(
        arguments: [
            (448, 60.0, nil, nil), (449, 60, nil, Wear.memory), (449, 29, nil, nil), (1, 99, 100, nil),
            (1, 100, 100, .age), (1, 2, 2, .age), (449, 10, 10, .age),
        ] as [(Int, Double, Double?, Wear?)]
    )
    func wornWorkersAreReplaced(megabytes: Int, lived: Double, age: Double?, wear: Wear?) {
        let found = Wear.of(
            memory: megabytes << 20,
            livedSeconds: lived,
            share: 256 << 20,
            maxAgeSeconds: age
        )
        #expect(found == wear)
    }

    /// proc(5): pages of the whole program, resident, shared, and others.
    @Test func memoryIsWhatNoFileStandsBehind() {
        #expect(ProcessMemory.bytes("5000 700 200 30 0 400 0\n").map { $0 % 500 } == 0)
        #expect(ProcessMemory.bytes("5000 700 200 30") == (ProcessMemory.bytes("5000 500 0 30")))
        for wrong in ["", "1 2", "1 2 3", "a b c", "9 99999999999999999 0"] {
            #expect(ProcessMemory.bytes(wrong) == nil)
        }
        #expect((ProcessMemory.own ?? 0) > 1 << 20)
    }
}
