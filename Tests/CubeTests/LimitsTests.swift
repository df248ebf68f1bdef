@testable import CF
import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// Every limit is held against the bound plan, names itself and the cost, and says what would pass.
@Suite struct LimitsTests {
    private static var context: WorkContext { .background(seconds: 60) }

    /// 20 times of 8 × 8 values, a chunk each.
    private func cube(_ change: (inout Limits) -> Void) throws -> CubeFixture {
        var limits = Limits()
        change(&limits)
        return try .latLon(
            (0..<8).map { Double($0) },
            (0..<8).map { Double($0) },
            along: [.axis("time", (0..<20).map { Int32($0) }, units: "days since 2000-01-01")],
            chunkShape: [1, 4, 4],
            limits: limits
        ) { _ in Float(1) }
    }

    private struct Case: Sendable, CustomTestStringConvertible {
        let name: Limits.Name
        let allowed: Int
        let requested: Int
        let passes: Int?
        let change: @Sendable (inout Limits, Int) -> Void
        var testDescription: String { name.rawValue }
    }

    private static let cases: [Case] = [
        Case(name: .chunks, allowed: 15, requested: 80, passes: 3) { $0.chunks = $1 },
        Case(name: .decodedBytes, allowed: 1000, requested: 5120, passes: 3) { $0.decodedBytes = $1 },
        Case(name: .fetchedBytes, allowed: 1000, requested: 2560, passes: 7) { $0.fetchedBytes = $1 },
        Case(name: .outputBytes, allowed: 600, requested: 5120, passes: 2) { $0.outputBytes = $1 },
    ]

    @Test(arguments: cases)
    private func refusalsSayWhatPasses(test: Case) throws {
        let cube = try cube { test.change(&$0, test.allowed) }
        let failure = #expect(throws: Failure.self) { try cube.dataset.bind(Query(variables: ["v"])) }
        guard case .tooLarge(let name, let allowed, let requested, let advice?) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(name == test.name && allowed == test.allowed && requested == test.requested)
        let last = TimeText.text(
            milliseconds: Int64((test.passes ?? 1) - 1) * 86_400_000 + 946_684_800_000,
            calendar: .standard
        )
        #expect(
            advice
                == "What passes: the first \(test.passes ?? 0) of 20 along 'time' (2000-01-01T00:00:00Z/\(last))."
        )
        #expect(cube.dataChunksRead == 0)
        // And that does pass.
        let passing = Query(
            variables: ["v"],
            selectors: [.role(.time): .positions([IndexRange(0..<(test.passes ?? 1))])]
        )
        _ = try cube.dataset.bind(passing)
    }

    @Test func whereNoTimePassesPlacesAreCut() throws {
        let cube = try cube { $0.outputBytes = 100 }
        let failure = #expect(throws: Failure.self) { try cube.dataset.bind(Query(variables: ["v"])) }
        #expect(
            failure?.description.contains(
                "the first 1 of 20 along 'time' (2000-01-01T00:00:00Z), the first 3 of 8 along 'lat' (0/2)"
            ) == true,
            "\(String(describing: failure))"
        )
    }

    /// What large reads took corrects the estimate, by bounded steps; small ones do not.
    @Test func secondsFollowTheWorkersPace() {
        var cost = ReadCost()
        cost.decodedBytes = 1_000_000_000
        let pace = ReadingPace()
        #expect(pace.factor == 1 && cost.secondsByRates == 2)
        for _ in 0..<50 { pace.note(cost, seconds: 6) }
        #expect(abs(pace.factor - 3) < 0.01)
        cost.pace = pace.factor
        #expect(abs(cost.seconds - 6) < 0.1)
        for _ in 0..<100 { pace.note(cost, seconds: 1e9) }
        #expect(pace.factor <= 8)
        var small = ReadCost()
        small.decodedBytes = 1000
        pace.note(small, seconds: 0)
        #expect(pace.factor > 7.9)
        for _ in 0..<100 { pace.note(cost, seconds: 0) }
        #expect(pace.factor >= 0.125 && pace.factor < 0.2)
        pace.note(cost, seconds: .nan)
        #expect(pace.factor.isFinite)
    }

    @Test func secondsAreEstimated() {
        var cost = ReadCost()
        cost.decodedBytes = 500_000_000_000
        #expect(cost[.seconds] == 1000)
        #expect(Limits().exceeded(by: cost)?.name == .decodedBytes)
        var limits = Limits()
        limits.decodedBytes = .max
        #expect(limits.exceeded(by: cost)?.name == .seconds)
    }

    @Test func picturesAreMadeSmaller() throws {
        let cube = try cube { $0.chunks = 1 }
        let variable = try cube.dataset.variable(named: "v")
        let target = RasterTarget(
            system: .geographic,
            minX: -0.5,
            minY: -0.5,
            maxX: 6.5,
            maxY: 6.5,
            width: 14,
            height: 14
        )
        let failure = #expect(throws: Failure.self) {
            try cube.dataset.bind(map: variable, selectors: [:], target: target)
        }
        guard case .tooLarge(.chunks, 1, 4, let advice?) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(advice.hasPrefix("What passes: a box from x "))
    }

    @Test func pixelsNameSides() throws {
        let cube = try cube { $0.pixels = 5000 }
        let target = RasterTarget(
            system: .geographic,
            minX: 0,
            minY: 0,
            maxX: 1,
            maxY: 1,
            width: 200,
            height: 100
        )
        let failure = #expect(throws: Failure.self) {
            try cube.dataset.bind(map: cube.dataset.variable(named: "v"), selectors: [:], target: target)
        }
        #expect(
            failure
                == .tooLarge(
                    limit: .pixels,
                    allowed: 5000,
                    requested: 20_000,
                    advice: "What passes: 100 × 50 pixels."
                )
        )
    }

    /// Fifty requests, the real plans of a service, on a worker that holds two and a half of them, as 512 MB hold of
    /// 200: they finish one after the other, and never is more reserved than there is.
    @Test func fiftyLargeRequestsOnASmallWorker() throws {
        let cells = 100_000
        let each = cells * 17
        let budget = each * 512 / 200
        let expected = [Float](repeating: 2, count: cells)
        let cube = try CubeFixture(
            arrays: [
                FixtureArray(
                    "v",
                    [("i", cells)],
                    .float32,
                    expected,
                    chunkShape: [10_000]
                )
            ],
            budget: budget
        )
        let served = Monitor<[Int]>([])
        let threads = (0..<50).map { number in
            WorkerThread(name: "request-\(number)") {
                let context = WorkContext.background(seconds: 300)
                guard let plan = try? cube.dataset.bind(Query(variables: ["v"])),
                    let reading = try? plan.open(context: context),
                    let values = try? reading.values(part: 0, context: context)
                else { return }
                guard case .float(let floats) = values.storage, floats.firstDifference(from: expected) == nil
                else { return }
                served.update { $0.append(number) }
            }
        }
        for thread in threads { thread.join() }
        #expect(served.withLock { $0.sorted() } == Array(0..<50))
        #expect(cube.ledger.maxReserved <= budget)
        #expect(cube.ledger.maxReserved >= 2 * each)
        #expect(cube.ledger.reserved == 0)
    }
}
