internal import Execution

/// What a ref of a store was found to name, and when that look-up began.
struct RefRecord: Sendable, Equatable {
    enum Kind: UInt8, Sendable {
        /// Nothing has that name.
        case absent = 1
        case branch, tag, snapshot
        /// The one snapshot of a store without versions.
        case unversioned
    }

    /// More than a snapshot's id or a digest needs.
    static let maxSnapshotBytes = 40

    let kind: Kind
    /// The snapshot's id, or the digest of the metadata; empty when absent.
    let snapshot: String
    /// On the monotonic clock, which all processes of a host share, in nanoseconds.
    let startedAt: UInt64

    /// A snapshot's name that does not fit is replaced by its digest.
    init(kind: Kind, snapshot: String, startedAt: UInt64) {
        self.kind = kind
        self.snapshot =
            snapshot.utf8.count <= Self.maxSnapshotBytes
            ? snapshot : ContentDigest.text(of: Array(snapshot.utf8))
        self.startedAt = startedAt
    }
}

/// A name for a store and one of its refs that fits into shared memory: a digest of 128 bits.
struct RefKey: Sendable, Hashable {
    let low: UInt64
    let high: UInt64

    /// `ref` is nil for the one state of a store without versions.
    init(store: String, ref: String?) {
        var digest = ContentDigest()
        digest.add(store)
        digest.add(ref)
        // A key of zeros would be an empty slot.
        low = digest.words.first | 1
        high = digest.words.second
    }
}
