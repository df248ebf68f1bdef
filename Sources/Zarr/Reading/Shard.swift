internal import ObjectStorage

/// One shard of a level: where it is, and how many parts its index tells of.
struct Shard {
    /// In its level.
    let number: Int
    let place: ChunkLocation
    let partCount: Int
    /// Any chunk in it.
    let chunk: ChunkCoordinates

    /// What is asked of the store for the shard's index.
    func request(_ format: ShardIndexFormat) throws(ZarrError) -> ObjectRequest {
        let length = format.encodedBytes(count: partCount)
        switch place {
        case .absent: return ObjectRequest(key: "", maxBytes: 0)
        case .object(let key):
            let range: ByteRange =
                format.location == .end ? .suffix(count: length) : .bytes(offset: 0, count: length)
            return ObjectRequest(key: key, range: range, maxBytes: length)
        case .part(let key, let part, _, _):
            guard part.count >= length else { throw Self.tooShort(key, part.count, length) }
            let offset = format.location == .end ? part.upperBound - length : part.lowerBound
            return ObjectRequest(key: key, range: .bytes(offset: offset, count: length), maxBytes: length)
        }
    }

    /// The index in what the store answered to a request for `key`.
    func index(
        in outcome: ObjectOutcome,
        of key: String,
        _ format: ShardIndexFormat
    ) throws(ZarrError) -> ShardIndex {
        switch outcome {
        case .failed(let error): throw .storage(error)
        case .absent:
            guard case .object = place else { throw .storage(.changed(key: key)) }
            return ShardIndex(entries: nil, validator: nil)
        case .found(let object): return try index(in: object, of: key, format)
        }
    }

    private func index(
        in object: StoredObject,
        of key: String,
        _ format: ShardIndexFormat
    ) throws(ZarrError) -> ShardIndex {
        let size = try bytes(in: object, of: key)
        let length = format.encodedBytes(count: partCount)
        guard object.bytes.count == length else {
            throw Self.tooShort(key, size ?? object.bytes.count, length)
        }
        do throws(CodecFault) {
            let entries = try object.bytes.withBytes { (bytes) throws(CodecFault) in
                try format.read(bytes, count: partCount, shardBytes: size)
            }
            return ShardIndex(entries: entries, validator: object.validator)
        } catch {
            throw .corruptChunk(key: key, reason: error.reason)
        }
    }

    /// Bytes of the whole shard, where they are known.
    ///
    /// - Throws: `StorageError.changed` where the object is not the one whose index led to this shard.
    private func bytes(in object: StoredObject, of key: String) throws(ZarrError) -> Int? {
        guard case .part(_, let range, let validator, _) = place else { return object.objectLength }
        guard validator == nil || object.validator == nil || validator == object.validator else {
            throw .storage(.changed(key: key))
        }
        return range.count
    }

    private static func tooShort(_ key: String, _ bytes: Int, _ length: Int) -> ZarrError {
        .corruptChunk(key: key, reason: "shard of \(bytes) bytes is shorter than its index of \(length)")
    }
}
