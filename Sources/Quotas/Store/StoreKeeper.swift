package import Execution
internal import Glibc
internal import Synchronization

/// Keeps a host's table and the store that hosts share at what the others know, by a thread of its own: no request waits
/// for the store.
///
/// Of the workers of a host one does so at a time. A store that fails is left alone for a second, doubling to thirty;
/// meanwhile each host has its part of every quota.
package final class StoreKeeper: Sendable {
    private static let roundSeconds = 0.2
    /// A keeper that has not been heard of for so long has died or hangs.
    private static let leaseSeconds = 2.0
    private static let shortestPause = 1.0
    private static let longestPause = 30.0
    /// By less the store's clock may differ: answers are under way for a while.
    private static let clockNanoseconds: UInt64 = 50_000_000

    private let table: UseTable
    private let connect: @Sendable () throws -> any UseStore
    private let note: @Sendable (String?) -> Void
    private let stopping = Monitor(false)
    private let thread = Mutex<WorkerThread?>(nil)

    /// `password` is read anew for every connection; `note` is told why the store fails, and, with nil, that it works.
    package convenience init(
        _ settings: QuotaStoreSettings,
        table: UseTable,
        password: @escaping @Sendable () throws -> String?,
        note: @escaping @Sendable (String?) -> Void
    ) {
        self.init(table: table, note: note) {
            let secret: String?
            do {
                secret = try password()
            } catch {
                throw StoreTrouble.noPassword("\(error)")
            }
            return try RedisStore(settings, password: secret)
        }
    }

    init(
        table: UseTable,
        note: @escaping @Sendable (String?) -> Void,
        connect: @escaping @Sendable () throws -> any UseStore
    ) {
        (self.table, self.note, self.connect) = (table, note, connect)
    }

    package func start() {
        let started = WorkerThread(name: "quota-store") { [self] in
            var round = Round()
            while stopping.wait(until: .after(seconds: Self.roundSeconds), for: { $0 ? true : nil }) == nil {
                step(&round, at: .now)
            }
            table.head.endLease(process: getpid())
        }
        thread.withLock { $0 = started }
    }

    package func stop() {
        stopping.update { $0 = true }
        thread.withLock { $0 }?.join()
    }

    /// What is kept from round to round.
    package struct Round {
        package init() {}

        fileprivate(set) var store: (any UseStore)?
        fileprivate(set) var pause = StoreKeeper.shortestPause
        fileprivate var resumeAt = Deadline(nanoseconds: 0)
    }

    /// One exchange, if it is this worker's to make.
    package func step(_ round: inout Round, at now: Deadline) {
        guard table.head.takeLease(process: getpid(), seconds: Self.leaseSeconds, at: now) else {
            round.store = nil
            return
        }
        guard now >= round.resumeAt else { return }
        do {
            let store = try round.store ?? connect()
            round.store = store
            try exchange(with: store, at: now)
            round.pause = Self.shortestPause
            if table.head.storeState != .up {
                table.head.storeState = .up
                note(nil)
            }
        } catch {
            round.store = nil
            round.resumeAt = now.later(bySeconds: round.pause)
            round.pause = min(round.pause * 2, Self.longestPause)
            guard table.head.storeState != .down else { return }
            table.head.storeState = .down
            note("\(error)")
        }
    }

    private func exchange(with store: any UseStore, at now: Deadline) throws {
        let reports = table.takeReports(at: now)
        let (totals, wall) = try store.exchange(reports)
        for (report, totals) in zip(reports, totals) {
            if let totals { table.take(totals, for: report) }
        }
        let moment = Deadline.now
        let own = table.head.time(at: moment)
        if (own > wall ? own - wall : wall - own) > Self.clockNanoseconds {
            table.head.setClock(wallNanoseconds: wall, at: moment)
        }
    }
}

extension UseTable {
    /// How the store does, as whoever keeps it last found.
    package var storeState: StoreState { head.storeState }
}
