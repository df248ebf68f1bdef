/// One thing that requests wait for, such as a dataset or a host: which requests wait, how long it has been silent, and whether it
/// keeps failing.
///
/// A plain value: every call is told what time it is.
struct Bulkhead: Sendable {
    /// When nothing is known to be wrong with what is waited for.
    enum Circuit: Equatable {
        case closed
        /// It keeps failing: nobody asks before `until`.
        case open(until: Deadline)
        /// One asks, the others are refused until it is known what came of it.
        case probing(UInt64)
    }

    private struct Wait {
        let group: String
        let since: Deadline
        /// Within the share: it may last as long as its request.
        var isSeated: Bool
    }

    private let rules: BulkheadRules
    private var waits: [UInt64: Wait] = [:]
    /// Reads under way, those of nobody's thread too.
    private var reads = 0
    /// Since when an answer is owed: the last sign of life, or the first read after it.
    private var silentSince: Deadline?
    private var lastReadAt = Deadline(nanoseconds: 0)
    private var lastLifeAt: Deadline?
    private var failures = 0
    private var pause: Double
    private var trial: UInt64?
    private(set) var circuit = Circuit.closed

    init(rules: BulkheadRules) {
        self.rules = rules
        pause = rules.shortestPause
    }

    // MARK: Waiting requests

    /// What happens to a request that wants to wait where its group has `seats`.
    enum Admission: Equatable {
        case seated
        /// Beyond the share: refused as soon as there is silence.
        case apart
        /// The one that finds out whether it still fails.
        case probe
        /// As many wait as may while there is silence.
        case crowded
        /// It keeps failing.
        case failing
    }

    func admission(to group: String, seats: Int, at now: Deadline) -> Admission {
        switch circuit {
        case .open(let until): return now < until ? .failing : .probe
        case .probing: return .failing
        case .closed: break
        }
        if seated(in: group) < seats { return .seated }
        return isSilent(for: rules.shortSeconds, at: now) ? .crowded : .apart
    }

    mutating func enter(_ id: UInt64, _ admission: Admission, group: String, at now: Deadline) {
        waits[id] = Wait(group: group, since: now, isSeated: admission == .seated || admission == .probe)
        if admission == .probe { circuit = .probing(id) }
        if admission == .crowded { trial = id }
    }

    /// Whether one more may try although it is crowded, on behalf of another that has no part in the silence.
    var hasRoomForTrial: Bool { trial == nil }

    /// Whether a wait may go on; one apart takes a seat that has become free.
    mutating func mayStay(_ id: UInt64, seats: Int, at now: Deadline) -> Bool {
        guard let wait = waits[id], !wait.isSeated, isSilent(for: rules.shortSeconds, at: now),
            wait.since < now.earlier(bySeconds: rules.shortSeconds)
        else { return true }
        guard seated(in: wait.group) < seats else { return false }
        waits[id]?.isSeated = true
        return true
    }

    mutating func leave(_ id: UInt64, at now: Deadline) {
        waits[id] = nil
        if trial == id { trial = nil }
        // It went before it had found out anything: the next one may.
        if circuit == .probing(id) { circuit = .open(until: now) }
    }

    private func seated(in group: String) -> Int {
        waits.values.reduce(0) { $0 + ($1.isSeated && $1.group == group ? 1 : 0) }
    }

    // MARK: What comes

    mutating func beginRead(at now: Deadline) {
        // Others that gave up a moment ago were owed the same.
        if reads == 0, lastReadAt < now.earlier(bySeconds: rules.forgetSeconds) { silentSince = nil }
        reads += 1
        lastReadAt = now
        if silentSince == nil { silentSince = now }
    }

    mutating func endRead(at now: Deadline) {
        reads = max(reads - 1, 0)
        lastReadAt = now
    }

    /// Something moves, if only a part of an answer.
    mutating func showLife(at now: Deadline) {
        lastLifeAt = now
        silentSince = reads > 0 ? now : nil
    }

    /// An answer that it can be relied on for.
    mutating func answer(at now: Deadline) {
        showLife(at: now)
        failures = 0
        pause = rules.shortestPause
        circuit = .closed
    }

    mutating func fail(at now: Deadline) {
        failures += 1
        if case .probing = circuit { return open(at: now) }
        if circuit == .closed, failures >= rules.maxFailures { open(at: now) }
    }

    /// Treats a long silence as the failure that it is.
    mutating func noticeSilence(at now: Deadline) {
        if circuit == .closed, isSilent(for: rules.hangingSeconds, at: now) { open(at: now) }
    }

    private mutating func open(at now: Deadline) {
        circuit = .open(until: now.later(bySeconds: pause))
        pause = min(pause * 2, rules.longestPause)
    }

    // MARK: What is known

    func isSilent(for seconds: Double, at now: Deadline) -> Bool {
        guard reads > 0, let silentSince else { return false }
        return silentSince < now.earlier(bySeconds: seconds)
    }

    /// Whether it fails, or is silent for so long that it might as well.
    func isFailing(at now: Deadline) -> Bool {
        circuit != .closed || isSilent(for: rules.hangingSeconds, at: now)
    }

    /// What is known of it as something to wait for.
    enum Vigour { case moves, unknown, stuck }

    /// It moves if it has answered lately, and owes nobody an answer for long.
    func vigour(at now: Deadline) -> Vigour {
        guard circuit == .closed, !isSilent(for: rules.shortSeconds, at: now) else { return .stuck }
        guard let lastLifeAt else { return .unknown }
        return now < lastLifeAt.later(bySeconds: rules.livelySeconds) ? .moves : .unknown
    }

    var isIdle: Bool { waits.isEmpty && reads == 0 && circuit == .closed }
}
