internal import Execution

/// A text that describes a dataset, whole.
package struct Document: Sendable {
    package let bytes: [UInt8]
    /// Stands for the bytes in entity tags: other bytes, another digest.
    package let digest: String

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        digest = ContentDigest.text(of: bytes)
    }
}
