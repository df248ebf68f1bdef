internal import CDeflate
internal import Execution
import JSON
internal import ObjectStorage

/// Reads metadata documents from a store, many at once.
struct DocumentLoader {
    let store: any ObjectStore
    let limits: ZarrLimits
    let context: WorkContext
    private let budget: DocumentBudget
    /// Those that need no request.
    private let known: [String: Document]

    init(
        store: any ObjectStore,
        limits: ZarrLimits,
        ledger: MemoryLedger,
        context: WorkContext,
        read known: [String: Document] = [:]
    ) {
        self.known = known
        (self.store, self.limits, self.context) = (store, limits, context)
        budget = DocumentBudget(limit: limits.hierarchyBytes, ledger: ledger)
    }

    enum Document: Sendable {
        case absent
        /// With what tells its version from others.
        case read(JSONValue, ContentDigest)
        case failed(ZarrError)

        var value: JSONValue? {
            guard case .read(let value, _) = self else { return nil }
            return value
        }
    }

    /// Reads all of `keys`; the result has one entry for each, in their order.
    ///
    /// - Throws: `Interruption`; `ZarrError` when the deadline passes while the store owes an answer.
    func read(_ keys: [String]) throws -> [Document] {
        var documents = keys.map { known[$0] ?? .absent }
        let unknown = keys.indices.filter { known[keys[$0]] == nil }
        guard let first = unknown.first else { return documents }
        try budget.countRequests(unknown.count, key: keys[first])
        let requests = unknown.map { ObjectRequest(key: keys[$0], maxBytes: limits.documentBytes) }
        do {
            try context.measurements.measure(.fetch) {
                try store.read(requests, context: context) { number, outcome in
                    let index = unknown[number]
                    if case .found(let object) = outcome {
                        try budget.spend(object.bytes.count, key: keys[index])
                    }
                    documents[index] = try document(outcome, key: keys[index])
                }
            }
        } catch let error as StorageError {
            throw ZarrError.storage(error)
        }
        return documents
    }

    /// - Throws: `Interruption` where there is no memory for it.
    private func document(_ outcome: ObjectOutcome, key: String) throws -> Document {
        switch outcome {
        case .absent: return .absent
        case .failed(let error): return .failed(.storage(error))
        case .found(let object):
            return try object.bytes.withBytes { bytes in
                do {
                    var digest = ContentDigest()
                    digest.add(bytes)
                    return .read(try parse(bytes, key), digest)
                } catch let error as ZarrError {
                    return .failed(error)
                }
            }
        }
    }

    private func parse(_ bytes: UnsafeRawBufferPointer, _ key: String) throws -> JSONValue {
        if bytes.count > 2, bytes[0] == 0x1F, bytes[1] == 0x8B { return try parse(compressed: bytes, key) }
        return try budget.values(of: bytes.count, key: key) { memory in
            do throws(JSONError) {
                return try JSONParser.measured(
                    bytes,
                    limits: .init(depth: limits.depth, bytes: limits.documentBytes, memory: memory)
                )
            } catch {
                throw ZarrError.corruptMetadata(key: key, reason: error.description)
            }
        }
    }

    /// Web servers hand out documents gzip-coded, and copies of them lie in stores like that.
    private func parse(compressed: UnsafeRawBufferPointer, _ key: String) throws -> JSONValue {
        var size = max(compressed.count * 8, 1 << 16)
        while true {
            let memory = UnsafeMutableRawBufferPointer.allocate(
                byteCount: min(size, limits.documentBytes),
                alignment: 16
            )
            defer { memory.deallocate() }
            do {
                let count = try DeflateCodec(container: .gzip).decode(compressed, into: memory)
                let text = UnsafeRawBufferPointer(rebasing: memory[..<count])
                guard text.count < 2 || text[0] != 0x1F || text[1] != 0x8B else {
                    throw CodecFault.invalid("gzip in gzip")
                }
                try budget.spend(text.count, key: key)
                return try parse(text, key)
            } catch  where error is ZarrError || error is Interruption {
                throw error
            } catch let fault as CodecFault where fault == .outputFull && size < limits.documentBytes {
                size *= 4
            } catch {
                throw ZarrError.corruptMetadata(key: key, reason: "a gzip stream that does not open")
            }
        }
    }
}
