internal import Execution
internal import ObjectStorage

/// One chunk to decode, with what is known of its bytes.
struct EncodedChunk: Sendable {
    let entry: ChunkFetch.Entry
    let request: ObjectRequest
    /// Of what comes; nil for all of it.
    private let part: Range<Int>?
    private let validator: String?
    /// When the store was asked, or later.
    private let askedAt: Deadline
    /// Nil while it has not been read.
    let outcome: ObjectOutcome?

    init(
        entry: ChunkFetch.Entry,
        _ request: ChunkRequest,
        _ part: Range<Int>?,
        askedAt: Deadline,
        outcome: ObjectOutcome? = nil
    ) {
        self.init(entry, request.request, part, request.validator, askedAt, outcome)
    }

    private init(
        _ entry: ChunkFetch.Entry,
        _ request: ObjectRequest,
        _ part: Range<Int>?,
        _ validator: String?,
        _ askedAt: Deadline,
        _ outcome: ObjectOutcome?
    ) {
        self.entry = entry
        self.request = request
        self.part = part
        self.validator = validator
        self.askedAt = askedAt
        self.outcome = outcome
    }

    /// The same, to be read for itself and from the store itself.
    func alone(askedAt: Deadline) -> EncodedChunk {
        var request = request
        var part = part
        if let whole = request.range.start, let inner = part {
            let range = ByteRange.bytes(offset: whole + inner.lowerBound, count: inner.count)
            request = request.instead(key: request.key, range: range, maxBytes: inner.count)
            part = 0..<inner.count
        }
        return EncodedChunk(entry, request.anew(), part, validator, askedAt, nil)
    }

    /// Whether another read may bring what this one did not.
    func mayBeGarbled(_ error: ZarrError) -> Bool {
        switch error {
        case .corruptChunk, .storage(.wrongLength), .storage(.damaged): true
        // A shard that changed is looked up anew.
        case .storage(.changed): part == nil
        default: false
        }
    }

    /// What became of the chunk; `placed` when its values were decoded to `memory`, which is tried if there is any.
    ///
    /// - Throws: what cannot be read or decoded, and what the request may not use: see `ChunkReading.meet`.
    func arrival(
        _ outcome: ObjectOutcome,
        of array: ArrayMetadata,
        into memory: UnsafeMutableRawBufferPointer?,
        _ reading: ChunkReading
    ) throws(ZarrError) -> ChunkArrival {
        let outcome = reading.judged(outcome)
        switch outcome {
        case .absent where part == nil:
            let origin = reading.isMutable ? ChunkOrigin.absence(at: askedAt) : nil
            try reading.meet(entry.item, origin)
            return .decoded(.fill(of: array, origin: origin), checkedAt: askedAt)
        case .absent: throw .storage(.changed(key: request.key))
        case .failed(let error):
            guard let kept = entry.kept, outcome.isOutage else { throw .storage(error) }
            try reading.meet(entry.item, kept.origin)
            reading.context.measurements.note("not_refreshed", "\(error)")
            reading.context.measurements.add(to: .staleAnswers)
            return .kept(kept, checkedAt: nil)
        case .found(let object):
            guard object.isUnchanged else { return try decoded(object, of: array, into: memory, reading) }
            guard let kept = entry.kept else { throw .storage(.changed(key: request.key)) }
            try reading.meet(entry.item, kept.origin)
            reading.context.measurements.add(to: .chunksCached)
            return .kept(kept, checkedAt: askedAt)
        }
    }

    private func decoded(
        _ object: StoredObject,
        of array: ArrayMetadata,
        into memory: UnsafeMutableRawBufferPointer?,
        _ reading: ChunkReading
    ) throws(ZarrError) -> ChunkArrival {
        let plan = try array.plan(of: entry.item.coordinates, key: request.key)
        let part = try part(of: object)
        let measurements = reading.context.measurements
        measurements.add(to: .chunksDecoded)
        measurements.add(part.count, to: .encodedBytes)
        return try object.bytes.withBytes { (bytes) throws(ZarrError) in
            let encoded = UnsafeRawBufferPointer(rebasing: bytes[part])
            let origin =
                reading.isMutable ? ChunkOrigin(of: object, bytes: encoded, readAt: askedAt) : nil
            let isPlaced = memory.map { plan.isRowMajor && $0.count == plan.byteCount } ?? false
            let arrival = try measurements.measure(.decode) { () throws(ZarrError) -> ChunkArrival in
                guard isPlaced, let memory else {
                    let chunk = try plan.decode(encoded, key: request.key, origin: origin)
                    return .decoded(chunk, checkedAt: askedAt)
                }
                try plan.decode(encoded, into: memory, key: request.key)
                return .placed
            }
            try reading.meet(entry.item, origin)
            return arrival
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

extension ByteRange {
    /// Of a range with a beginning, where it is.
    fileprivate var start: Int? {
        if case .bytes(let offset, _) = self { offset } else { nil }
    }
}

extension ObjectOutcome {
    /// Whether the store could not be asked: what was here before is better than nothing.
    var isOutage: Bool {
        switch self {
        case .failed(.unreachable), .failed(.timedOut): true
        case .failed(.refused(_, let status)), .failed(.refusedFor(_, let status, _)):
            status == 429 || status >= 500
        default: false
        }
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
