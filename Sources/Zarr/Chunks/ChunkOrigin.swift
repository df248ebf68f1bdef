internal import Execution
internal import ObjectStorage

/// Which state of an object a chunk was made from, in a store whose objects may change.
struct ChunkOrigin: Sendable {
    /// Of the object; nil where the store tells none, and for what is absent.
    let validator: String?
    /// Equal for equal states, in every process: of the validator, or of the bytes where there is none.
    let mark: UInt128
    /// The store was asked no earlier.
    let readAt: Deadline

    /// A longer validator is none: it is kept with each chunk.
    private static let maxValidatorBytes = 256

    /// An object, or a part of one, that has come.
    init(of object: StoredObject, bytes: UnsafeRawBufferPointer, readAt: Deadline) {
        var digest = ContentDigest()
        if let known = object.validator, known.utf8.count <= Self.maxValidatorBytes {
            validator = known
            digest.add(known)
        } else {
            validator = nil
            digest.add(bytes)
        }
        mark = digest.number
        self.readAt = readAt
    }

    private init(mark: UInt128, readAt: Deadline) {
        validator = nil
        self.mark = mark
        self.readAt = readAt
    }

    var isAbsence: Bool { mark == 0 && validator == nil }

    /// What is not there.
    static func absence(at moment: Deadline) -> ChunkOrigin { ChunkOrigin(mark: 0, readAt: moment) }
}
