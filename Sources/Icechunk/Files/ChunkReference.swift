internal import ObjectStorage

/// Where a chunk's encoded bytes are.
enum ChunkReference: Sendable {
    /// In the manifest itself.
    case inline(ObjectBytes)
    /// A range of an object of the repository.
    case native(ObjectID, Range<Int>)
    /// A range of an object somewhere else.
    case virtual(VirtualChunk)
}

/// A range of an object that does not belong to the repository.
struct VirtualChunk: Sendable, Hashable {
    /// A URL as the repository has it; never asked for before a policy allowed it.
    let location: String
    let range: Range<Int>
    let checksum: Checksum?

    /// What tells whether the object is still the one that was meant.
    enum Checksum: Sendable, Hashable {
        case entityTag(String)
        /// Seconds since 1970.
        case lastModified(Int64)
    }
}
