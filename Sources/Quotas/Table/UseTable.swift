package import Execution

/// What everybody has used, in memory that the processes of a host share: it outlives workers and reloads.
///
/// A table of fixed size: buckets of slots, each with a lock that survives whoever dies with it. A record is several words
/// that change together, when a window ends or another's use is learnt, so they have a lock and not an atomic each. Where
/// to look is decided by a secret: nobody can pick names that drive out a record that he knows of. A full bucket gives up
/// what was used the longest ago.
package final class UseTable: Sendable {
    /// Raised with every change of the layout: workers of another release must not share it.
    private static let format: UInt64 = 0x534C_5549_4345_5101
    private static let buckets = 2048
    private static let slots = 8
    /// The secret, the clock's correction, the state of the store, and who keeps it.
    private static let headBytes = 256
    private static let bucketBytes = SharedMemory.lockBytes + slots * UseSlot.words * 8
    package static let bytes = headBytes + buckets * bucketBytes

    let memory: SharedMemory

    /// A table of this process alone.
    package convenience init() {
        let memory = SharedMemory(bytes: Self.bytes)
        Self.prepare(memory)
        self.init(memory)
    }

    /// The table that another process made behind `descriptor`; nil when it is not there or of another release.
    package convenience init?(descriptor: Int32) {
        guard let memory = SharedMemory(descriptor: descriptor, bytes: Self.bytes, format: Self.format) else {
            return nil
        }
        self.init(memory)
    }

    private init(_ memory: SharedMemory) {
        self.memory = memory
    }

    /// Makes an empty table of memory of `bytes`, before any worker starts.
    package static func prepare(_ memory: SharedMemory) {
        UseTableHead(memory).prepare()
        for bucket in 0..<buckets { memory.prepareLock(at: headBytes + bucket * bucketBytes) }
        memory.mark(format: format)
    }

    var head: UseTableHead { UseTableHead(memory) }

    /// What the table knows about `words` under a secret: the host's own, or one that several hosts have.
    package func key(_ words: [String], secret: (UInt64, UInt64)? = nil) -> UseKey {
        let (first, second) = secret ?? head.secret
        var digest = ContentDigest(key: first, second)
        for word in words { digest.add(word) }
        let (low, high) = digest.words
        return UseKey(low: low, high: high)
    }

    /// Adds `amount` to what `key` stands for, where all of it stays within `limit`, or where there is none.
    ///
    /// `isOwn`: it counts on this host alone, whatever others share.
    ///
    /// - Returns: nil where the lock is not given back: nothing is counted then, and nobody refused.
    func add(
        _ amount: Use,
        to key: UseKey,
        length: UInt64,
        limit: UseLimit?,
        isOwn: Bool = false,
        at moment: Deadline
    ) -> UseOutcome? {
        let time = head.time(at: moment)
        let hearsOthers = head.storeState == .up
        return withSlots(of: key) { slots in
            let slot = Self.slot(for: key, in: slots, length: length, time: time, isOwn: isOwn)
            slot.touch(moment.nanoseconds)
            let window = slot.window(at: time, hearsOthers: hearsOthers)
            if let limit, let unit = limit.unit(brokenBy: amount, in: window) {
                return UseOutcome(window: window, broken: unit)
            }
            slot.own += amount
            return UseOutcome(window: slot.window(at: time, hearsOthers: hearsOthers), broken: nil)
        }
    }

    /// Takes back what was added, as far as its window has not ended.
    func takeBack(_ amount: Use, from key: UseKey) {
        _ = withSlots(of: key) { slots in
            guard let slot = slots.first(where: { $0.holds(key) }) else { return }
            // Not below what others know: it may be needed to tell them apart from this host.
            let own = slot.own
            let left = own - amount
            slot.own = UseUnit.allCases.reduce(into: Use()) {
                $0[$1] = max(left[$1], min(own[$1], slot.told[$1]))
            }
        }
    }

    /// What counts now; nil for whoever has used nothing.
    func window(of key: UseKey, length: UInt64, at moment: Deadline) -> SlidingWindow? {
        let time = head.time(at: moment)
        let hearsOthers = head.storeState == .up
        return withSlots(of: key) { slots -> SlidingWindow? in
            guard let slot = slots.first(where: { $0.holds(key) && $0.length == length }) else { return nil }
            slot.roll(to: time)
            return slot.window(at: time, hearsOthers: hearsOthers)
        } ?? nil
    }

    /// Runs `body` for all slots in use, a bucket at a time.
    func forEachSlot(_ body: (UseSlot) -> Void) {
        for bucket in 0..<Self.buckets {
            _ = withSlots(inBucket: bucket) { slots in
                for slot in slots where !slot.isEmpty { body(slot) }
            }
        }
    }

    /// Runs `body` with the slot of a key, if it is there.
    func withSlot(of key: UseKey, _ body: (UseSlot) -> Void) {
        _ = withSlots(of: key) { slots in
            if let slot = slots.first(where: { $0.holds(key) }) { body(slot) }
        }
    }

    private func withSlots<Result>(of key: UseKey, _ body: ([UseSlot]) -> Result) -> Result? {
        withSlots(inBucket: Int(truncatingIfNeeded: key.high % UInt64(Self.buckets)), body)
    }

    private func withSlots<Result>(inBucket bucket: Int, _ body: ([UseSlot]) -> Result) -> Result? {
        let offset = Self.headBytes + bucket * Self.bucketBytes
        return memory.locked(at: offset) { isHalfWritten in
            let words = memory.words(
                at: offset + SharedMemory.lockBytes,
                count: Self.slots * UseSlot.words
            )
            // What a dying process left half written is worth less than a wrong refusal.
            if isHalfWritten { words.update(repeating: 0) }
            return body(
                (0..<Self.slots).map { slot in
                    UseSlot(.init(rebasing: words[(slot * UseSlot.words)..<((slot + 1) * UseSlot.words)]))
                }
            )
        }
    }

    /// The slot of a key, or the one that is given to it: an empty one, else that which was used the longest ago.
    private static func slot(
        for key: UseKey,
        in slots: [UseSlot],
        length: UInt64,
        time: UInt64,
        isOwn: Bool
    ) -> UseSlot {
        if let known = slots.first(where: { $0.holds(key) && $0.length == length }) {
            known.roll(to: time)
            return known
        }
        let same = slots.first { $0.holds(key) }
        guard let slot = same ?? slots.min(by: { $0.lastUsed < $1.lastUsed }) else {
            preconditionFailure("a bucket without slots")
        }
        slot.begin(key, length: length, index: time / max(length, 1), isOwn: isOwn)
        return slot
    }
}

/// What came of adding to somebody's use.
struct UseOutcome: Sendable, Equatable {
    let window: SlidingWindow
    /// The unit of which there was not enough; nothing was added then.
    let broken: UseUnit?
}
