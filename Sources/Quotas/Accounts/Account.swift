package import Execution
internal import Glibc
internal import Principals
internal import Synchronization

/// What one request is charged to: every quota that fits whoever asks, and what it asks for.
///
/// A request counts before anything is done for it, bytes when their plan is admitted, time on processors once the answer
/// has left. Of what reads no chunk only the request counts.
package final class Account: WorkAccount {
    /// A quota, and whose use of it this is.
    struct Entry: Sendable {
        let quota: Quota
        let key: UseKey
        /// Whether it counts on this host alone, whatever others share.
        var isOwn = false
    }

    struct State {
        var datasets: Set<String> = []
        /// Quotas that the request has been charged to, by their place.
        var isCharged: Set<Int> = []
        var hasBegun = false
        var isAdmitted = false
        /// Bytes that were charged in this try, and that a try before this one had been charged.
        var bytes: UInt64 = 0
        var credit: UInt64 = 0
        var allowances: [Allowance] = []
        var overuse: Overuse?
        var turn: Turns.Turn?
        /// Threads that are busy with the request, which others give way to.
        var busy = 0
        var comesBehind: Bool
    }

    package let asker: String?
    let book: QuotaBook
    private let entries: [Entry]
    /// Whether a program that reads whole sites asks.
    let isCrawler: Bool
    let measurements: Measurements
    let thread = pthread_self()
    private let cpuBefore = ThreadClock.cpuNanoseconds
    let state: Mutex<State>

    /// `goesFirst`: others give way to it as long as it is busy.
    init(
        book: QuotaBook,
        asker: String?,
        entries: [Entry],
        goesFirst: Bool,
        isCrawler: Bool,
        measurements: Measurements
    ) {
        (self.book, self.asker, self.entries, self.measurements) = (book, asker, entries, measurements)
        self.isCrawler = isCrawler
        state = Mutex(State(comesBehind: !goesFirst))
    }

    package var overuse: Overuse? { state.withLock { $0.overuse } }
    package var allowances: [Allowance] { state.withLock { $0.allowances } }

    // MARK: Requests

    package func begin() throws(Interruption) {
        guard !entries.isEmpty else { return }
        let isFirst = state.withLock { state in
            defer { state.hasBegun = true }
            return !state.hasBegun
        }
        guard isFirst else { return }
        try charge(Use(requests: 1), to: entries.indices.filter { entries[$0].quota.datasets == nil })
    }

    package func enter(dataset: String) throws(Interruption) {
        guard !entries.isEmpty else { return }
        let known = state.withLock { state -> Set<Int>? in
            state.datasets.insert(dataset).inserted ? state.isCharged : nil
        }
        guard let known else { return }
        let concerned = entries.indices.filter { index in
            !known.contains(index)
                && entries[index].quota.datasets?.contains { $0.matches(dataset) } ?? false
        }
        try charge(Use(requests: 1), to: concerned)
    }

    // MARK: Work

    package func admit(_ work: PlannedWork, context: WorkContext) throws(Interruption) {
        let bytes = UInt64(clamping: work.bytes)
        let (wanted, charged, isFirst) = state.withLock { state -> (UInt64, [Int], Bool) in
            let free = min(state.credit, bytes)
            state.credit -= free
            defer { state.isAdmitted = true }
            return (bytes - free, state.isCharged.sorted(), !state.isAdmitted)
        }
        if !charged.isEmpty {
            // A nanosecond finds out whether there is any time left.
            try charge(Use(bytes: wanted, cpuNanoseconds: isFirst ? 1 : 0), to: charged)
            state.withLock { $0.bytes += wanted }
        }
        try takeTurn(work, context)
    }

    package func beginAnew() {
        state.withLock { state in
            state.credit += state.bytes
            state.bytes = 0
        }
    }

    package func settle(isRefused: Bool) {
        let (turn, charged, bytes, isAdmitted) = state.withLock { state in
            defer { (state.turn, state.bytes, state.credit) = (nil, 0, 0) }
            return (state.turn, state.isCharged.sorted(), state.bytes + state.credit, state.isAdmitted)
        }
        turn?.end()
        guard isAdmitted else { return }
        let cpu = ThreadClock.cpuNanoseconds &- cpuBefore &+ measurements.helperNanoseconds
        if let asker { book.fairUse.add(cpuNanoseconds: cpu, of: asker) }
        for index in charged {
            if isRefused {
                if bytes > 0 { book.table.takeBack(Use(bytes: bytes), from: entries[index].key) }
            } else if entries[index].quota.limit.cpuNanoseconds != nil {
                _ = book.add(Use(cpuNanoseconds: cpu), to: entries[index], isLimited: false)
            }
        }
    }

    // MARK: Charging

    /// Adds to all of some quotas, or to none of them.
    private func charge(_ amount: Use, to places: [Int]) throws(Interruption) {
        guard amount != Use() else { return }
        var done: [Int] = []
        for place in places {
            guard let outcome = book.add(amount, to: entries[place]) else { continue }
            note(outcome.window, of: entries[place])
            guard let unit = outcome.broken else {
                done.append(place)
                continue
            }
            for place in done { book.table.takeBack(amount, from: entries[place].key) }
            throw refuse(entries[place], unit, outcome.window, amount)
        }
        state.withLock { $0.isCharged.formUnion(places) }
    }

    private func refuse(_ entry: Entry, _ unit: UseUnit, _ window: SlidingWindow, _ amount: Use)
        -> Interruption
    {
        let (quota, limit) = (entry.quota, book.limit(of: entry)[unit] ?? 0)
        let wait = window.wait(for: amount[unit], of: unit, limit: limit) ?? window.length
        measurements.add(to: .quotaRefusals)
        measurements.note("quota", quota.name)
        let seconds = Self.wholeSeconds(wait)
        state.withLock { state in
            let allowance = state.allowances.first { $0.quota == quota.name && $0.unit == unit }
            state.overuse = Overuse(retryAfterSeconds: seconds, allowance: allowance)
        }
        return .overused
    }

    /// Keeps what is left of a quota, for whoever asks.
    private func note(_ window: SlidingWindow, of entry: Entry) {
        let (quota, limit) = (entry.quota, book.limit(of: entry))
        let found = UseUnit.allCases.compactMap { unit in
            limit[unit].map { Allowance(quota, unit, limit: $0, window) }
        }
        state.withLock { state in
            state.allowances.removeAll { $0.quota == quota.name }
            state.allowances += found
        }
    }

    static func wholeSeconds(_ nanoseconds: UInt64) -> Int {
        max(Int(clamping: nanoseconds / 1_000_000_000 + (nanoseconds % 1_000_000_000 == 0 ? 0 : 1)), 1)
    }
}

extension Allowance {
    fileprivate init(_ quota: Quota, _ unit: UseUnit, limit: UInt64, _ window: SlidingWindow) {
        let used = window.used(unit)
        let left = limit > used ? limit - used : 0
        let scale: UInt64 = unit == .cpuSeconds ? 1_000_000_000 : 1
        self.init(
            quota: quota.name,
            unit: unit,
            limit: Int(clamping: limit / scale + (limit % scale == 0 ? 0 : 1)),
            windowSeconds: quota.windowSeconds,
            remaining: Int(clamping: left / scale),
            resetSeconds: Account.wholeSeconds(window.reset(unit))
        )
    }
}
