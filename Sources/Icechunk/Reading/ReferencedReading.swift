internal import Execution
internal import ObjectStorage

/// A chunk that somebody waits for.
struct PendingChunk {
    /// Of the request in the caller's list.
    let number: Int
    let request: ObjectRequest
    let indices: [Int]
}

/// Reads what references lead to: inline bytes at once, native chunks in one batch, others in one for each store.
struct ReferencedReading {
    private let store: any ObjectStore
    private let locations: ChunkLocations
    private let context: WorkContext
    private var ready: [(number: Int, outcome: ObjectOutcome)] = []
    private var native = Batch()
    /// By the labels of the stores.
    private var virtual: [String: (store: any ObjectStore, batch: Batch)] = [:]

    /// Reads of one store, with what each is for.
    private struct Batch {
        var pending: [Part] = []
        var requests: [ObjectRequest] = []
    }

    /// A chunk, and which of its bytes are read.
    private struct Part {
        let chunk: PendingChunk
        /// Bytes of the whole chunk.
        let length: Int
        let count: Int
        let isNative: Bool
    }

    init(_ store: any ObjectStore, _ locations: ChunkLocations, _ context: WorkContext) {
        self.store = store
        self.locations = locations
        self.context = context
    }

    mutating func fail(_ chunk: PendingChunk, _ error: IcechunkError) {
        ready.append((chunk.number, .failed(StorageError(error, key: chunk.request.key))))
    }

    mutating func add(_ chunk: PendingChunk, _ reference: ChunkReference?) {
        switch reference {
        case nil: ready.append((chunk.number, .absent))
        case .inline(let bytes): ready.append((chunk.number, bytes.answering(chunk.request)))
        case .native(let id, let range):
            guard let part = part(chunk, of: range, isNative: true) else { return }
            native.pending.append(part.0)
            native.requests.append(
                chunk.request.instead(key: "chunks/\(id.text)", range: part.1, maxBytes: part.0.count)
            )
        case .virtual(let reference): add(chunk, reference)
        }
    }

    private mutating func add(_ chunk: PendingChunk, _ reference: VirtualChunk) {
        do throws(VirtualLocationError) {
            let target = try locations.target(of: reference.location)
            guard let part = part(chunk, of: reference.range, isNative: false) else { return }
            let request = chunk.request.instead(
                key: target.key,
                range: part.1,
                maxBytes: part.0.count,
                condition: reference.checksum
            )
            virtual[target.store.label, default: (target.store, Batch())].batch.pending.append(part.0)
            virtual[target.store.label]?.batch.requests.append(request)
        } catch {
            let cause = error.description
            let failure: StorageError =
                switch error {
                case .notAllowed, .unusable: .forbidden(key: chunk.request.key, cause: cause)
                case .malformed, .noPrefix:
                    .damaged(key: chunk.request.key, reason: "its location is no address")
                }
            context.measurements.note("virtual", cause)
            ready.append((chunk.number, .failed(failure)))
        }
    }

    /// The bytes of an object that a request for a part of a chunk means; nil when the outcome is known already.
    private mutating func part(_ chunk: PendingChunk, of range: Range<Int>, isNative: Bool) -> (
        Part, ByteRange
    )? {
        let wanted = chunk.request.range.resolved(length: range.count)
        guard wanted.count <= chunk.request.maxBytes else {
            let limit = chunk.request.maxBytes
            let error = StorageError.tooLong(key: chunk.request.key, bytes: wanted.count, limit: limit)
            ready.append((chunk.number, .failed(error)))
            return nil
        }
        let part = Part(chunk: chunk, length: range.count, count: wanted.count, isNative: isNative)
        return (part, .bytes(offset: range.lowerBound + wanted.lowerBound, count: wanted.count))
    }

    /// Hands out everything; see `ObjectStore.read`.
    func run(deliver: (Int, ObjectOutcome) throws -> Void) throws {
        for (number, outcome) in ready { try deliver(number, outcome) }
        let batches = [(store: store, batch: native)] + virtual.values
        let parts = batches.map { JointReading.Part(store: $0.store, requests: $0.batch.requests) }
        try JointReading.read(parts, context: context) { number, index, outcome in
            let batch = batches[number].batch
            let part = batch.pending[index]
            try deliver(part.chunk.number, checked(outcome, part, batch.requests[index]))
        }
    }

    /// An object that is referred to must be there, and have all the bytes.
    private func checked(_ outcome: ObjectOutcome, _ part: Part, _ request: ObjectRequest) -> ObjectOutcome {
        let key = part.isNative ? request.key : part.chunk.request.key
        switch outcome {
        case .absent: return .failed(.gone(key: key))
        case .failed(let error): return .failed(part.isNative ? error : error.renamed(key))
        case .found(let object) where object.isUnchanged: return outcome
        case .found(let object):
            guard object.bytes.count == part.count else {
                return .failed(.wrongLength(key: key, expected: part.count, received: object.bytes.count))
            }
            return .found(
                StoredObject(
                    bytes: object.bytes,
                    objectLength: part.length,
                    validator: part.isNative ? nil : object.validator
                )
            )
        }
    }
}

extension ObjectBytes {
    /// These bytes as the answer to a request for all or a part of them.
    func answering(_ request: ObjectRequest) -> ObjectOutcome {
        let wanted = request.range.resolved(length: count)
        guard wanted.count <= request.maxBytes else {
            return .failed(.tooLong(key: request.key, bytes: wanted.count, limit: request.maxBytes))
        }
        let bytes =
            wanted.count == count ? self : withBytes { part(UnsafeRawBufferPointer(rebasing: $0[wanted])) }
        return .found(StoredObject(bytes: bytes, objectLength: count, validator: nil))
    }
}
