internal import Synchronization

/// Keeps the threads of a worker apart by what they wait for, so that nothing that hangs takes them all.
///
/// While a thing answers, any number of threads may wait for it. Once it has been silent for `shortSeconds`, those beyond
/// the share of their group are refused and newcomers too; those within it wait as long as their requests may. What is
/// silent for `hangingSeconds`, or fails `maxFailures` times in a row, is left alone for a pause (circuit open), then
/// asked by one request (half open): an answer closes the circuit, a failure doubles the pause.
///
/// The same share binds whoever asks, over all things together that do not answer: see `AskerWaits`.
package final class Bulkheads: Sendable {
    /// What threads wait for.
    package enum Subject: Sendable, Hashable {
        /// What a request names.
        case own(String)
        /// What several of those may depend on, such as a host.
        case shared(String)

        var isShared: Bool { if case .shared = self { true } else { false } }
    }

    private struct State {
        var subjects: [Subject: Bulkhead] = [:]
        var waits: [UInt64: (subjects: [Subject], asker: String?)] = [:]
        var askers: [String: AskerWaits] = [:]
        var lastWait: UInt64 = 0
        /// Where the named thing was last read from.
        var places: [Subject: Subject] = [:]
    }

    /// Beyond this many, subjects without waiting requests are forgotten, and so are askers.
    private static let maxSubjects = 1024

    package let rules: BulkheadRules
    private let clock: @Sendable () -> Deadline
    private let state = Mutex(State())

    package init(rules: BulkheadRules = BulkheadRules(), clock: @escaping @Sendable () -> Deadline = { .now })
    {
        self.rules = rules
        self.clock = clock
    }

    /// A group of threads that share their bulkheads with no other; without a number of threads it is never refused.
    package func group(_ name: String, threads: Int?) -> Group {
        Group(bulkheads: self, name: name, seats: threads.map(rules.seats))
    }

    /// The threads of one kind of work.
    package struct Group: Sendable {
        package let bulkheads: Bulkheads
        let name: String
        let seats: Int?
    }

    /// Whether a thing fails or hangs, as far as this worker knows.
    package func isFailing(_ subject: Subject) -> Bool {
        let now = clock()
        return state.withLock { $0.subjects[subject]?.isFailing(at: now) ?? false }
    }

    // MARK: Waiting

    /// Begins a wait for all of `subjects` and for where they were last read from; `asker` is counted as one.
    ///
    /// - Throws: `Interruption.heldUp`.
    func enter(_ subjects: [Subject], _ group: Group, asker: String? = nil) throws(Interruption) -> UInt64? {
        guard let seats = group.seats else { return nil }
        let now = clock()
        return try state.withLock { state throws(Interruption) in
            let all = Self.withPlaces(subjects, state)
            guard !all.isEmpty else { return nil }
            for subject in all where !subject.isShared { state.subjects[subject]?.noticeSilence(at: now) }
            try Self.checkAsker(asker, all, group.name, seats: seats, at: now, state)
            let bulkheads = all.map { state.subjects[$0] ?? Bulkhead(rules: rules) }
            let admissions = bulkheads.map { $0.admission(to: group.name, seats: seats, at: now) }
            for (index, subject) in all.enumerated() {
                switch admissions[index] {
                case .failing: throw .heldUp
                case .crowded:
                    // A request that has no part in a host's silence may show that the host is well.
                    let isInnocent =
                        subject.isShared
                        && !zip(all, bulkheads).contains { other, bulkhead in
                            !other.isShared && bulkhead.isSilent(for: rules.shortSeconds, at: now)
                        }
                    guard isInnocent, bulkheads[index].hasRoomForTrial else { throw .heldUp }
                case .seated, .apart, .probe: continue
                }
            }
            state.lastWait += 1
            for (index, subject) in all.enumerated() {
                var bulkhead = bulkheads[index]
                bulkhead.enter(state.lastWait, admissions[index], group: group.name, at: now)
                state.subjects[subject] = bulkhead
            }
            state.waits[state.lastWait] = (all, asker)
            if let asker {
                state.askers[asker, default: AskerWaits()]
                    .enter(state.lastWait, all, group: group.name, at: now)
            }
            return state.lastWait
        }
    }

    private static func checkAsker(
        _ asker: String?,
        _ subjects: [Subject],
        _ group: String,
        seats: Int,
        at now: Deadline,
        _ state: State
    ) throws(Interruption) {
        guard let known = asker.flatMap({ state.askers[$0] }) else { return }
        let admits = known.admits(subjects, to: group, seats: seats, at: now) { subject in
            state.subjects[subject]?.vigour(at: now) ?? .unknown
        }
        guard admits else { throw .heldUp }
    }

    func mayStay(_ wait: UInt64, _ group: Group) -> Bool {
        guard let seats = group.seats else { return true }
        let now = clock()
        return state.withLock { state in
            guard let (subjects, asker) = state.waits[wait] else { return true }
            let mayStay = subjects.allSatisfy {
                state.subjects[$0]?.mayStay(wait, seats: seats, at: now) ?? true
            }
            guard mayStay, let asker, var known = state.askers[asker] else { return mayStay }
            defer { state.askers[asker] = known }
            return known.mayStay(wait, seats: seats, at: now, rules: rules) { [subjects = state.subjects] in
                subjects[$0]?.vigour(at: now) ?? .unknown
            }
        }
    }

    func leave(_ wait: UInt64) {
        let now = clock()
        state.withLock { state in
            guard let (subjects, asker) = state.waits.removeValue(forKey: wait) else { return }
            for subject in subjects { state.subjects[subject]?.leave(wait, at: now) }
            guard let asker else { return }
            state.askers[asker]?.leave(wait)
            if state.askers[asker]?.isIdle(at: now) ?? false { state.askers[asker] = nil }
            guard state.askers.count > Self.maxSubjects else { return }
            state.askers = state.askers.filter { !$0.value.isIdle(at: now) }
        }
    }

    private static func withPlaces(_ subjects: [Subject], _ state: State) -> [Subject] {
        var all = subjects
        for subject in subjects {
            if let place = state.places[subject], !all.contains(place) { all.append(place) }
        }
        return all
    }

    // MARK: Reading

    /// Says that something is read of `place` for `subjects`.
    func beginRead(_ subjects: [Subject], at place: Subject) {
        change(subjects + [place]) { $0.beginRead(at: $1) }
        state.withLock { state in
            for subject in subjects { state.places[subject] = place }
            guard state.subjects.count > Self.maxSubjects else { return }
            for (subject, bulkhead) in state.subjects where bulkhead.isIdle { state.subjects[subject] = nil }
            state.places = state.places.filter { state.subjects[$0.key] != nil }
        }
    }

    func change(_ subjects: [Subject], _ body: (inout Bulkhead, Deadline) -> Void) {
        let now = clock()
        state.withLock { state in
            for subject in subjects { body(&state.subjects[subject, default: Bulkhead(rules: rules)], now) }
        }
    }
}
