internal import Execution
internal import Zarr

/// Makes identities of references: equal for equal bytes, whatever snapshot and manifest they are found through.
///
/// Hashed to 128 bits with keys of this process. The repository and what it may refer to are part of it: what one
/// dataset may not read is never found under another's identity.
struct ReferenceSeed: Sendable {
    private let high: Hasher
    private let low: Hasher
    private let word: UInt64

    /// `scope`: the repository's store, and the places that it may refer to.
    init(scope: [String]) {
        var (high, low) = (Hasher(), Hasher())
        high.combine(1)
        low.combine(2)
        for text in scope {
            high.combine(bytesOf: text)
            low.combine(bytesOf: text)
        }
        (self.high, self.low) = (high, low)
        word = Self.word(high)
    }

    /// Most of an id stands for itself, behind a number that nobody knows; the rest is hashed.
    func native(_ id: ObjectID, _ range: Range<Int>) -> ObjectIdentity {
        var low = low
        low.combine(id.low)
        low.combine(range.lowerBound)
        low.combine(range.upperBound)
        return ObjectIdentity(high: word &+ id.high, low: Self.word(low))
    }

    func inline(_ bytes: UnsafeRawBufferPointer) -> ObjectIdentity {
        identity { hasher in
            hasher.combine(bytes.count)
            hasher.combine(bytes: bytes)
        }
    }

    /// `tag` and `modified`: what the object must still be.
    func virtual(
        _ location: UnsafeRawBufferPointer,
        _ range: Range<Int>,
        tag: UnsafeRawBufferPointer?,
        _ modified: UInt32
    ) -> ObjectIdentity {
        identity { hasher in
            hasher.combine(location.count)
            hasher.combine(bytes: location)
            hasher.combine(range)
            hasher.combine(modified)
            if let tag { hasher.combine(bytes: tag) }
        }
    }

    private func identity(_ feed: (inout Hasher) -> Void) -> ObjectIdentity {
        var (high, low) = (high, low)
        feed(&high)
        feed(&low)
        return ObjectIdentity(high: Self.word(high), low: Self.word(low))
    }

    private static func word(_ hasher: Hasher) -> UInt64 { UInt64(bitPattern: Int64(hasher.finalize())) }
}
