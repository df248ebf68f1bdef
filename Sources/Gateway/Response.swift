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
    /// Whether the states of what a deferred body reads belong to its tag, as they may change beneath the request.
    ///
    /// Such a tag is known once the body is made whole. A body that leaves as it is written has none, and its HEAD neither
    /// (RFC 9110, section 9.3.2).
    package var isTaggedByBody = false

    /// False for a text that some client asks for compressed and then takes for plain.
    package var isCompressible = true

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

extension Response {
    /// Of an answer whose bytes are there and that services gave no tag: its bytes are what it is.
    ///
    /// Lists and pages of many datasets have no snapshot whose name could stand for them.
    var tagOfBytes: String? {
        guard status == 200, fields["Cache-Control"]?.holds("no-store") != true else { return nil }
        var digest = ContentDigest()
        switch body {
        case .bytes(let bytes): bytes.withUnsafeBytes { digest.add($0) }
        case .kept(let text): text.bytes.withUnsafeBytes { digest.add($0) }
        case .empty, .deferred, .file: return nil
        }
        return digest.text
    }
}
