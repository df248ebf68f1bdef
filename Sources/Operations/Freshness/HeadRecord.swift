/// What a ref of a store was found to name, and when that look-up began.
struct HeadRecord: Sendable, Equatable {
    enum Kind: UInt8, Sendable {
        /// Nothing has that name.
        case absent = 1
        case branch, tag, snapshot
        /// The one state of a store without versions.
        case state
    }

    /// More than a snapshot's id or a digest needs.
    static let mostSnapshotBytes = 40

    let kind: Kind
    /// The snapshot's id, or the digest of the metadata; empty when absent.
    let snapshot: String
    /// On the monotonic clock, which all processes of a host share, in nanoseconds.
    let startedAt: UInt64

    /// A snapshot's name that does not fit is replaced by its digest.
    init(kind: Kind, snapshot: String, startedAt: UInt64) {
        self.kind = kind
        self.snapshot =
            snapshot.utf8.count <= Self.mostSnapshotBytes ? snapshot : TextDigest(snapshot).text
        self.startedAt = startedAt
    }
}

/// A name for a store and one of its refs that fits into shared memory: two digests of 64 bits.
struct HeadKey: Sendable, Hashable {
    let low: UInt64
    let high: UInt64

    /// `ref` is nil for the one state of a store without versions.
    init(store: String, ref: String?) {
        let digest = TextDigest(store, ref.map { "@" + $0 } ?? "")
        // A key of zeros would be an empty slot.
        low = digest.low | 1
        high = digest.high
    }
}

/// FNV-1a over texts and their lengths, in two lanes of 64 bits: the same in every process, and no protection
/// against anybody who means it.
struct TextDigest: Sendable {
    private(set) var low: UInt64 = 0xCBF2_9CE4_8422_2325
    private(set) var high: UInt64 = 0x9E37_79B9_7F4A_7C15

    init(_ texts: String...) {
        for text in texts { add(text) }
    }

    mutating func add(_ text: String) {
        for byte in text.utf8 { mix(UInt64(byte)) }
        mix(UInt64(text.utf8.count) | 1 << 32)
    }

    private mutating func mix(_ word: UInt64) {
        low = (low ^ word) &* 0x0000_0100_0000_01B3
        high = (high ^ word) &* 0x0000_0100_0000_01B3
        high ^= high >> 29
    }

    /// At most 26 letters and digits.
    var text: String { String(low, radix: 36) + String(high, radix: 36) }
}
