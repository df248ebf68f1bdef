internal import Execution
internal import ObjectStorage

/// One chunk to decode, with what is known of its bytes.
struct ChunkPiece: Sendable {
    let entry: ChunkFetch.Entry
    let request: ObjectRequest
    /// Of what comes; nil for all of it.
    private let part: Range<Int>?
    private let validator: String?
    /// Nil while it has not been read.
    let outcome: ObjectOutcome?

    init(entry: ChunkFetch.Entry, _ request: ChunkRequest, _ part: Range<Int>?, outcome: ObjectOutcome?) {
        self.entry = entry
        self.request = request.request
        self.part = part
        validator = request.validator
        self.outcome = outcome
    }

    /// The chunk that came; nil when its values were decoded to `memory`, which is tried if there is any.
    func decode(
        _ outcome: ObjectOutcome,
        of array: ArrayMetadata,
        into memory: UnsafeMutableRawBufferPointer?,
        _ context: WorkContext
    ) throws(ZarrError) -> DecodedChunk? {
        switch outcome {
        case .absent where part == nil: return .fill(of: array)
        case .absent: throw .storage(.changed(key: request.key))
        case .failed(let error): throw .storage(error)
        case .found(let object):
            let plan = try array.plan(of: entry.item.coordinates, key: request.key)
            let part = try part(of: object)
            context.measurements.add(to: .chunksDecoded)
            context.measurements.add(part.count, to: .storeBytes)
            return try context.measurements.measure(.decode) { () throws(ZarrError) in
                try object.bytes.withBytes { (bytes) throws(ZarrError) in
                    let encoded = UnsafeRawBufferPointer(rebasing: bytes[part])
                    guard let memory, plan.isRowMajor, memory.count == plan.byteCount else {
                        return try plan.decode(encoded, key: request.key)
                    }
                    try plan.decode(encoded, into: memory, key: request.key)
                    return nil
                }
            }
        }
    }

    /// The chunk's bytes in what came: all of it, or its part of a shard that is still the one of the index.
    private func part(of object: StoredObject) throws(ZarrError) -> Range<Int> {
        guard let part else { return 0..<object.bytes.count }
        if let known = validator, let now = object.validator, known != now {
            throw .storage(.changed(key: request.key))
        }
        guard part.upperBound <= object.bytes.count else {
            throw .corruptChunk(key: request.key, reason: "an inner chunk lies outside the shard")
        }
        return part
    }
}

extension ArrayMetadata {
    /// How one chunk is decoded.
    fileprivate func plan(of chunk: ChunkCoordinates, key: String) throws(ZarrError) -> DecodingPlan {
        do throws(DocumentFault) {
            if let plan = try codecs.plan(forShape: chunkGrid.shape(of: chunk)) { return plan }
        } catch {
            throw error.located(path: path, key: key)
        }
        throw .unsupported(path: path, feature: "an array without codecs")
    }
}
