/// A text that answers many requests: its compressed form is made once, with it.
package final class KeptText: Sendable {
    package let bytes: [UInt8]
    /// Nil for a text that is not worth it.
    let gzip: [UInt8]?

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        gzip = Self.compressed(bytes)
    }

    /// Bytes of both forms.
    package var byteCount: Int { bytes.count + (gzip?.count ?? 0) }

    private static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count >= BodyForm.fewestBytes else { return nil }
        let block = BodyBlock(bytes: BodyForm.room(for: bytes.count), reservation: nil)
        block.fill { target in bytes.withUnsafeBytes { Gzip.compress($0, into: target) } }
        return block.used > 0 ? Array(block.bytes) : nil
    }
}
