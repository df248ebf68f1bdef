import Execution
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Quotas

/// A store in memory that several hosts use, which fails when it is told to.
private final class MemoryUseStore: UseStore, Sendable {
    private struct Record: Hashable {
        let key: UseKey
        let index: UInt64
    }

    private struct State {
        var uses: [Record: Use] = [:]
        var trouble: StoreTrouble?
        var asked = 0
        /// By which its clock is before the hosts'.
        var ahead: UInt64 = 0
        var wall: UInt64 = 0
    }

    private let state = Mutex(State())

    var asked: Int { state.withLock { $0.asked } }

    func fail(with trouble: StoreTrouble?) { state.withLock { $0.trouble = trouble } }
    func loseAll() { state.withLock { $0.uses = [:] } }
    func setWall(_ nanoseconds: UInt64) { state.withLock { $0.wall = nanoseconds } }

    func exchange(_ reports: [UseReport]) throws -> (totals: [UseTotals?], wallNanoseconds: UInt64) {
        try state.withLock { state in
            state.asked += 1
            if let trouble = state.trouble { throw trouble }
            let totals = reports.map { report -> UseTotals? in
                let (now, before) = (
                    Record(key: report.key, index: report.index),
                    Record(key: report.key, index: report.index &- 1)
                )
                state.uses[now, default: Use()] += report.news
                state.uses[before, default: Use()] += report.newsBefore
                return UseTotals(
                    now: state.uses[now] ?? Use(),
                    before: report.asksBefore ? state.uses[before] ?? Use() : nil
                )
            }
            return (totals, state.wall)
        }
    }
}

/// A host: its table, and whoever keeps the store for it.
private final class Host: Sendable {
    static let minute: UInt64 = 60_000_000_000

    let table = UseTable()
    let keeper: StoreKeeper
    private let round = Mutex(StoreKeeper.Round())
    private let said = Notes()

    final class Notes: Sendable {
        private let notes = Mutex<[String?]>([])
        var all: [String?] { notes.withLock { $0 } }
        func add(_ note: String?) { notes.withLock { $0.append(note) } }
    }

    init(_ store: @escaping @Sendable () throws -> any UseStore, wall: UInt64, at now: Deadline) {
        table.head.setClock(wallNanoseconds: wall, at: now)
        keeper = StoreKeeper(table: table, note: { [said] in said.add($0) }, connect: store)
    }

    var notes: [String?] { said.all }

    func step(at now: Deadline) { round.withLock { keeper.step(&$0, at: now) } }

    func add(_ requests: UInt64, at now: Deadline, limit: UInt64? = nil, isOwn: Bool = false) -> UseOutcome? {
        table.add(
            Use(requests: requests),
            to: UseKey(low: 7, high: 9),
            length: Self.minute,
            limit: limit.map { UseLimit(requests: $0) },
            isOwn: isOwn,
            at: now
        )
    }

    func used(at now: Deadline) -> UInt64 {
        table.window(of: UseKey(low: 7, high: 9), length: Self.minute, at: now)?.used.requests ?? 0
    }
}

@Suite struct StoreKeeperTests {
    private let now = Deadline.now
    /// The beginning of a minute.
    private let wall: UInt64 = 30_000_000 * Host.minute
    private let store = MemoryUseStore()

    private func host() -> Host {
        let store = store
        store.setWall(wall)
        return Host({ store }, wall: wall, at: now)
    }

    @Test func hostsHearOfEachOther() {
        let (one, other) = (host(), host())
        _ = one.add(30, at: now)
        one.step(at: now)
        _ = other.add(1, at: now)
        #expect(other.used(at: now) == 1)
        other.step(at: now)
        #expect(other.used(at: now) == 31)
        #expect(other.add(10, at: now, limit: 40)?.broken == .requests)
        #expect(other.add(9, at: now, limit: 40)?.broken == nil)
        other.step(at: now)
        _ = one.add(1, at: now)
        one.step(at: now)
        #expect(one.used(at: now) == 41)
        // What nobody adds to is not told again.
        one.step(at: now)
        #expect(one.used(at: now) == 41)
        #expect(one.notes == [nil])
    }

    /// Of what others used in the window before counts as much as of one's own.
    @Test func othersWindowsSlideAlike() {
        let (one, other) = (host(), host())
        _ = one.add(20, at: now)
        one.step(at: now)
        let later = now.later(bySeconds: 75)
        _ = other.add(1, at: later)
        // The store's clock goes on as well.
        store.setWall(other.table.head.time(at: .now))
        other.step(at: later)
        #expect(other.used(at: later) == 16)
    }

    @Test func aStoreThatFailsIsLeftAlone() {
        let host = host()
        host.step(at: now)
        store.fail(with: .tooSlow)
        _ = host.add(5, at: now)
        var moment = now
        for pause in [1.0, 2, 4, 8, 16, 30, 30] {
            let before = store.asked
            host.step(at: moment)
            #expect(store.asked == before + 1)
            host.step(at: moment.later(bySeconds: pause - 0.01))
            #expect(store.asked == before + 1)
            moment = moment.later(bySeconds: pause)
        }
        #expect(host.table.storeState == .down)
        // Meanwhile nothing of others counts.
        #expect(host.used(at: now) == 5)
        store.fail(with: nil)
        host.step(at: moment)
        #expect(host.table.storeState == .up)
        #expect(host.notes == [nil, "it answered too slowly", nil])
    }

    @Test func whatTheStoreLostIsToldAgain() {
        let (one, other) = (host(), host())
        for host in [one, other] {
            _ = host.add(10, at: now)
            host.step(at: now)
        }
        store.loseAll()
        for _ in 0..<2 {
            for host in [one, other] {
                _ = host.add(1, at: now)
                host.step(at: now)
            }
        }
        _ = one.add(1, at: now)
        one.step(at: now)
        // One that both have told at the same time may be missing.
        #expect((24...25).contains(one.used(at: now)))
    }

    /// What was lost on the way counts here, and nowhere twice.
    @Test func nothingIsToldTwice() {
        let (one, other) = (host(), host())
        one.step(at: now)
        _ = one.add(10, at: now)
        store.fail(with: .broken("in the middle"))
        one.step(at: now)
        store.fail(with: nil)
        let later = now.later(bySeconds: 2)
        _ = one.add(1, at: later)
        one.step(at: later)
        _ = other.add(1, at: later)
        other.step(at: later)
        #expect(one.used(at: later) == 11)
        #expect((2...12).contains(other.used(at: later)))
    }

    @Test func whatCountsOnOneHostIsNotTold() {
        let (one, other) = (host(), host())
        _ = one.add(10, at: now, isOwn: true)
        one.step(at: now)
        _ = other.add(1, at: now)
        other.step(at: now)
        #expect(other.used(at: now) == 1)
    }

    /// Windows begin and end by the store's clock.
    @Test func hostsTakeTheStoresClock() {
        let host = host()
        let ahead = wall + 3 * Host.minute
        store.setWall(ahead)
        host.step(at: now)
        let difference = host.table.head.time(at: .now) - ahead
        #expect(difference < 5_000_000_000)
    }

    @Test func oneWorkerOfAHostAsks() {
        let (one, other) = (host(), host())
        #expect(one.table.head.takeLease(process: 1, seconds: 5, at: now))
        one.step(at: now)
        #expect(store.asked == 0 && one.table.storeState == .unknown)
        one.step(at: now.later(bySeconds: 5))
        other.step(at: now)
        #expect(store.asked == 2)
    }
}

/// The real protocol, against Debian's redis-server where there is one.
@Suite struct RedisStoreTests {
    private static let program = "/usr/bin/redis-server"
    private static var isThere: Bool { access(program, X_OK) == 0 }

    @Test(.enabled(if: isThere)) func numbersGoThereAndBack() throws {
        let folder = TemporaryFolder()
        let path = "\(folder.path)/redis.sock"
        let server = try #require(
            Command([
                Self.program, "--port", "0", "--unixsocket", path, "--save", "", "--requirepass", "sesame",
                "--dir", folder.path,
            ])
        )
        defer { withExtendedLifetime(server) {} }
        var settings = QuotaStoreSettings(place: .unix(path))
        settings.database = 3
        let limit = Deadline.after(seconds: 20)
        while (try? RedisStore(settings, password: "sesame")) == nil, !limit.hasPassed { usleep(10_000) }
        #expect(throws: StoreTrouble.self) { try RedisStore(settings, password: "wrong") }
        #expect(throws: StoreTrouble.self) { try RedisStore(settings, password: nil).exchange([]) }
        let (one, other) = (
            try RedisStore(settings, password: "sesame"), try RedisStore(settings, password: "sesame")
        )
        func report(_ news: Use, before: Use = Use(), asksBefore: Bool = false) -> UseReport {
            UseReport(
                key: UseKey(low: 1, high: 2),
                length: 60_000_000_000,
                index: 5,
                news: news,
                newsBefore: before,
                asksBefore: asksBefore
            )
        }
        let first = try one.exchange([report(Use(requests: 3, bytes: 1 << 60, cpuNanoseconds: 5))])
        #expect(
            first.totals == [UseTotals(now: Use(requests: 3, bytes: 1 << 60, cpuNanoseconds: 5), before: nil)]
        )
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let seconds = first.wallNanoseconds / 1_000_000_000
        #expect(abs(Int(seconds) - now.tv_sec) <= 2)
        let second = try other.exchange([
            report(Use(requests: 4), before: Use(bytes: 7), asksBefore: true),
            report(Use()),
        ])
        let sum = Use(requests: 7, bytes: 1 << 60, cpuNanoseconds: 5)
        #expect(
            second.totals == [UseTotals(now: sum, before: Use(bytes: 7)), UseTotals(now: sum, before: nil)]
        )
        // As many records as there may be, in one go.
        let many = (0..<UseTable.maxReports).map { number in
            UseReport(
                key: UseKey(low: UInt64(number) << 1, high: 3),
                length: 60_000_000_000,
                index: 1,
                news: Use(requests: UInt64(number + 1)),
                newsBefore: Use(),
                asksBefore: true
            )
        }
        let totals = try one.exchange(many).totals
        #expect(totals.enumerated().allSatisfy { $1?.now.requests == UInt64($0 + 1) })
    }

    @Test func whereNobodyListensNothingIsConnected() {
        let settings = QuotaStoreSettings(place: .unix("/nowhere/redis.sock"))
        #expect(throws: StoreTrouble.self) { try RedisStore(settings, password: nil) }
    }
}
