/// Sends an answer over a FastCGI connection: head and first bytes together, the rest as it comes.
final class FastCGITransport: ResponseTransport {
    /// Small parts of a body wait until they fill a record.
    private static let gatheredBytes = 64 << 10

    private let writer: RecordWriter
    private var pending: [UInt8] = []

    init(writer: RecordWriter) {
        self.writer = writer
    }

    func begin(status: Int, fields: HTTPFields) {
        pending.reserveCapacity(4096)
        append("Status: \(status) \(StatusCode.reason(status))")
        for field in fields.fields { append("\(field.name): \(field.value)") }
        pending.append(contentsOf: [0x0D, 0x0A])
    }

    func send(_ bytes: UnsafeRawBufferPointer) throws {
        if pending.count + bytes.count > Self.gatheredBytes { try flush() }
        if bytes.count > Self.gatheredBytes / 2 {
            try flush()
            try writer.write(bytes)
        } else {
            pending.append(contentsOf: bytes)
        }
    }

    func end() throws {
        try pending.withUnsafeBytes { try writer.write($0, isLast: true) }
        pending.removeAll(keepingCapacity: true)
    }

    /// An answer without an end tells nginx, and so the client, that this is not the whole of it.
    func cut() {
        try? flush()
    }

    private func flush() throws {
        guard !pending.isEmpty else { return }
        try pending.withUnsafeBytes { try writer.write($0) }
        pending.removeAll(keepingCapacity: true)
    }

    /// One line of the head; a control character in a value, wherever it came from, cannot begin another line.
    private func append(_ line: String) {
        for byte in line.utf8 { pending.append(byte < 0x20 || byte == 0x7F ? 0x20 : byte) }
        pending.append(contentsOf: [0x0D, 0x0A])
    }
}
