/// A text that stands in many bodies as it is, and its compressed form, which whoever sends them makes once.
package final class BodyPart: Sendable {
    package let bytes: [UInt8]
    private let short = MadeOnce<[UInt8]?>()

    /// Shorter parts are compressed with the rest of the body in no time.
    private static let fewestBytes = 16 << 10

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Bytes that its compressed form may have; 0 where none is kept.
    ///
    /// What does not become so much shorter is not worth keeping.
    package var maxCompressedBytes: Int { bytes.count < Self.fewestBytes ? 0 : bytes.count / 4 }

    /// Bytes of both forms at most.
    package var byteCount: Int { bytes.count + maxCompressedBytes }

    /// Its compressed form, of at most `maxCompressedBytes`, by `make`; nil where there is none.
    package func compressed(_ make: () -> [UInt8]?) -> [UInt8]? {
        maxCompressedBytes == 0 ? nil : short.get(make)
    }
}
