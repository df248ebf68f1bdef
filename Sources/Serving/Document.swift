/// A text that describes a dataset, whole.
package struct Document: Sendable {
    package let bytes: [UInt8]
    /// Stands for the bytes in entity tags: other bytes, another digest.
    package let digest: String

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var digest = TextDigest()
        digest.add(bytes)
        self.digest = digest.text
    }
}
