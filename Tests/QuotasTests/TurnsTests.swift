import Execution
import Principals
import Synchronization
import Testing

@testable import Quotas

@Suite struct TurnsTests {
    @Test func oneIsAtItAndTheOthersWaitInTheirOrder() throws {
        let turns = Turns(waiting: 3)
        let first = try turns.take(context: .background(seconds: 60))
        let order = Monitor<[Int]>([])
        let begun = Monitor(0)
        var threads: [WorkerThread] = []
        for number in 0..<3 {
            threads.append(
                WorkerThread(name: "turn-\(number)") {
                    begun.update { $0 += 1 }
                    guard let turn = try? turns.take(context: .background(seconds: 60)) else { return }
                    order.update { $0.append(number) }
                    turn.end()
                }
            )
            // The next comes once this one waits.
            var isWaiting = false
            while !isWaiting { isWaiting = turns.waitingCount == number + 1 }
        }
        #expect(throws: Turns.Refusal.self) { try turns.take(context: .background(seconds: 60)) }
        #expect(order.withLock { $0 }.isEmpty)
        first.end()
        for thread in threads { thread.join() }
        #expect(order.withLock { $0 } == [0, 1, 2])
        _ = try turns.take(context: .background(seconds: 60))
    }

    @Test func whoeverRunsOutOfTimeLeavesTheQueue() throws {
        let turns = Turns(waiting: 1)
        let first = try turns.take(context: .background(seconds: 60))
        #expect(throws: Turns.Refusal.self) { try turns.take(context: .background(seconds: 0.05)) }
        #expect(turns.waitingCount == 0)
        withExtendedLifetime(first) {}
    }

    /// A turn that is only let go of has ended too.
    @Test func aLostTurnIsGivenBack() throws {
        let turns = Turns(waiting: 0)
        for _ in 0..<3 { _ = try turns.take(context: .background(seconds: 1)) }
        let held = try turns.take(context: .background(seconds: 1))
        #expect(throws: Turns.Refusal.self) { try turns.take(context: .background(seconds: 1)) }
        held.end()
        held.end()
        _ = try turns.take(context: .background(seconds: 1))
    }

    @Test(arguments: [(0.1, 1), (3.0, 3), (1e9, 60), (.infinity, 60), (-1, 1)])
    func theWaitIsBounded(_ seconds: Double, _ whole: Int) {
        #expect(Turns(waiting: 4).waitSeconds(forOneOf: seconds) == whole)
    }
}

/// Whoever has had more of the processors than is fair has its dear work done one after the other.
@Suite struct FairUseTests {
    private let table = UseTable()

    private func account(_ book: QuotaBook, _ name: String, _ measurements: Measurements = Measurements())
        -> any WorkAccount
    {
        book.account(of: Principal(name: name, groups: []), address: nil, measurements: measurements)
    }

    private func book(share: Double, waiting: Int = 0) -> QuotaBook {
        var rules = FairUseRules()
        (rules.share, rules.waiting) = (share, waiting)
        return QuotaBook([], table: table, fairUse: rules)
    }

    private func dear(_ account: any WorkAccount) throws(Interruption) {
        try account.admit(PlannedWork(bytes: 1, seconds: 5), context: .background(seconds: 5))
    }

    /// Reads a little, and uses a little of a processor.
    private func work(_ account: any WorkAccount) throws(Interruption) {
        try account.admit(PlannedWork(bytes: 1, seconds: 0.001), context: .background(seconds: 5))
        let until = ThreadClock.cpuNanoseconds + 5_000_000
        while ThreadClock.cpuNanoseconds < until {}
        account.settle(isRefused: false)
    }

    @Test func whoHasHadLittleWaitsForNobody() throws {
        let book = book(share: 1)
        try work(account(book, "ada"))
        let accounts = (0..<20).map { _ in account(book, "ada") }
        for account in accounts { try dear(account) }
        #expect(accounts.allSatisfy { $0.overuse == nil })
    }

    /// Of two processors a millionth of a minute is less than five milliseconds.
    @Test func whoHasHadMuchTakesTurns() throws {
        let book = book(share: 1e-6)
        try work(account(book, "bot"))
        let measurements = Measurements()
        let first = account(book, "bot", measurements)
        try dear(first)
        // Further chunks of the same request have the turn already.
        try dear(first)
        #expect(measurements.count(of: .turnsTaken) == 1)
        let second = account(book, "bot", measurements)
        #expect(throws: Interruption.overused) { try dear(second) }
        #expect(second.overuse == Overuse(retryAfterSeconds: 5, allowance: nil))
        #expect(measurements.count(of: .turnsRefused) == 1)
        // Cheap work, and the dear work of others, goes on.
        try second.admit(PlannedWork(bytes: 1, seconds: 0.001), context: .background(seconds: 5))
        try dear(account(book, "person"))
        first.settle(isRefused: false)
        let third = account(book, "bot")
        try dear(third)
        third.settle(isRefused: false)
    }

    /// A program that reads whole sites has a budget, from wherever it comes; what reads nothing is not part of it.
    @Test func aCrawlerHasABudgetOfItsOwn() throws {
        var rules = FairUseRules()
        rules.crawlerShare = 1e-6
        let book = QuotaBook([], table: table, fairUse: rules)
        func account(_ crawler: String?, from address: String) -> any WorkAccount {
            book.account(of: .anonymous, address: address, crawler: crawler, measurements: Measurements())
        }
        let first = account("examplebot", from: "192.0.2.1")
        try first.begin()
        try work(first)
        let second = account("examplebot", from: "192.0.2.2")
        try second.begin()
        #expect(throws: Interruption.overused) { try work(second) }
        let overuse = try #require(second.overuse)
        #expect(overuse.allowance?.quota == "crawler" && (1...120).contains(overuse.retryAfterSeconds))
        // What is dear is not for it, whatever it has left.
        let dearOne = account("otherbot", from: "192.0.2.3")
        #expect(throws: Interruption.overused) { try dear(dearOne) }
        #expect(dearOne.overuse?.retryAfterSeconds == 3600)
        for other in [account("otherbot", from: "192.0.2.1"), account(nil, from: "192.0.2.1")] {
            try other.begin()
            try work(other)
            #expect(other.overuse == nil)
        }
    }

    /// A request that comes behind waits for others that are busy, and not for ever; nobody waits for it.
    @Test func whatComesBehindGivesWay() throws {
        let book = book(share: 1e-6)
        try work(account(book, "bot"))
        let (person, bot) = (account(book, "person"), account(book, "bot"))
        bot.change(busy: 1)
        try dear(bot)
        func waited(_ account: any WorkAccount) -> Double {
            let begin = Deadline.now.nanoseconds
            account.giveWay()
            return Double(Deadline.now.nanoseconds - begin) / 1e9
        }
        person.change(busy: 1)
        #expect(waited(bot) >= 0.01)
        // While the person's request waits for its store nobody else does.
        person.change(busy: -1)
        #expect((0..<100).map { _ in waited(bot) }.min() ?? 1 < 0.01)
        bot.change(busy: -1)
        #expect((0..<100).map { _ in waited(person) }.min() ?? 1 < 0.01)
        bot.settle(isRefused: false)
        person.settle(isRefused: false)
    }
}
