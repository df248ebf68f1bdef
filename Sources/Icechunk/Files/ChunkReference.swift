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

extension ChunkReference {
    /// Whether it says in which state the bytes are meant: else they may change, and nobody is told.
    var isKnown: Bool {
        if case .virtual(let chunk) = self { chunk.checksum != nil } else { true }
    }

    /// Says which bytes are meant, so that nothing else says the same.
    var name: [UInt8] {
        switch self {
        case .inline(let bytes): return [0] + bytes.withBytes { Array($0) }
        case .native(let id, let range):
            return Array("\u{1}\(id.text) \(range.lowerBound) \(range.upperBound)".utf8)
        case .virtual(let chunk):
            let (range, state) = (chunk.range, chunk.checksum)
            let condition =
                switch state {
                case .entityTag(let tag): "tag \(tag)"
                case .unmodifiedSince(let seconds): "time \(seconds)"
                case nil: ""
                }
            // The place comes last, as only its end is not told by a blank.
            let text = "\u{2}\(range.lowerBound) \(range.upperBound) \(condition.utf8.count) \(condition)"
            return Array("\(text) \(chunk.location)".utf8)
        }
    }
}

/// A range of an object that does not belong to the repository.
struct VirtualChunk: Sendable {
    /// A URL as the repository has it; never asked for unless it is allowed.
    let location: String
    let range: Range<Int>
    let checksum: ObjectCondition?
}
