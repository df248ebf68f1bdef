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
        guard bytes.count >= Gzip.fewestBytes else { return nil }
        let short = [UInt8](unsafeUninitializedCapacity: Gzip.room(for: bytes.count)) { target, count in
            count = bytes.withUnsafeBytes { Gzip.compress($0, into: UnsafeMutableRawBufferPointer(target)) }
        }
        return short.isEmpty ? nil : short
    }
}
