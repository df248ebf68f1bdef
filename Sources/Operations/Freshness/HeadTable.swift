internal import CPlatform
internal import Execution
internal import Glibc

/// The heads of all refs that this host serves, in memory that its workers share.
///
/// Buckets of slots, each with a lock that survives whoever dies with it and a word that changes with its slots. The
/// number of slots is fixed: names that were asked for in vain, then the ones looked up longest ago, make room.
final class HeadTable: @unchecked Sendable {
    // Safe because slots are reached under their bucket's lock only, and the memory is mapped as long as self.

    /// Raised with every change of the layout: workers of another release must not share it.
    private static let format: UInt64 = 0x534C_5549_4345_0002
    private static let buckets = 64
    private static let slots = 32
    /// Format in front; each bucket begins with its lock and its word.
    private static let headBytes = 64
    private static let lockBytes = Int(SLUICE_SHARED_LOCK_BYTES)
    private static let slotsOffset = lockBytes + 64
    private static let bucketBytes = slotsOffset + slots * HeadSlot.words * 8
    private static let noticesOffset = headBytes + buckets * bucketBytes
    /// Words of the notices behind the buckets: more than there are datasets that fail at once.
    private static let notices = 512
    private static let bytes = noticesOffset + notices * 8
    /// A lock is held for microseconds; a process that was stopped with one must not stop the others.
    private static let lockSeconds = 0.2

    private let memory: UnsafeMutableRawPointer

    /// A table of this process alone.
    init() {
        let memory = mmap(nil, Self.bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
        guard let memory, memory != MAP_FAILED else {
            preconditionFailure("no memory for the table of heads")
        }
        self.memory = memory
        Self.prepare(memory)
    }

    /// The table that a supervisor made behind `descriptor`; nil when it is not there or of another release.
    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size == Self.bytes,
            let memory = Self.map(descriptor)
        else { return nil }
        guard memory.load(as: UInt64.self) == Self.format else {
            munmap(memory, Self.bytes)
            return nil
        }
        self.memory = memory
    }

    deinit {
        munmap(memory, Self.bytes)
    }

    /// Makes an empty table of a file, before any worker starts.
    static func prepare(descriptor: Int32) throws(PoolError) {
        guard ftruncate(descriptor, bytes) == 0, let memory = map(descriptor) else {
            throw .system("mmap", "the table of heads", errno)
        }
        prepare(memory)
        munmap(memory, bytes)
    }

    private static func map(_ descriptor: Int32) -> UnsafeMutableRawPointer? {
        let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        return memory == MAP_FAILED ? nil : memory
    }

    private static func prepare(_ memory: UnsafeMutableRawPointer) {
        for bucket in 0..<buckets { sluice_shared_lock_prepare(memory + headBytes + bucket * bucketBytes) }
        memory.storeBytes(of: format, as: UInt64.self)
    }

    /// Reads or changes what is known about a ref; whoever waits for a change of it wakes.
    ///
    /// `body` gets the bucket's word too, for `wait`. Nil when there is no slot to be had: all are being looked up, or
    /// the lock is not given back.
    func withSlot<Result>(of key: HeadKey, _ body: (inout HeadSlot, UInt32) -> Result) -> Result? {
        let bucket = bucket(of: key)
        let taken = sluice_shared_lock_take(bucket, Deadline.after(seconds: Self.lockSeconds).nanoseconds)
        guard taken >= 0 else { return nil }
        defer { sluice_shared_lock_release(bucket) }
        let words = UnsafeMutableBufferPointer(
            start: (bucket + Self.slotsOffset).assumingMemoryBound(to: UInt64.self),
            count: Self.slots * HeadSlot.words
        )
        // What a dying process left half written is worth one more look-up.
        if taken == 1 { words.update(repeating: 0) }
        guard let slot = slot(of: key, in: words) else { return nil }
        let before = HeadSlot(words: UnsafeBufferPointer(slot))
        var after = before
        let result = body(&after, word(of: bucket).pointee)
        if after != before {
            after.write(to: slot)
            sluice_shared_wake(word(of: bucket))
        }
        return result
    }

    /// Waits until something changes beside `key`, at most so long.
    func wait(_ key: HeadKey, seen: UInt32, nanoseconds: UInt64) {
        sluice_shared_wait(word(of: bucket(of: key)), seen, nanoseconds)
    }

    /// Writes the word about a subject and returns what stood there; subjects may share one.
    ///
    /// 0 when the lock of the notices is not given back.
    func exchangeNotice(_ subject: UInt64, _ word: UInt64) -> UInt64 {
        // The first bucket's lock keeps the notices too: they are few and short.
        let lock = memory + Self.headBytes
        let taken = sluice_shared_lock_take(lock, Deadline.after(seconds: Self.lockSeconds).nanoseconds)
        guard taken >= 0 else { return 0 }
        defer { sluice_shared_lock_release(lock) }
        let place = memory + Self.noticesOffset + Int(subject % UInt64(Self.notices)) * 8
        let before = place.load(as: UInt64.self)
        place.storeBytes(of: word, as: UInt64.self)
        return before
    }

    private func bucket(of key: HeadKey) -> UnsafeMutableRawPointer {
        memory + Self.headBytes + Int(key.high % UInt64(Self.buckets)) * Self.bucketBytes
    }

    private func word(of bucket: UnsafeMutableRawPointer) -> UnsafeMutablePointer<UInt32> {
        (bucket + Self.lockBytes).assumingMemoryBound(to: UInt32.self)
    }

    /// The slot of a key, or the one that it takes over.
    private func slot(
        of key: HeadKey,
        in words: UnsafeMutableBufferPointer<UInt64>
    ) -> UnsafeMutableBufferPointer<UInt64>? {
        let now = Deadline.now.nanoseconds
        var cheapest: (slot: UnsafeMutableBufferPointer<UInt64>, worth: UInt64)?
        for index in 0..<Self.slots {
            let slot = UnsafeMutableBufferPointer(
                rebasing: words[(index * HeadSlot.words)...].prefix(HeadSlot.words)
            )
            if slot[0] == key.low, slot[1] == key.high { return slot }
            guard let worth = HeadSlot(words: UnsafeBufferPointer(slot)).worth(at: now) else { continue }
            if worth < cheapest?.worth ?? .max { cheapest = (slot, worth) }
        }
        guard let slot = cheapest?.slot else { return nil }
        slot.update(repeating: 0)
        slot[0] = key.low
        slot[1] = key.high
        return slot
    }
}
