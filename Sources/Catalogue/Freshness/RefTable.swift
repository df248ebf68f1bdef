internal import CPlatform
package import Execution

/// The heads of all refs that this host serves, in memory that its workers share.
///
/// Buckets of slots, each with a lock that survives whoever dies with it and a word that changes with its slots. The
/// number of slots is fixed: names that were asked for in vain, then the ones looked up longest ago, make room.
package final class RefTable: Sendable {
    /// Raised with every change of the layout: workers of another release must not share it.
    private static let format: UInt64 = 0x534C_5549_4345_0003
    private static let buckets = 64
    private static let slots = 32
    /// Format in front; each bucket begins with its lock and its word.
    private static let headBytes = 64
    private static let slotsOffset = SharedMemory.lockBytes + 64
    private static let bucketBytes = slotsOffset + slots * RefSlot.words * 8
    private static let noticesOffset = headBytes + buckets * bucketBytes
    /// Words of the notices behind the buckets: more than there are datasets that fail at once.
    private static let notices = 512
    package static let bytes = noticesOffset + notices * 8

    /// Slots are reached under their bucket's lock only.
    private let memory: SharedMemory

    /// A table of this process alone.
    package init() {
        memory = SharedMemory(bytes: Self.bytes)
        Self.prepare(memory)
    }

    /// The table that a supervisor made behind `descriptor`; nil when it is not there or of another release.
    package init?(descriptor: Int32) {
        guard let memory = SharedMemory(descriptor: descriptor, bytes: Self.bytes, format: Self.format) else {
            return nil
        }
        self.memory = memory
    }

    /// Makes an empty table of memory of `bytes`, before any worker starts.
    package static func prepare(_ memory: SharedMemory) {
        for bucket in 0..<buckets { memory.prepareLock(at: headBytes + bucket * bucketBytes) }
        memory.mark(format: format)
    }

    /// Reads or changes what is known about a ref; whoever waits for a change of it wakes.
    ///
    /// `body` gets the bucket's word too, for `wait`. Nil when there is no slot to be had: all are being looked up, or
    /// the lock is not given back.
    func withSlot<Result>(of key: RefKey, _ body: (inout RefSlot, UInt32) -> Result) -> Result? {
        let bucket = offset(of: key)
        let found = memory.locked(at: bucket) { isHalfWritten -> Result? in
            let words = memory.words(at: bucket + Self.slotsOffset, count: Self.slots * RefSlot.words)
            // What a dying process left half written is worth one more look-up.
            if isHalfWritten { words.update(repeating: 0) }
            guard let slot = slot(of: key, in: words) else { return nil }
            let before = RefSlot(words: UnsafeBufferPointer(slot))
            var after = before
            let result = body(&after, word(of: key).pointee)
            if after != before {
                after.write(to: slot)
                sluice_shared_wake(word(of: key))
            }
            return result
        }
        return found ?? nil
    }

    /// Waits until something changes beside `key`, at most so long.
    func wait(_ key: RefKey, seen: UInt32, nanoseconds: UInt64) {
        sluice_shared_wait(word(of: key), seen, nanoseconds)
    }

    /// Writes the word about a subject and returns what stood there; subjects may share one.
    ///
    /// 0 when the lock of the notices is not given back.
    func exchangeNotice(_ subject: UInt64, _ word: UInt64) -> UInt64 {
        // The first bucket's lock keeps the notices too: they are few and short.
        memory.locked(at: Self.headBytes) { isHalfWritten in
            let slots = memory.words(
                at: Self.headBytes + Self.slotsOffset,
                count: Self.slots * RefSlot.words
            )
            if isHalfWritten { slots.update(repeating: 0) }
            let notices = memory.words(at: Self.noticesOffset, count: Self.notices)
            let index = Int(subject % UInt64(Self.notices))
            let before = notices[index]
            notices[index] = word
            return before
        } ?? 0
    }

    private func offset(of key: RefKey) -> Int {
        Self.headBytes + Int(key.high % UInt64(Self.buckets)) * Self.bucketBytes
    }

    private func word(of key: RefKey) -> UnsafeMutablePointer<UInt32> {
        (memory.start + offset(of: key) + SharedMemory.lockBytes).assumingMemoryBound(to: UInt32.self)
    }

    /// The slot of a key, or the one that it takes over.
    private func slot(
        of key: RefKey,
        in words: UnsafeMutableBufferPointer<UInt64>
    ) -> UnsafeMutableBufferPointer<UInt64>? {
        let now = Deadline.now.nanoseconds
        var cheapest: (slot: UnsafeMutableBufferPointer<UInt64>, worth: UInt64)?
        for index in 0..<Self.slots {
            let slot = UnsafeMutableBufferPointer(
                rebasing: words[(index * RefSlot.words)...].prefix(RefSlot.words)
            )
            if slot[0] == key.low, slot[1] == key.high { return slot }
            guard let worth = RefSlot(words: UnsafeBufferPointer(slot)).worth(at: now) else { continue }
            if worth < cheapest?.worth ?? .max { cheapest = (slot, worth) }
        }
        guard let slot = cheapest?.slot else { return nil }
        slot.update(repeating: 0)
        slot[0] = key.low
        slot[1] = key.high
        return slot
    }
}
