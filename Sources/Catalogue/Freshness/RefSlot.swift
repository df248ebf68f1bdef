/// What the processes of a host know about one ref: the last look-up's result, who looks now, and whether that failed.
struct RefSlot: Sendable, Equatable {
    /// The right to look up, which ends by itself so that a process that died with it holds up nobody for long.
    struct Lease: Sendable, Equatable {
        /// Tells look-ups of one process apart.
        let number: UInt32
        let process: Int32
        /// On the monotonic clock, in nanoseconds.
        let until: UInt64
    }

    var record: RefRecord?
    var lease: Lease?
    /// When the last look-up failed; 0 when it did not.
    var failedAt: UInt64 = 0
    var rhythm = Rhythm()
}

extension RefSlot {
    private static let textWords = RefRecord.maxSnapshotBytes / 8
    private static let rhythmOffset = 7 + textWords
    /// Key, start, end of the lease, its owner, failure, kind and length, the snapshot's text, and the rhythm.
    static let words = rhythmOffset + Rhythm.words

    /// From words in shared memory; what no process of this program wrote is an empty slot.
    init(words: UnsafeBufferPointer<UInt64>) {
        self.init()
        if words[3] != 0 {
            lease = Lease(
                number: UInt32(truncatingIfNeeded: words[4] >> 32),
                process: Int32(truncatingIfNeeded: words[4]),
                until: words[3]
            )
        }
        failedAt = words[5]
        rhythm = Rhythm(words: UnsafeBufferPointer(rebasing: words[Self.rhythmOffset...]))
        let length = Int(words[6] >> 8 & 0xFF)
        guard let kind = RefRecord.Kind(rawValue: UInt8(truncatingIfNeeded: words[6])),
            length <= RefRecord.maxSnapshotBytes
        else { return }
        let bytes = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: words[7..<Self.rhythmOffset]))
            .prefix(length)
        guard let snapshot = String(validating: bytes, as: UTF8.self) else { return }
        record = RefRecord(kind: kind, snapshot: snapshot, startedAt: words[2])
    }

    /// Writes all words but the key's two.
    func write(to words: UnsafeMutableBufferPointer<UInt64>) {
        words[2] = record?.startedAt ?? 0
        words[3] = lease?.until ?? 0
        words[4] =
            lease.map { UInt64($0.number) << 32 | UInt64(UInt32(truncatingIfNeeded: $0.process)) } ?? 0
        words[5] = failedAt
        words[6] = record.map { UInt64($0.kind.rawValue) | UInt64($0.snapshot.utf8.count) << 8 } ?? 0
        rhythm.write(to: UnsafeMutableBufferPointer(rebasing: words[Self.rhythmOffset...]))
        let place = UnsafeMutableBufferPointer(rebasing: words[7..<Self.rhythmOffset])
        let text = UnsafeMutableRawBufferPointer(place)
        text.initializeMemory(as: UInt8.self, repeating: 0)
        text.copyBytes(from: record.map { Array($0.snapshot.utf8) } ?? [])
    }

    /// The order in which slots are given up for others: absent names first, then the oldest look-up; never while
    /// somebody looks.
    func worth(at now: UInt64) -> UInt64? {
        if let lease, lease.until > now { return nil }
        guard let record else { return 0 }
        return record.kind == .absent ? record.startedAt >> 1 : record.startedAt >> 1 | 1 << 63
    }
}
