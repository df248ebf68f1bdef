import Execution
import Synchronization
import Testing

@Suite struct JointWaitingTests {
    /// Each waits for the others: one after the other they would never end.
    @Test func errandsWaitBesideEachOther() throws {
        let met = Monitor(0)
        let together = Mutex<[Int]>([])
        try JointWaiting.run(3, width: 3, context: .background(seconds: 60)) { index, context in
            met.update { $0 += 1 }
            guard met.wait(until: context.deadline, for: { $0 == 3 ? true : nil }) == true else { return }
            together.withLock { $0.append(index) }
        }
        #expect(together.withLock { $0.sorted() } == [0, 1, 2])
    }

    @Test(arguments: [1, 2, 100])
    func noMoreThanTheWidthRunAtATime(width: Int) throws {
        struct Counts {
            var running = 0
            var most = 0
            var done: [Int] = []
        }
        let counts = Mutex(Counts())
        try JointWaiting.run(20, width: width, context: .background(seconds: 60)) { index, _ in
            counts.withLock { counts in
                counts.running += 1
                counts.most = max(counts.most, counts.running)
            }
            counts.withLock { counts in
                counts.running -= 1
                counts.done.append(index)
            }
        }
        #expect(counts.withLock { $0.done.sorted() } == Array(0..<20))
        #expect(counts.withLock { $0.most } <= width)
    }

    @Test func withoutErrandsThereIsNothingToWaitFor() throws {
        try JointWaiting.run(0, width: 4, context: .background(seconds: 60)) { _, _ in
            Issue.record("there is none")
        }
    }

    /// Who leaves takes his errands along, and none of them runs on behind his back.
    @Test func errandsEndWithTheCaller() {
        let caller = WorkContext.background(seconds: 60)
        let begun = Monitor(0)
        let ended = Mutex<[Int]>([])
        #expect(throws: Interruption.cancelled) {
            try JointWaiting.run(2, width: 2, context: caller) { index, context in
                begun.update { $0 += 1 }
                _ = begun.wait(until: context.deadline) { $0 == 2 ? true : nil }
                caller.cancel()
                while (try? context.check()) != nil {}
                ended.withLock { $0.append(index) }
            }
        }
        #expect(ended.withLock { $0.sorted() } == [0, 1])
    }

    /// At the deadline an errand knows what it waited for: its own account of it is not cut off.
    @Test func errandsMayEndAtTheDeadlineThemselves() throws {
        let accounts = Mutex<[String]>([])
        try JointWaiting.run(1, width: 1, context: .background(seconds: 0.05)) { _, context in
            while (try? context.check()) != nil {}
            accounts.withLock { $0.append("timed out") }
        }
        #expect(accounts.withLock { $0 } == ["timed out"])
    }
}
