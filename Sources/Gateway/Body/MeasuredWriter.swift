internal import Execution

/// Sends a body of promised length as it is written, for those too long to be made whole first.
///
/// It keeps the first part back, so that an early failure can still become the service's error document.
final class MeasuredWriter: BodyWriter {
    /// Also the size of the pieces that leave: small writes are gathered.
    private static let heldBackBytes = 64 << 10

    private let length: Int
    private let begin: () throws -> Void
    private let send: (UnsafeRawBufferPointer) throws -> Void
    private var written = 0
    private var hasBegun = false
    private var buffer: [UInt8] = []

    init(
        length: Int,
        begin: @escaping () throws -> Void,
        send: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) {
        self.length = length
        self.begin = begin
        self.send = send
        buffer.reserveCapacity(min(max(length, 0), Self.heldBackBytes))
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard bytes.count <= length - written else {
            throw MeasuredLengthError(promised: length, written: written + bytes.count)
        }
        written += bytes.count
        if buffer.count + bytes.count < Self.heldBackBytes {
            buffer.append(contentsOf: bytes)
        } else {
            try flush()
            try send(bytes)
        }
    }

    /// - Throws: `MeasuredLengthError` when less was written than promised.
    func finish() throws {
        guard written == length else { throw MeasuredLengthError(promised: length, written: written) }
        try flush()
    }

    func writeLastWords(_ words: [UInt8]) {
        guard hasBegun, words.count < length - written else { return }
        written += words.count
        buffer.append(contentsOf: words)
        // The body ends here whether the client gets them or not.
        try? flush()
    }

    private func flush() throws {
        if !hasBegun {
            hasBegun = true
            try begin()
        }
        try buffer.withUnsafeBytes(send)
        buffer.removeAll(keepingCapacity: true)
    }
}

/// A service's own mistake: a body that is not as long as it said.
struct MeasuredLengthError: Error, Equatable {
    let promised: Int
    let written: Int
}
