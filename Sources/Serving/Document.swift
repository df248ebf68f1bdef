internal import Execution
package import Gateway

/// A text that describes a dataset, whole, and its compressed form.
package struct Document: Sendable {
    private let text: KeptText
    /// Stands for the bytes in entity tags: other bytes, another digest.
    package let digest: String

    init(_ bytes: [UInt8]) {
        text = KeptText(bytes)
        digest = ContentDigest.text(of: bytes)
    }

    package var bytes: [UInt8] { text.bytes }
    /// Bytes of both forms.
    var byteCount: Int { text.byteCount }
    /// Both forms, for the gateway to choose.
    package var body: ResponseBody { .kept(text) }
}
