internal import Execution

/// Sends a body of promised length as it is written, for those too long to be made whole first.
///
/// It keeps the first part back, so that an early failure can still become the service's error document.
final class MeasuredWriter: BodyWriter {
    /// Also the size of the pieces that leave, small writes gathered: whole records, none of which is cut short.
    ///
    /// One record where the ledger has no memory for more.
    private static let heldBackBytes = 4 * TransportRecord.bytes

    private let length: Int
    private let begin: () throws -> Void
    private let send: (UnsafeRawBufferPointer) throws -> Void
    private var written = 0
    private var hasBegun = false
    private let block: BodyBlock

    init(
        length: Int,
        ledger: MemoryLedger,
        begin: @escaping () throws -> Void,
        send: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) {
        self.length = length
        self.begin = begin
        self.send = send
        let memory = ledger.reserveNow(Self.heldBackBytes)
        let bytes = memory == nil ? TransportRecord.bytes : Self.heldBackBytes
        block = BodyBlock(bytes: min(max(length, 0), bytes), reservation: memory)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        try count(bytes.count)
        if bytes.count > block.room { try flush() }
        if bytes.count < block.capacity {
            _ = block.append(bytes)
        } else {
            try flush()
            try send(bytes)
        }
    }

    func write(
        atLeast least: Int,
        atMost most: Int,
        _ fill: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws {
        if block.room < least { try flush() }
        // Of a body that is nearly at its end, or longer than promised.
        guard block.room >= least else {
            throw MeasuredLengthError(promised: length, written: written + least)
        }
        try count(try block.extend(atMost: most, fill))
    }

    private func count(_ bytes: Int) throws {
        guard bytes <= length - written else {
            throw MeasuredLengthError(promised: length, written: written + bytes)
        }
        written += bytes
    }

    /// - Throws: `MeasuredLengthError` when less was written than promised.
    func finish() throws {
        guard written == length else { throw MeasuredLengthError(promised: length, written: written) }
        try flush()
    }

    func writeLastWords(_ words: [UInt8]) {
        guard hasBegun, words.count < length - written else { return }
        // The body ends here whether the client gets them or not.
        try? words.withUnsafeBytes { try write($0) }
        try? flush()
    }

    private func flush() throws {
        if !hasBegun {
            hasBegun = true
            try begin()
        }
        try send(block.bytes)
        block.clear()
    }
}

/// A service's own mistake: a body that is not as long as it said.
struct MeasuredLengthError: Error, Equatable {
    let promised: Int
    let written: Int
}
