import Execution
import Synchronization
import Testing

private struct Broken: Error, Equatable {
    let index: Int
}

@Suite struct SingleFlightTests {
    /// While one is at it, others with the same key do not start: one without time to wait gives up instead.
    @Test func equalWorkIsDoneOnce() {
        let flight = SingleFlight<String, Int>()
        let stage = Monitor(0)
        let right = Atomic<Int>(0)
        let leader = WorkerThread(name: "leader") {
            let value = try? flight.value(for: "key", context: .background(seconds: 60)) {
                stage.update { $0 = 1 }
                _ = stage.wait(until: .after(seconds: 60)) { $0 == 2 ? true : nil }
                return 42
            }
            if value == 42 { right.add(1, ordering: .relaxed) }
        }
        _ = stage.wait(until: .after(seconds: 60)) { $0 == 1 ? true : nil }
        #expect(throws: Interruption.deadlinePassed) {
            try flight.value(for: "key", context: .background(seconds: 0)) {
                Issue.record("done twice")
                return 0
            }
        }
        #expect((try? flight.value(for: "other", context: .background(seconds: 60)) { 7 }) == 7)
        stage.update { $0 = 2 }
        leader.join()
        #expect(right.load(ordering: .relaxed) == 1)
    }

    @Test func errorsAreSharedAndNotKept() throws {
        let flight = SingleFlight<Int, Int>()
        let context = WorkContext.background(seconds: 60)
        #expect(throws: Broken(index: 1)) {
            try flight.value(for: 1, context: context) { throw Broken(index: 1) }
        }
        #expect(try flight.value(for: 1, context: context) { 7 } == 7)
    }

    /// When the one that does the work is cancelled, somebody who waits for it takes over.
    @Test func anInterruptedLeaderIsReplaced() {
        let flight = SingleFlight<Int, Int>()
        let stage = Monitor(0)
        let result = Mutex<Int?>(nil)
        let leader = WorkerThread(name: "leader") {
            _ = try? flight.value(for: 1, context: .background(seconds: 60)) {
                stage.update { $0 = 1 }
                _ = stage.wait(until: .after(seconds: 60)) { $0 == 2 ? true : nil }
                throw Interruption.cancelled
            }
        }
        _ = stage.wait(until: .after(seconds: 60)) { $0 == 1 ? true : nil }
        let follower = WorkerThread(name: "follower") {
            stage.update { $0 = 2 }
            let value = try? flight.value(for: 1, context: .background(seconds: 60)) { 9 }
            result.withLock { $0 = value }
        }
        leader.join()
        follower.join()
        #expect(result.withLock { $0 } == 9)
    }

    /// Whoever does the work goes on when it is cancelled, as long as somebody waits for it, and no longer.
    @Test func aCancelledLeaderGoesOnForOthers() {
        let flight = SingleFlight<Int, Int>()
        let (leading, following) = (WorkContext.background(seconds: 60), WorkContext.background(seconds: 60))
        let stage = Monitor(0)
        let result = Mutex<(any Error)?>(nil)
        let leader = WorkerThread(name: "leader") {
            do {
                _ = try flight.value(for: 1, context: leading) {
                    stage.update { $0 = 1 }
                    while !leading.interests.contains(where: { $0.isShared }) { try leading.check() }
                    leading.cancel()
                    try leading.check()
                    following.cancel()
                    while true { try leading.check() }
                }
            } catch {
                result.withLock { $0 = error }
            }
        }
        _ = stage.wait(until: .after(seconds: 60)) { $0 == 1 ? true : nil }
        #expect(throws: Interruption.cancelled) { try flight.value(for: 1, context: following) { 2 } }
        leader.join()
        #expect(result.withLock { $0 as? Interruption } == .cancelled)
    }

    /// A leader without time left fails with an error of the store's; that is not the follower's.
    @Test func aFollowerDoesNotTakeTheLeadersDeadline() throws {
        let flight = SingleFlight<Int, Int>()
        let leading = WorkContext.background(seconds: 1)
        let stage = Monitor(0)
        let leader = WorkerThread(name: "leader") {
            _ = try? flight.value(for: 1, context: leading) {
                stage.update { $0 = 1 }
                while !leading.deadline.hasPassed {}
                throw Broken(index: 1)
            }
        }
        _ = stage.wait(until: .after(seconds: 60)) { $0 == 1 ? true : nil }
        #expect(try flight.value(for: 1, context: .background(seconds: 60)) { 2 } == 2)
        leader.join()
    }

    @Test func waitersKeepTheirOwnDeadline() {
        let flight = SingleFlight<Int, Int>()
        let stage = Monitor(0)
        let leader = WorkerThread(name: "leader") {
            _ = try? flight.value(for: 1, context: .background(seconds: 60)) {
                stage.update { $0 = 1 }
                _ = stage.wait(until: .after(seconds: 60)) { $0 == 2 ? true : nil }
                return 1
            }
        }
        _ = stage.wait(until: .after(seconds: 60)) { $0 == 1 ? true : nil }
        #expect(throws: Interruption.deadlinePassed) {
            try flight.value(for: 1, context: .background(seconds: 0.001)) { 2 }
        }
        stage.update { $0 = 2 }
        leader.join()
    }
}

@Suite struct DecodePoolTests {
    @Test(arguments: [0, 1, 3], [0, 1, 2, 100])
    func everyPieceIsMadeAndDeliveredOnce(helpers: Int, count: Int) throws {
        let pool = DecodePool(helpers: helpers)
        let made = Mutex([Int](repeating: 0, count: count))
        var delivered = [Int](repeating: 0, count: count)
        try pool.run(
            count: count,
            context: .background(seconds: 60),
            produce: { index in
                made.withLock { $0[index] += 1 }
                return index * 3
            },
            deliver: { index, value in
                #expect(value == index * 3)
                delivered[index] += 1
            }
        )
        #expect(made.withLock { $0 } == [Int](repeating: 1, count: count))
        #expect(delivered == [Int](repeating: 1, count: count))
    }

    @Test(arguments: [0, 1, 3]) func whatDeliveryThrowsEndsTheRest(helpers: Int) {
        let pool = DecodePool(helpers: helpers)
        let ran = Atomic<Int>(0)
        #expect(throws: Broken.self) {
            try pool.run(
                count: 10_000_000,
                context: .background(seconds: 60),
                produce: { _ in ran.add(1, ordering: .relaxed) },
                deliver: { index, _ in throw Broken(index: index) }
            )
        }
        #expect(ran.load(ordering: .relaxed) < 10_000_000)
    }

    @Test func theFirstErrorStopsTheRest() {
        let pool = DecodePool(helpers: 1)
        let ran = Atomic<Int>(0)
        #expect(throws: Broken.self) {
            try pool.run(
                count: 10_000,
                context: .background(seconds: 60),
                produce: { index in
                    ran.add(1, ordering: .relaxed)
                    if index == 3 { throw Broken(index: index) }
                },
                deliver: { _, _ in }
            )
        }
        #expect(ran.load(ordering: .relaxed) < 10_000)
    }

    /// Piece 0 fails after the others have: its error is thrown all the same.
    @Test func ofSeveralErrorsThatOfTheFirstPieceIsThrown() {
        let pool = DecodePool(helpers: 3)
        for _ in 0..<20 {
            let failed = Monitor(0)
            let error = #expect(throws: Broken.self) {
                try pool.run(
                    count: 4,
                    context: .background(seconds: 60),
                    produce: { index in
                        if index == 0 {
                            // The other threads may not have begun: then there is nothing to wait for.
                            _ = failed.wait(until: .after(seconds: 0.05)) { $0 > 0 ? true : nil }
                        }
                        failed.update { $0 += 1 }
                        throw Broken(index: index)
                    },
                    deliver: { _, _ in }
                )
            }
            #expect(error?.index == 0)
        }
    }

    @Test func cancellationIsSeenBetweenPieces() {
        let pool = DecodePool(helpers: 1)
        let context = WorkContext.background(seconds: 60)
        #expect(throws: Interruption.cancelled) {
            try pool.run(
                count: 1000,
                context: context,
                produce: { _ in context.cancel() },
                deliver: { _, _ in }
            )
        }
    }
}

@Suite struct WorkContextTests {
    @Test func deadlinesAndCancellationInterrupt() throws {
        try WorkContext.background(seconds: 60).check()
        #expect(throws: Interruption.deadlinePassed) { try WorkContext.background(seconds: 0).check() }
        let cancelled = WorkContext.background(seconds: 60)
        cancelled.cancel()
        #expect(throws: Interruption.cancelled) { try cancelled.check() }
        let stopped = WorkContext.background(seconds: 60)
        let part = stopped.limited(to: .after(seconds: 30))
        stopped.stop()
        #expect(throws: Interruption.stopping) { try stopped.check() }
        #expect(throws: Interruption.stopping) { try part.check() }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, -1, 1e300])
    func absurdSecondsDoNotTrap(seconds: Double) {
        let deadline = Deadline.after(seconds: seconds)
        #expect(deadline.remainingSeconds >= 0)
    }

    @Test func measurementsAddUpAndAreBounded() {
        let measurements = Measurements()
        measurements.add(nanoseconds: 5, to: .plan)
        measurements.add(nanoseconds: 7, to: .plan)
        measurements.add(3, to: .storeReads)
        for index in 0..<100 { measurements.note("cause", "\(index)") }
        for _ in 0..<100 { measurements.note("same", "again") }
        #expect(measurements.facts.map(\.name) == ["cause", "cause", "cause", "cause", "same"])
        for index in 0..<100 { measurements.note("fact \(index)", "") }
        #expect(measurements.nanoseconds(of: .plan) == 12 && measurements.nanoseconds(of: .fetch) == 0)
        #expect(measurements.count(of: .storeReads) == 3)
        #expect(measurements.facts.count == 16)
    }
}
