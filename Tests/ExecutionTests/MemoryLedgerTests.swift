import Glibc
import Synchronization
import Testing

@testable import Execution

@Suite struct MemoryLedgerTests {
    private let context = WorkContext.background(seconds: 60)

    @Test func givesBackWhatEndsAndRefusesWhatNeverFits() throws {
        let ledger = MemoryLedger(budget: 100)
        do {
            let first = try ledger.reserve(60, context: context)
            #expect(first.bytes == 60 && ledger.reserved == 60 && ledger.allowance == 40)
        }
        #expect(ledger.reserved == 0)
        #expect(throws: Interruption.memoryExhausted(requested: 101, budget: 100)) {
            try ledger.reserve(101, context: context)
        }
        #expect(throws: Interruption.self) { try ledger.reserve(-1, context: context) }
    }

    /// What a request may need does not follow from what others hold at the moment, and is there whatever they do.
    @Test func whatIsAssuredIsTheSameAtAnyTime() throws {
        let ledger = MemoryLedger(budget: 100)
        for bytes in [0, 10, 25] {
            let held = try ledger.hold(bytes, context: context)
            #expect(ledger.assured == 75)
            #expect(try ledger.reserve(75, context: context).bytes == 75)
            withExtendedLifetime(held) {}
        }
    }

    /// What stays makes the budget smaller, by a quarter at most, until it ends.
    @Test func whatIsHeldIsNoLongerShared() throws {
        let ledger = MemoryLedger(budget: 100)
        #expect(ledger.maxHeld == 25)
        do {
            let held = try ledger.hold(20, context: context)
            #expect(held.bytes == 20 && ledger.held == 20 && ledger.reserved == 0)
            #expect(ledger.budget == 80 && ledger.allowance == 80)
            // Nobody waits for what nobody gives back.
            #expect(throws: Interruption.memoryExhausted(requested: 81, budget: 80)) {
                try ledger.reserve(81, context: context)
            }
            #expect(try ledger.reserve(80, context: context).bytes == 80)
            #expect(throws: Interruption.self) { try ledger.hold(26, context: context) }
            #expect(throws: Interruption.self) { try ledger.hold(6, context: .background(seconds: 0)) }
            #expect(throws: Interruption.self) { try ledger.hold(-1, context: context) }
        }
        #expect(ledger.held == 0 && ledger.budget == 100)
    }

    /// A tenant that holds something.
    private final class Holder: MemoryTenant {
        let held = Mutex<[Reservation]>([])

        func shrink(to bytes: Int) -> Int { 0 }

        func letGoOfHeld(_ bytes: Int) {
            let first = held.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            withExtendedLifetime(first) {}
        }
    }

    @Test func whoHoldsMakesRoomForOthersWhoHold() throws {
        let ledger = MemoryLedger(budget: 100)
        let holder = Holder()
        ledger.admit(holder)
        let old = try ledger.hold(20, context: context)
        holder.held.withLock { $0.append(old) }
        _ = consume old
        let new = try ledger.hold(10, context: context)
        #expect(ledger.held == 10 && holder.held.withLock { $0.isEmpty })
        withExtendedLifetime(new) {}
    }

    /// All shares of any number of bytes together are never more than it.
    @Test(arguments: [0, 1, 15, 16, 17, 1000, 512 << 20, Int.max])
    func sharesAreNeverMoreThanTheWhole(bytes: Int) {
        #expect(MemoryShare.whole.of(bytes) == bytes)
        for sixteenths in 1..<16 {
            let share = MemoryShare(sixteenths: sixteenths).of(bytes)
            let rest = MemoryShare(sixteenths: 16 - sixteenths).of(bytes)
            #expect(share >= 0 && share <= bytes - rest && bytes - rest - share < 32)
        }
    }

    @Test func waitsNoLongerThanTheDeadline() throws {
        let ledger = MemoryLedger(budget: 100)
        let held = try ledger.reserve(60, context: context)
        #expect(throws: Interruption.memoryExhausted(requested: 41, budget: 100)) {
            try ledger.reserve(41, context: WorkContext.background(seconds: 0))
        }
        // Who gave up no longer stands in the queue.
        let second = try ledger.reserve(40, context: context)
        #expect(held.bytes + second.bytes == 100)
    }

    // MARK: Downloads

    private static let download = WorkContext(deadline: .after(seconds: 60), priority: .bulk)

    /// What is dear leaves others as much as a download does, on whichever socket it came.
    @Test func whatIsDearLeavesRoom() throws {
        let ledger = MemoryLedger(budget: 100)
        let dear = WorkContext(deadline: .after(seconds: 0))
        dear.letTilesGoFirst()
        let first = try ledger.reserve(60, context: dear)
        #expect(throws: Interruption.self) { try ledger.reserve(16, context: dear.branch()) }
        let tile = try ledger.reserve(40, context: WorkContext(deadline: .after(seconds: 0)))
        withExtendedLifetime([first, tile]) {}
    }

    /// Downloads leave a quarter of what is there to others, but for one that alone needs more.
    @Test(arguments: [
        (held: 0, first: 60, second: 15, fits: true), (0, 60, 16, false), (0, 10, 65, true),
        (0, 10, 66, false),
        (0, 100, 0, false), (20, 40, 20, true), (20, 40, 21, false), (20, 80, 0, false),
    ])
    func downloadsLeaveRoom(held: Int, first: Int, second: Int, fits: Bool) throws {
        let ledger = MemoryLedger(budget: 100)
        let kept = try ledger.hold(held, context: context)
        let one = try ledger.reserve(first, context: Self.download)
        let another = try? ledger.reserve(
            max(second, 1),
            context: WorkContext(deadline: .after(seconds: 0), priority: .bulk)
        )
        #expect((another != nil) == fits)
        withExtendedLifetime([kept, one]) {}
        _ = consume another
        _ = consume one
        // What ended is no longer counted.
        #expect(try ledger.reserve(100 - held, context: Self.download).bytes == 100 - held)
    }

    @Test func aPersonsRequestGoesBeforeDownloadsThatWait() throws {
        let ledger = MemoryLedger(budget: 100)
        let running = try ledger.reserve(70, context: Self.download)
        let order = Mutex<[String]>([])
        let waits = WorkerThread(name: "download") {
            let memory = try? ledger.reserve(60, context: Self.download)
            order.withLock { $0.append("download") }
            withExtendedLifetime(memory) {}
        }
        while ledger.reserveNow(1) != nil { sched_yield() }
        // 30 bytes are free, and the queue is not empty: a tile does not wait for the download in front of it.
        let measurements = Measurements()
        let tile = try ledger.reserve(
            30,
            context: WorkContext(deadline: .after(seconds: 60), measurements: measurements)
        )
        order.withLock { $0.append("tile") }
        withExtendedLifetime([running, tile]) {}
        _ = consume tile
        _ = consume running
        waits.join()
        #expect(order.withLock { $0 } == ["tile", "download"])
    }

    /// By tickets in their order; -1 is nobody.
    @Test(arguments: [
        (asked: [WorkPriority](), seconds: 0.0, turn: -1), ([.bulk, .bulk], 0, 0),
        ([.bulk, .interactive], 0, 1),
        ([.bulk, .interactive, .interactive], 0, 1), ([.interactive, .bulk], 0, 0),
        // A download that has waited for five seconds is as good as anybody.
        ([.bulk, .interactive], 5.1, 0),
    ])
    func whoseTurnItIs(asked: [WorkPriority], seconds: Double, turn: Int) {
        var queue = MemoryQueue()
        let tickets = asked.map { queue.add($0) }
        let now = Deadline.after(seconds: seconds)
        #expect(tickets.firstIndex { queue.isTurn(of: $0, at: now) } ?? -1 == turn)
        for ticket in tickets { queue.remove(ticket) }
        #expect(queue.isEmpty && !queue.isTurn(of: 0))
    }

    @Test func waitingForMemoryIsMeasured() throws {
        let ledger = MemoryLedger(budget: 100)
        let held = try ledger.reserve(100, context: context)
        let measurements = Measurements()
        let late = WorkContext(deadline: .after(seconds: 0.01), measurements: measurements)
        #expect(throws: Interruption.self) { try ledger.reserve(1, context: late) }
        withExtendedLifetime(held) {}
        #expect(measurements.nanoseconds(of: .queue) >= 9_000_000)
    }

    /// A reservation without waiting gets what is free, unless somebody waits already.
    @Test func memoryOfTheMomentIsNobodysTurn() throws {
        let ledger = MemoryLedger(budget: 100)
        let held = try ledger.reserve(60, context: context)
        #expect(
            ledger.reserveNow(41) == nil && ledger.reserveNow(-1) == nil && ledger.reserveNow(.max) == nil
        )
        do {
            let more = try #require(ledger.reserveNow(40))
            #expect(more.bytes == 40 && ledger.reserved == 100)
        }
        let waiting = WorkerThread(name: "waits") { [context] in
            _ = try? ledger.reserve(80, context: context)
        }
        while ledger.reserveNow(1) != nil { sched_yield() }
        withExtendedLifetime(held) { #expect(ledger.reserved == 60) }
        _ = consume held
        waiting.join()
        #expect(ledger.reserved == 0)
    }

    /// Fifty requests for 200 MB each on a worker with 512 MB: all are served, never more than two at a time.
    @Test func fiftyLargeRequestsTakeTurns() {
        let megabyte = 1 << 20
        let ledger = MemoryLedger(budget: 512 * megabyte)
        let most = Mutex(0)
        let served = Atomic<Int>(0)
        let threads = (0..<50).map { index in
            WorkerThread(name: "request-\(index)") {
                guard let held = try? ledger.reserve(200 * megabyte, context: .background(seconds: 60)) else {
                    return
                }
                most.withLock { $0 = max($0, ledger.reserved) }
                withExtendedLifetime(held) { _ = served.add(1, ordering: .relaxed) }
            }
        }
        for thread in threads { thread.join() }
        #expect(served.load(ordering: .relaxed) == 50)
        #expect(most.withLock { $0 } <= 512 * megabyte)
        #expect(ledger.reserved == 0)
    }

    /// A large request that waits is not overtaken by the small ones behind it.
    @Test func requestsAreServedInTheirOrder() throws {
        let ledger = MemoryLedger(budget: 100)
        let order = Monitor<[String]>([])
        var held: Reservation? = try ledger.reserve(50, context: context)
        let large = WorkerThread(name: "large") {
            let reservation = try? ledger.reserve(90, context: .background(seconds: 60))
            order.update { $0.append("large \(reservation?.bytes ?? 0)") }
        }
        // The large request has joined the queue once a small one, which would fit, has to wait.
        while (try? ledger.reserve(10, context: .background(seconds: 0))) != nil {}
        let small = WorkerThread(name: "small") {
            let reservation = try? ledger.reserve(20, context: .background(seconds: 60))
            order.update { $0.append("small \(reservation?.bytes ?? 0)") }
        }
        #expect(order.withLock { $0 }.isEmpty)
        held = nil
        large.join()
        small.join()
        #expect(held == nil)
        #expect(order.withLock { $0 } == ["large 90", "small 20"])
    }

    private final class Tenant: MemoryTenant {
        let asked = Mutex<[Int]>([])

        func shrink(to bytes: Int) -> Int {
            asked.withLock { $0.append(bytes) }
            return 0
        }
    }

    @Test func cachesYieldAtOnce() throws {
        let ledger = MemoryLedger(budget: 100)
        let tenant = Tenant()
        ledger.admit(tenant)
        let held = try ledger.reserve(70, context: context)
        #expect(tenant.asked.withLock { $0 } == [30])
        #expect(held.bytes == 70)
    }
}
