/// The waits of everybody who is counted as one, over all that they wait for.
///
/// While what they wait for answers, any number of threads may wait. Of those that wait for what is stuck, the oldest of each
/// group keep their seats and the others are refused; for a while after that, whoever asks has no more than the seats for
/// anything that has not answered lately.
///
/// A plain value: every call is told what time it is, and how what is waited for does.
struct AskerWaits: Sendable {
    private struct Wait {
        let group: String
        let since: Deadline
        let subjects: [Bulkheads.Subject]
    }

    private var waits: [UInt64: Wait] = [:]
    /// Until then whoever asks is known to wait for what is stuck.
    private var sparedUntil = Deadline(nanoseconds: 0)

    /// Whether one more may wait where the group has `seats`.
    func admits(
        _ subjects: [Bulkheads.Subject],
        to group: String,
        seats: Int,
        at now: Deadline,
        vigour: (Bulkheads.Subject) -> Bulkhead.Vigour
    ) -> Bool {
        guard now < sparedUntil, Self.vigour(subjects, vigour) != .moves else { return true }
        let others = waits.values.count {
            $0.group == group && Self.vigour($0.subjects, vigour) != .moves
        }
        return others < seats
    }

    mutating func enter(_ id: UInt64, _ subjects: [Bulkheads.Subject], group: String, at now: Deadline) {
        waits[id] = Wait(group: group, since: now, subjects: subjects)
    }

    /// Whether a wait may go on: for what is stuck the oldest of a group may, as many as it has seats.
    mutating func mayStay(
        _ id: UInt64,
        seats: Int,
        at now: Deadline,
        rules: BulkheadRules,
        vigour: (Bulkheads.Subject) -> Bulkhead.Vigour
    ) -> Bool {
        guard let wait = waits[id], wait.since < now.earlier(bySeconds: rules.shortSeconds),
            Self.vigour(wait.subjects, vigour) == .stuck
        else { return true }
        let older = waits.count {
            $0.key < id && $0.value.group == wait.group && Self.vigour($0.value.subjects, vigour) == .stuck
        }
        guard older >= seats else { return true }
        sparedUntil = now.later(bySeconds: rules.spareSeconds)
        return false
    }

    mutating func leave(_ id: UInt64) {
        waits[id] = nil
    }

    func isIdle(at now: Deadline) -> Bool { waits.isEmpty && sparedUntil <= now }

    /// The worst of what a request names: of where that is it says nothing, as others there may answer.
    private static func vigour(
        _ subjects: [Bulkheads.Subject],
        _ vigour: (Bulkheads.Subject) -> Bulkhead.Vigour
    ) -> Bulkhead.Vigour {
        let own = subjects.filter { !$0.isShared }
        let all = (own.isEmpty ? subjects : own).map(vigour)
        return all.contains(.stuck) ? .stuck : all.contains(.unknown) ? .unknown : .moves
    }
}
