internal import Execution

/// An answer, planned but not yet made: its body is written only when the client needs it.
///
/// A service plans before it returns a response and reads while the body is written, so that the gateway can answer
/// 304 or a HEAD before any chunk is read. Every answer leaves with an exact `Content-Length`.
package struct Response: Sendable {
    package var status: Int
    package var fields: HTTPFields
    package var body: ResponseBody
    /// Identity of this answer's content without quotes; the gateway compares it with `If-None-Match`, weakly.
    package var entityTag: String?

    package init(status: Int = 200, contentType: String? = nil, body: ResponseBody = .empty) {
        self.status = status
        self.body = body
        var fields = HTTPFields()
        fields["Content-Type"] = contentType
        self.fields = fields
    }

    /// A small answer whose bytes are already there.
    package init(status: Int = 200, contentType: String, text: String) {
        self.init(status: status, contentType: contentType, body: .bytes(Array(text.utf8)))
    }
}

/// How the bytes of an answer come about.
package enum ResponseBody: Sendable {
    case empty
    case bytes([UInt8])
    /// Length unknown before it is written: kept in memory up to 4 MiB, then in a spool file, then sent.
    case deferred(@Sendable (any BodyWriter) throws -> Void)
    /// Exactly `length` bytes, sent as they are written. A failure after the first has left cuts the connection.
    case measured(length: Int, @Sendable (any BodyWriter) throws -> Void)
}

/// Where a body is written to: a buffer, a spool file or the client, as the gateway sees fit.
package protocol BodyWriter: AnyObject {
    /// - Throws: `Interruption` when the client is gone or the deadline passed; the body's own failures otherwise.
    func write(_ bytes: UnsafeRawBufferPointer) throws
}

extension BodyWriter {
    package func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    package func write(_ text: String) throws {
        try write(Array(text.utf8))
    }
}
