/// Sends an answer over a FastCGI connection: small parts together, long ones from where they lie.
final class FastCGITransport: ResponseTransport {
    /// Small parts of a body wait until they fill a record.
    private static let gatheredBytes = 64 << 10

    private let writer: RecordWriter
    private var pending: [UInt8] = []
    private var hasEnded = false

    init(writer: RecordWriter) {
        self.writer = writer
    }

    func begin(status: Int, fields: HTTPFields) {
        pending.reserveCapacity(4096)
        append("Status: ")
        append(String(status))
        append(" ")
        append(StatusCode.reason(status))
        endLine()
        for field in fields.fields {
            append(field.name)
            append(": ")
            append(field.value)
            endLine()
        }
        endLine()
    }

    func send(_ pieces: [UnsafeRawBufferPointer], isLast: Bool) throws {
        let count = pieces.reduce(pending.count) { $0 + $1.count }
        guard isLast || count > Self.gatheredBytes else {
            return pieces.forEach { pending.append(contentsOf: $0) }
        }
        try pending.withUnsafeBytes { try writer.write([$0] + pieces, isLast: isLast) }
        pending.removeAll(keepingCapacity: true)
        hasEnded = isLast
    }

    func end() throws {
        guard !hasEnded else { return }
        try pending.withUnsafeBytes { try writer.write([$0], isLast: true) }
        pending.removeAll(keepingCapacity: true)
    }

    /// An answer without an end tells nginx, and so the client, that this is not the whole of it.
    func cut() {
        guard !pending.isEmpty else { return }
        try? pending.withUnsafeBytes { try writer.write([$0]) }
        pending.removeAll(keepingCapacity: true)
    }

    /// A part of a line of the head; a control character, wherever it came from, cannot begin another line.
    private func append(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            let start = pending.count
            pending.append(contentsOf: bytes)
            guard bytes.contains(where: Self.isControl) else { return }
            for index in start..<pending.count where Self.isControl(pending[index]) { pending[index] = 0x20 }
        }
    }

    private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }

    private func endLine() {
        pending.append(0x0D)
        pending.append(0x0A)
    }
}
