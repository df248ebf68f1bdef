package import Execution
internal import ObjectStorage

/// How often somebody has failed to sign in, and when for the last time, in memory that processes can share.
///
/// Three tables of fixed size, so that a flood of one kind drives out no record of another; in each of them buckets of slots,
/// with a lock that survives whoever dies with it. Where to look is decided by a secret of the table's own: nobody can pick
/// names that drive out a record that he knows of.
package final class AttemptTable: Sendable {
    /// What a record is of.
    enum Subject: Int, CaseIterable {
        /// A client's address, of passwords that were wrong.
        case address
        /// A name, whoever tried it.
        case user
        /// A client's address, of tokens and signed addresses that were wrong.
        case bearer
    }

    struct Record: Equatable {
        var failures: Int
        /// When the last of them was.
        var last: Deadline
    }

    /// Raised with every change of the layout: workers of another release must not share it.
    private static let format: UInt64 = 0x534C_5549_4345_4101
    private static let buckets = 64
    private static let slots = 32
    /// Two words that stand for the name, failures, and nanoseconds of the monotonic clock.
    private static let slotWords = 4
    private static let secretOffset = 8
    private static let headBytes = 64
    private static let bucketBytes = SharedMemory.lockBytes + slots * slotWords * 8
    package static let bytes = headBytes + Subject.allCases.count * buckets * bucketBytes
    /// What is older is forgotten.
    static let rememberedSeconds = 900.0

    private let memory: SharedMemory
    private let secret: HMACKey

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
        let start = memory.start + Self.secretOffset
        secret = HMACKey(Array(UnsafeRawBufferPointer(start: start, count: RandomSecret.byteCount)))
    }

    /// Makes an empty table of memory of `bytes`, before any worker starts.
    package static func prepare(_ memory: SharedMemory) {
        (memory.start + secretOffset).copyMemory(
            from: RandomSecret.bytes(),
            byteCount: RandomSecret.byteCount
        )
        for bucket in 0..<(Subject.allCases.count * buckets) {
            memory.prepareLock(at: headBytes + bucket * bucketBytes)
        }
        memory.mark(format: format)
    }

    /// Nil for whoever has not failed lately, and when the lock is not given back.
    func record(of subject: Subject, _ name: String, at now: Deadline) -> Record? {
        withBucket(subject, name) { words, key in
            Self.slot(of: key, in: words).flatMap { Self.read($0, at: now) }
        } ?? nil
    }

    /// Adds a failure to those of the last quarter of an hour.
    func add(_ subject: Subject, _ name: String, at now: Deadline) {
        _ = withBucket(subject, name) { words, key in
            let slot = Self.slot(of: key, in: words) ?? Self.cheapest(in: words, at: now)
            let failures =
                slot[0] == key.low && slot[1] == key.high ? Self.read(slot, at: now)?.failures ?? 0 : 0
            slot[0] = key.low
            slot[1] = key.high
            slot[2] = UInt64(min(failures + 1, 1 << 20))
            slot[3] = now.nanoseconds
        }
    }

    private typealias Words = UnsafeMutableBufferPointer<UInt64>

    private func withBucket<Result>(
        _ subject: Subject,
        _ name: String,
        _ body: (Words, (low: UInt64, high: UInt64)) -> Result
    ) -> Result? {
        let code = secret.code(of: "\(subject.rawValue) \(name)")
        func word(_ place: Int) -> UInt64 { code[place..<(place + 8)].reduce(0) { $0 << 8 | UInt64($1) } }
        let bucket = subject.rawValue * Self.buckets + Int(code[16]) % Self.buckets
        let offset = Self.headBytes + bucket * Self.bucketBytes
        return memory.locked(at: offset) { isHalfWritten in
            let words = memory.words(
                at: offset + SharedMemory.lockBytes,
                count: Self.slots * Self.slotWords
            )
            // What a dying process left half written is worth a few tries.
            if isHalfWritten { words.update(repeating: 0) }
            // Nobody's key is zero, which an empty slot has.
            return body(words, (word(0) | 1, word(8)))
        }
    }

    private static func all(_ words: Words) -> [Words] {
        (0..<slots).map { Words(rebasing: words[($0 * slotWords)..<(($0 + 1) * slotWords)]) }
    }

    private static func slot(of key: (low: UInt64, high: UInt64), in words: Words) -> Words? {
        all(words).first { $0[0] == key.low && $0[1] == key.high }
    }

    private static func read(_ slot: Words, at now: Deadline) -> Record? {
        let last = Deadline(nanoseconds: slot[3])
        guard slot[0] != 0, now < last.later(bySeconds: rememberedSeconds) else { return nil }
        return Record(failures: Int(clamping: slot[2]), last: last)
    }

    /// An empty or forgotten one, else the one with the fewest failures, of those the oldest.
    private static func cheapest(in words: Words, at now: Deadline) -> Words {
        func worth(_ slot: Words) -> (Int, UInt64) {
            read(slot, at: now).map { ($0.failures, $0.last.nanoseconds) } ?? (0, 0)
        }
        return all(words).min { worth($0) < worth($1) } ?? words
    }
}
