internal import Execution
internal import Glibc
internal import Synchronization

/// Answers what a ref names, looking it up again when the last look-up is too old: once for all the workers of a host.
///
/// Whoever finds a record too old takes the lease and looks; the others wait for it. A record is only ever replaced by
/// one whose look-up began later, so that no client sees a dataset go back because another worker answers. While the
/// store fails the old record is used, and one request in a while tries again.
package final class RefCache: Sendable {
    /// A record, and whether it is older than it should be because the store fails.
    struct Head: Sendable {
        let record: RefRecord
        let isStale: Bool
        /// Before when another record is not to be expected, as far as a rhythm is known.
        var quietUntil: Deadline?
    }

    /// How long a failure is believed before another request tries.
    private static let failureNanoseconds: UInt64 = 2_000_000_000
    /// Looking again must not cost the request that happens to do it more than this.
    static let lookUpSeconds = 5.0
    /// Between two looks at whether the process that holds the lease still lives.
    private static let waitNanoseconds: UInt64 = 100_000_000

    private let table: RefTable
    private let numbers = Atomic<UInt32>(0)

    package init(_ table: RefTable = RefTable()) {
        self.table = table
    }

    private enum Step {
        case use(Head)
        case wait(seen: UInt32)
        /// Nil number: without a lease, for this process alone.
        case lookUp(number: UInt32?, old: RefRecord?)
    }

    /// What `key` stands for, from a look-up that began no earlier than `since`.
    ///
    /// `lookUp` gets a context of its own, which does not end with the client, and the record that it may replace.
    ///
    /// - Throws: what `lookUp` throws when there is no older record to go on with; `Interruption`.
    func head(
        of key: RefKey,
        since: Deadline,
        context: WorkContext,
        lookUp: (WorkContext, RefRecord?) throws -> RefRecord
    ) throws -> Head {
        while true {
            switch step(key, needed: since.nanoseconds, context: context) {
            case .use(let head): return head
            case .wait(let seen):
                try context.waiting { () throws(Interruption) in
                    try context.check()
                    table.wait(key, seen: seen, nanoseconds: Self.waitNanoseconds)
                }
            case .lookUp(let number, let old):
                return try self.lookUp(key, number: number, old: old, context: context, lookUp)
            }
        }
    }

    /// Records what was found besides.
    func publish(_ record: RefRecord, for key: RefKey) {
        _ = table.withSlot(of: key) { slot, _ in Self.put(record, in: &slot) }
    }

    private func step(_ key: RefKey, needed: UInt64, context: WorkContext) -> Step {
        let number = numbers.wrappingAdd(1, ordering: .relaxed).newValue
        let step = table.withSlot(of: key) { slot, seen -> Step in
            let now = Deadline.now.nanoseconds
            let old = slot.record
            if let old, old.startedAt >= needed {
                return .use(Head(record: old, isStale: false, quietUntil: slot.rhythm.quietUntil))
            }
            let isLeased = slot.lease.map { $0.until > now && Self.isAlive($0.process) } ?? false
            if let old, old.kind != .absent, slot.failedAt > 0 {
                let isRecent = now < slot.failedAt + Self.failureNanoseconds
                if isLeased || isRecent { return .use(Head(record: old, isStale: true)) }
            }
            if isLeased { return .wait(seen: seen) }
            let until = Self.limit(of: context, isFirst: old == nil).nanoseconds + Self.waitNanoseconds
            slot.lease = RefSlot.Lease(number: number, process: getpid(), until: until)
            return .lookUp(number: number, old: old)
        }
        return step ?? .lookUp(number: nil, old: nil)
    }

    private func lookUp(
        _ key: RefKey,
        number: UInt32?,
        old: RefRecord?,
        context: WorkContext,
        _ lookUp: (WorkContext, RefRecord?) throws -> RefRecord
    ) throws -> Head {
        let limited = context.limited(
            to: Self.limit(of: context, isFirst: old == nil),
            endsWithClient: false
        )
        context.measurements.add(to: .versionLookups)
        do {
            let found = try lookUp(limited, old)
            let newest = table.withSlot(of: key) { slot, _ in
                Self.end(number, in: &slot)
                slot.failedAt = 0
                let record = Self.put(found, in: &slot)
                return Head(record: record, isStale: false, quietUntil: slot.rhythm.quietUntil)
            }
            return newest ?? Head(record: found, isStale: false)
        } catch {
            // A client of little patience says nothing about the store.
            let isTheStores = !context.deadline.hasPassed
            let kept = table.withSlot(of: key) { slot, _ in
                Self.end(number, in: &slot)
                if isTheStores { slot.failedAt = Deadline.now.nanoseconds }
                return slot.record
            }
            guard let record = kept ?? old, record.kind != .absent else { throw error }
            context.measurements.note("not_refreshed", ErrorWords.text(error))
            return Head(record: record, isStale: true)
        }
    }

    /// The later of two records stays.
    @discardableResult
    private static func put(_ record: RefRecord, in slot: inout RefSlot) -> RefRecord {
        if let known = slot.record {
            if known.startedAt > record.startedAt { return known }
            if known.snapshot != record.snapshot {
                slot.rhythm.note(after: known.startedAt, by: record.startedAt)
            }
        }
        slot.record = record
        return record
    }

    private static func end(_ number: UInt32?, in slot: inout RefSlot) {
        if let lease = slot.lease, lease.number == number, lease.process == getpid() { slot.lease = nil }
    }

    /// The first look-up may take as long as the request: there is nothing to go on with.
    private static func limit(of context: WorkContext, isFirst: Bool) -> Deadline {
        isFirst ? context.deadline : min(context.deadline, .after(seconds: lookUpSeconds))
    }

    private static func isAlive(_ process: Int32) -> Bool {
        kill(process, 0) == 0 || errno != ESRCH
    }
}
