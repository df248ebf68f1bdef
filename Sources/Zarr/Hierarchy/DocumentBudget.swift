internal import Execution

/// What the documents of one hierarchy may take while it is opened: bytes to read, and the worker's memory for their
/// values, which are all there together.
///
/// Of one thread.
final class DocumentBudget {
    /// Values of documents that are not counted in the ledger.
    private static let uncountedBytes = 1 << 20
    /// What the values of one document may take that has not been counted yet.
    private static let freeBytes = 16 << 20
    private static let maxBytes = 256 << 20
    /// Keys, requests, and what came of them, of one document.
    private static let requestBytes = 512
    /// What the values of a document take at most, for each byte of its text.
    private static let expansion = 16

    private var left: Int
    private let limit: Int
    private let ledger: MemoryLedger
    private var memory: [Reservation] = []
    private var (valueBytes, reservedBytes) = (0, 0)

    init(limit: Int, ledger: MemoryLedger) {
        (left, self.limit, self.ledger) = (limit, limit, ledger)
    }

    /// - Throws: `tooLarge` once more was read than may be.
    func spend(_ bytes: Int, key: String) throws(ZarrError) {
        left -= bytes
        guard left >= 0 else {
            let documents = "the metadata up to \(key)"
            throw .tooLarge(key: documents, bytes: limit - left, limit: limit, raisedBy: .fixed)
        }
    }

    /// Makes values of a document of `bytes`: `parse` is told how many bytes of memory they may take, and tells how many
    /// they do.
    ///
    /// - Throws: what `parse` throws; `ZarrError.tooLarge` where the worker could never have the memory;
    ///   `Interruption.memoryExhausted` where it has not now.
    func values<Value>(
        of bytes: Int,
        key: String,
        _ parse: (_ maxBytes: Int) throws -> (value: Value, memory: Int)
    ) throws -> Value {
        let (value, memory) = try parsed(bytes, key, parse)
        try count(memory, key)
        return value
    }

    /// Counts what requests for so many documents take beside their values.
    func countRequests(_ number: Int, key: String) throws {
        try count(number * Self.requestBytes, key)
    }

    private func count(_ bytes: Int, _ key: String) throws {
        valueBytes += bytes
        let missing = valueBytes - Self.uncountedBytes - reservedBytes
        guard missing > 0 else { return }
        let step = max(missing, Self.uncountedBytes)
        memory.append(try reserve(step, key))
        reservedBytes += step
    }

    /// Of a long document nobody knows what it becomes before it is there: while it is parsed, all that it may take is
    /// reserved.
    private func parsed<Value>(
        _ bytes: Int,
        _ key: String,
        _ parse: (Int) throws -> (value: Value, memory: Int)
    ) throws -> (value: Value, memory: Int) {
        let room = min(bytes * Self.expansion, Self.maxBytes)
        guard room > Self.freeBytes else { return try parse(Self.freeBytes) }
        // What was counted so far is not to be had a second time.
        let whole = try reserve(min(room, max(ledger.budget - reservedBytes, Self.freeBytes)), key)
        return try withExtendedLifetime(whole) { try parse(whole.bytes) }
    }

    private func reserve(_ bytes: Int, _ key: String) throws -> Reservation {
        if let reservation = ledger.reserveNow(bytes) { return reservation }
        ledger.letGoOfHeld(bytes)
        if let reservation = ledger.reserveNow(bytes) { return reservation }
        let (all, most) = (reservedBytes + bytes, ledger.budget)
        guard all <= most else {
            let documents = "the metadata up to \(key)"
            throw ZarrError.tooLarge(key: documents, bytes: all, limit: most, raisedBy: .memory)
        }
        throw Interruption.memoryExhausted(requested: bytes, budget: most)
    }
}
