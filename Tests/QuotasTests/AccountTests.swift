import Execution
import Principals
import Synchronization
import Testing

@testable import Quotas

/// Who is charged for what, by a clock that passes only when a test says so.
@Suite struct AccountTests {
    private final class Time: Sendable {
        let now = Mutex(Deadline.now)
    }

    private static let ada = Principal(name: "ada", groups: ["staff"])
    private static let bob = Principal(name: "bob", groups: [], token: "viewer")
    private static let stranger = Principal.anonymous

    private let table = UseTable()
    private let time = Time()

    init() {
        // A window of a minute begins now.
        table.head.setClock(wallNanoseconds: 60_000_000_000 * 1_000_000, at: time.now.withLock { $0 })
    }

    private func book(
        _ quotas: [Quota],
        hosts: SharedHosts? = nil,
        misses: @escaping @Sendable () -> Void = {}
    ) -> QuotaBook {
        QuotaBook(
            quotas,
            table: table,
            hosts: hosts,
            clock: { [time] in time.now.withLock { $0 } },
            missesAddress: misses
        )
    }

    private func quota(
        _ limit: UseLimit,
        to audience: [Audience] = [.everybody],
        datasets: [String]? = nil,
        per share: Quota.Share = .principal,
        name: String = "q"
    ) -> Quota {
        Quota(
            name: name,
            audience: audience,
            datasets: datasets?.map { NamePattern($0) },
            share: share,
            windowSeconds: 60,
            limit: limit
        )
    }

    private func account(
        _ book: QuotaBook,
        _ principal: Principal = .anonymous,
        from address: String? = "192.0.2.1"
    )
        -> any WorkAccount
    {
        book.account(of: principal, address: address, measurements: Measurements())
    }

    /// How many requests pass, one after the other.
    private func passing(
        _ book: QuotaBook,
        _ principal: Principal,
        from address: String? = "192.0.2.1",
        of count: Int = 20
    )
        -> Int
    {
        (0..<count).count { _ in (try? account(book, principal, from: address).begin()) != nil }
    }

    private func admit(_ account: any WorkAccount, bytes: Int, seconds: Double = 0) throws(Interruption) {
        try account.admit(PlannedWork(bytes: bytes, seconds: seconds), context: .background(seconds: 5))
    }

    @Test func requestsCountByPersonAndStrangersByAddress() {
        let book = book([quota(UseLimit(requests: 3))])
        #expect(passing(book, Self.ada) == 3)
        #expect(passing(book, Self.ada, from: "198.51.100.7") == 0)
        #expect(passing(book, Self.bob) == 3)
        #expect(passing(book, Self.stranger) == 3)
        #expect(passing(book, Self.stranger, from: "192.0.2.2") == 3)
        #expect(passing(book, Self.stranger, from: "2001:db8:1:2::1") == 3)
        // One network.
        #expect(passing(book, Self.stranger, from: "2001:db8:1:2:ffff::9") == 0)
    }

    @Test func anAddressIsOneWhoeverComesFromThere() {
        let book = book([quota(UseLimit(requests: 5), per: .address)])
        #expect(passing(book, Self.ada, of: 3) == 3)
        #expect(passing(book, Self.stranger) == 2)
        #expect(passing(book, Self.bob, from: "192.0.2.2") == 5)
    }

    @Test func everybodyIsOneSum() {
        let book = book([quota(UseLimit(requests: 5), to: [.strangers], per: .everybody)])
        #expect(passing(book, Self.stranger, of: 3) == 3)
        #expect(passing(book, Self.stranger, from: "192.0.2.2") == 2)
        #expect(passing(book, Self.ada) == 20)
    }

    @Test func everyQuotaThatFitsCounts() {
        let book = book([
            quota(UseLimit(requests: 10), to: [.group("staff")], name: "a"),
            quota(UseLimit(requests: 4), to: [.token("viewer"), .user("ada")], name: "b"),
        ])
        #expect(passing(book, Self.ada) == 4)
        #expect(passing(book, Self.bob) == 4)
        #expect(passing(book, Self.stranger) == 20)
        // What the second refused the first was not charged.
        let rest = self.book([quota(UseLimit(requests: 10), to: [.group("staff")], name: "a")])
        #expect(passing(rest, Self.ada) == 6)
    }

    @Test func strangersFromNowhereAreNotCountedTogether() {
        let box = Counter()
        let book = book([quota(UseLimit(requests: 1))], misses: { box.add() })
        #expect(passing(book, Self.stranger, from: nil) == 20)
        #expect(passing(book, Self.stranger, from: "unix:") == 20)
        #expect(box.count == 1)
        #expect(passing(book, Self.ada, from: nil) == 1)
    }

    private final class Counter: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }
        func add() { value.withLock { $0 += 1 } }
    }

    @Test func datasetsCountOnceARequestAndOnlyThose() throws {
        let book = book([quota(UseLimit(requests: 2), datasets: ["obs-*"])])
        for _ in 0..<2 {
            let account = account(book)
            try account.begin()
            try account.enter(dataset: "obs-1")
            try account.enter(dataset: "obs-1")
            try account.enter(dataset: "obs-2")
        }
        let third = account(book)
        try third.begin()
        try third.enter(dataset: "air")
        #expect(throws: Interruption.overused) { try third.enter(dataset: "obs-3") }
        #expect(third.overuse?.allowance?.quota == "q")
    }

    @Test func bytesCountWhenTheyArePlannedAndOnce() throws {
        let book = book([quota(UseLimit(bytes: 100))])
        let first = account(book)
        try first.begin()
        try admit(first, bytes: 60)
        first.beginAnew()
        try first.begin()
        try admit(first, bytes: 60)
        first.settle(isRefused: false)
        let second = account(book)
        try second.begin()
        #expect(throws: Interruption.overused) { try admit(second, bytes: 41) }
        second.settle(isRefused: true)
        let third = account(book)
        try third.begin()
        try admit(third, bytes: 40)
        // Somebody else's store is away: nothing came of it.
        third.settle(isRefused: true)
        let fourth = account(book)
        try fourth.begin()
        try admit(fourth, bytes: 40)
    }

    @Test func whatReadsNothingCostsItsRequestAlone() throws {
        let book = book([quota(UseLimit(requests: 100, bytes: 1, cpuNanoseconds: 2))])
        for _ in 0..<50 {
            let account = account(book)
            try account.begin()
            account.settle(isRefused: false)
        }
        let account = account(book)
        try account.begin()
        #expect(account.allowances.map(\.remaining) == [49, 1, 0])
        try admit(account, bytes: 1)
    }

    /// A processor's time is charged once it was taken: the request that goes over it passes, the next does not.
    @Test func timeOnProcessorsIsChargedAfterwards() throws {
        let book = book([quota(UseLimit(cpuNanoseconds: 1_000_000))])
        let first = account(book)
        try first.begin()
        try admit(first, bytes: 1)
        let until = ThreadClock.cpuNanoseconds + 2_000_000
        while ThreadClock.cpuNanoseconds < until {}
        first.settle(isRefused: false)
        let second = account(book)
        try second.begin()
        #expect(throws: Interruption.overused) { try admit(second, bytes: 1) }
        #expect(second.overuse?.allowance?.unit == .cpuSeconds)
    }

    @Test func aRefusalSaysWhenItPasses() throws {
        let book = book([quota(UseLimit(requests: 2))])
        #expect(passing(book, Self.ada, of: 2) == 2)
        let refused = account(book, Self.ada)
        #expect(throws: Interruption.overused) { try refused.begin() }
        let overuse = try #require(refused.overuse)
        #expect(
            overuse.allowance
                == Allowance(
                    quota: "q",
                    unit: .requests,
                    limit: 2,
                    windowSeconds: 60,
                    remaining: 0,
                    resetSeconds: 120
                )
        )
        func pass(_ seconds: Int) { time.now.withLock { $0 = $0.later(bySeconds: Double(seconds)) } }
        pass(overuse.retryAfterSeconds - 2)
        #expect(throws: Interruption.overused) { try account(book, Self.ada).begin() }
        pass(2)
        try account(book, Self.ada).begin()
    }

    /// Without the store a host has its part; with it all of what is left.
    @Test func hostsHaveTheirPartWhileTheStoreIsAway() {
        let hosts = SharedHosts(count: 4, words: ["p"])
        let book = book([quota(UseLimit(requests: 8))], hosts: hosts)
        #expect(passing(book, Self.ada) == 2)
        table.head.storeState = .up
        #expect(passing(book, Self.ada) == 6)
        table.head.storeState = .down
        #expect(passing(book, Self.ada) == 0)
        #expect(passing(book, Self.bob) == 2)
    }

    @Test func hostsWithTheSameWordsNameTheSame() {
        let (one, other) = (
            SharedHosts(count: 2, words: ["p", "s"]), SharedHosts(count: 2, words: ["p", "s"])
        )
        #expect(one == other)
        #expect(one != SharedHosts(count: 2, words: ["ps", ""]))
        #expect(UseTable().key(["a"], secret: one.secret) == UseTable().key(["a"], secret: other.secret))
    }
}
