package import Execution

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
    /// A text that was made for an earlier request.
    case kept(KeptText)
    /// Length unknown before it is written: made whole in memory or in a spool file, then sent.
    case deferred(@Sendable (any BodyWriter) throws -> Void)
    /// Exactly `length` bytes. Up to `longestWhole`, and beyond it where `isWhole` says so, they are made whole before
    /// the header leaves; else they are sent as they are written, and a failure after the first cuts the connection.
    case measured(length: Int, isWhole: Bool = false, @Sendable (any BodyWriter) throws -> Void)

    /// Longer bodies of known length are sent as they are written: waiting for them would cost more than it saves.
    ///
    /// netCDF-C takes a body that ends early for zeros, without an error: what can be made whole first is.
    package static let longestWhole = 64 << 20
}
