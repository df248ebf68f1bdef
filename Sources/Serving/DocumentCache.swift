package import Cube
package import Execution
internal import Synchronization

/// Descriptions of datasets as they were last sent: capabilities, collections, structures.
///
/// They are made once for each state of a dataset, what of it may be seen, and the address at which it is asked. Only
/// bytes are kept, no headers: whether an answer is stale or fresh is each request's own.
package final class DocumentCache: MemoryTenant {
    private struct Entry {
        let document: Document
        let origins: DocumentOrigins
        let cost: Int
    }

    private struct State {
        var held = RecencyList<DocumentKey, Entry>()
        var bytes = 0
    }

    private let limit: Int
    private let ledger: MemoryLedger
    private let share: MemoryShare
    private let state = Mutex(State())
    private let flights = SingleFlight<DocumentKey, Document>()

    /// What a worker keeps at most, in bytes: some dozens of the largest documents.
    package static let usualLimit = 32 << 20
    /// What an entry costs beside its bytes: objects, keys, links.
    private static let overhead = 256
    /// Bytes that making a document takes for each array of a dataset, as JSON, as text and as bytes; what all take
    /// together up to `freeBytes` is the program's own.
    private static let makingBytes = 16 << 10
    private static let freeBytes = 1 << 20

    /// Registers with `ledger`, which keeps it: a cache lives as long as its worker.
    package init(limit: Int = usualLimit, ledger: MemoryLedger, share: MemoryShare = .whole) {
        self.limit = max(limit, 0)
        self.ledger = ledger
        self.share = share
        ledger.admit(self)
    }

    /// Bytes that it holds now.
    package var byteCount: Int { state.withLock { $0.bytes } }

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
        state.withLock { state in
            guard let entry = state.held.use(key), entry.origins.hold(for: dataset) else { return nil }
            return entry.document
        }
    }

    /// Keeps a document, and lets go of what has not been used for longest; does nothing when it cannot fit at all.
    private func insert(_ document: Document, _ key: DocumentKey, _ dataset: Dataset) {
        let origins = DocumentOrigins(dataset)
        let cost = document.byteCount + key.byteCount + origins.byteCount + Self.overhead
        let entry = Entry(document: document, origins: origins, cost: cost)
        var dropped: [Entry] = []
        state.withLock { state in
            // Asked for under the lock: a reservation that comes after this finds it when it makes room.
            let room = min(limit, share.of(ledger.allowance))
            guard cost <= room else { return }
            if let replaced = state.held.remove(key) { drop(replaced, &state, &dropped) }
            shrink(&state, to: room - cost, &dropped)
            _ = state.held.insert(entry, for: key)
            state.bytes += cost
        }
    }

    package func shrink(to bytes: Int) -> Int {
        var dropped: [Entry] = []
        state.withLock { shrink(&$0, to: share.of(max(bytes, 0)), &dropped) }
        return dropped.reduce(0) { $0 + $1.cost }
    }

    private func shrink(_ state: inout State, to bytes: Int, _ dropped: inout [Entry]) {
        while state.bytes > bytes, let oldest = state.held.removeOldest() { drop(oldest, &state, &dropped) }
    }

    /// The dropped ones are handed out so that their memory is given back outside the lock.
    private func drop(_ entry: Entry, _ state: inout State, _ dropped: inout [Entry]) {
        state.bytes -= entry.cost
        dropped.append(entry)
    }
}
