package import Cube
package import Execution

/// Descriptions of datasets as they were last sent: capabilities, collections, structures.
///
/// They are made once for each snapshot of a dataset, what of it may be seen, and the address at which it is asked. Only
/// bytes are kept, no headers: whether an answer is stale or fresh is each request's own.
package final class DocumentCache: Sendable {
    private struct Entry: Sendable {
        let document: Document
        let origins: DocumentOrigins
    }

    private let ledger: MemoryLedger
    private let held: BoundedCache<DocumentKey, Entry>
    private let flights = SingleFlight<DocumentKey, Document>()

    /// What a worker keeps at most, in bytes: some dozens of the largest documents.
    package static let usualLimit = 32 << 20
    /// What an entry costs beside its bytes: objects, keys, links.
    private static let overhead = 256
    /// Bytes that making a document takes for each array of a dataset, as JSON, as text and as bytes; what all take
    /// together up to `freeBytes` is the program's own.
    private static let makingBytes = 16 << 10
    private static let freeBytes = 1 << 20

    /// Registers with `ledger`, which keeps what is held.
    package init(limit: Int = usualLimit, ledger: MemoryLedger, share: MemoryShare = .whole) {
        self.ledger = ledger
        held = BoundedCache(limit: limit, ledger: ledger, share: share)
    }

    /// Bytes that it holds now.
    package var byteCount: Int { held.byteCount }

    /// The document of that key, made by `make` unless it is here; requests that want it meanwhile wait.
    ///
    /// `make` depends on the key and `dataset` alone. What it throws is not kept.
    package func document(
        _ key: DocumentKey,
        of dataset: Dataset,
        context: WorkContext,
        make: () throws -> [UInt8]
    ) throws -> Document {
        if let document = document(key, of: dataset) { return document }
        return try flights.value(for: key, context: context) {
            // Another may have made it between the look and the start.
            if let document = document(key, of: dataset) { return document }
            context.measurements.add(to: .documentsMade)
            let memory = try memoryForMaking(dataset, context)
            defer { withExtendedLifetime(memory) {} }
            let document = Document(try context.measurements.measure(.render, make))
            insert(document, key, dataset)
            return document
        }
    }

    /// Reserves what a document of a large dataset takes while it is made, at most a sixteenth of all: making it may read
    /// a little, and wait for memory again.
    private func memoryForMaking(_ dataset: Dataset, _ context: WorkContext) throws(Interruption)
        -> Reservation?
    {
        let arrays = dataset.arrays.count + dataset.texts.count
        let bytes = min(arrays, 1 << 20) * Self.makingBytes
        guard bytes > Self.freeBytes else { return nil }
        return try ledger.reserve(min(bytes, ledger.budget / 16), context: context)
    }

    private func document(_ key: DocumentKey, of dataset: Dataset) -> Document? {
        guard let entry = held.value(for: key), entry.origins.hold(for: dataset) else { return nil }
        return entry.document
    }

    private func insert(_ document: Document, _ key: DocumentKey, _ dataset: Dataset) {
        let origins = DocumentOrigins(dataset)
        let cost = document.byteCount + key.byteCount + origins.byteCount + Self.overhead
        held.insert(Entry(document: document, origins: origins), for: key, cost: cost)
    }
}
