/// The destination of a body: a buffer, a spool file or the client, as its sender chooses.
package protocol BodyWriter: AnyObject {
    /// - Throws: `Interruption` when the client is gone or the deadline passed; the body's own failures otherwise.
    func write(_ bytes: UnsafeRawBufferPointer) throws

    /// Writes a part that other bodies have too.
    func write(_ part: BodyPart) throws

    /// Lets `fill` write up to `most` bytes where they are to stay, and takes those that it says it wrote.
    ///
    /// It is lent at least `least` bytes, and may be lent fewer than `most`.
    func write(
        atLeast least: Int,
        atMost most: Int,
        _ fill: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws

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

    package func write(_ part: BodyPart) throws {
        try write(part.bytes)
    }

    package func write(
        atLeast least: Int,
        atMost most: Int,
        _ fill: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws {
        try withUnsafeTemporaryAllocation(byteCount: max(least, min(most, 64 << 10)), alignment: 64) {
            bytes in
            let count = try fill(bytes)
            try write(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        }
    }

    package func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    package func write(_ text: String) throws {
        try write(Array(text.utf8))
    }
}
