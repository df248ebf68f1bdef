/// The destination of a body: a buffer, a spool file or the client, as its sender chooses.
package protocol BodyWriter: AnyObject {
    /// - Throws: `Interruption` when the client is gone or the deadline passed; the body's own failures otherwise.
    func write(_ bytes: UnsafeRawBufferPointer) throws

    /// Replaces bytes that were written before; for bodies that are made whole before they leave.
    func overwrite(at offset: Int, with bytes: UnsafeRawBufferPointer) throws

    /// Sends what a protocol says inside a body that fails, where some of it has left already; the body is then cut.
    func writeLastWords(_ words: [UInt8])
}

/// A service's own mistake: a change to what may have left.
struct BodyHasLeft: Error {}

extension BodyWriter {
    package func overwrite(at offset: Int, with bytes: UnsafeRawBufferPointer) throws {
        throw BodyHasLeft()
    }

    package func writeLastWords(_ words: [UInt8]) {}

    package func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    package func write(_ text: String) throws {
        try write(Array(text.utf8))
    }
}
