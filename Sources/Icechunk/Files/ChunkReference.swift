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
struct VirtualChunk: Sendable {
    /// A URL as the repository has it; never asked for unless it is allowed.
    let location: String
    let range: Range<Int>
    let checksum: ObjectCondition?
}
