internal import CZlib
internal import Execution

/// A part of a stream in the deflate format (RFC 1951) that ends between two bytes and refers to nothing before it, so that
/// it may stand in many streams.
///
/// libdeflate makes whole streams only: this is zlib's work, which takes longer, and is done once.
enum DeflatedPart {
    private static let level: Int32 = 6
    /// A window of 32 kB, and no frame around the stream.
    private static let rawWindow: Int32 = -15
    private static let usualMemory: Int32 = 8

    /// Nil where it would not become short enough to be kept, or there is no memory for the work.
    static func bytes(of part: BodyPart) -> [UInt8]? {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard
            deflateInit2_(
                &stream,
                level,
                Z_DEFLATED,
                rawWindow,
                usualMemory,
                Z_DEFAULT_STRATEGY,
                ZLIB_VERSION,
                size
            ) == Z_OK, let inputBytes = UInt32(exactly: part.bytes.count)
        else { return nil }
        defer { deflateEnd(&stream) }
        let short = [UInt8](unsafeUninitializedCapacity: part.maxCompressedBytes) { target, count in
            part.bytes.withUnsafeBufferPointer { text in
                stream.next_in = UnsafeMutablePointer(mutating: text.baseAddress)
                stream.avail_in = inputBytes
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(clamping: target.count)
                let isDone = deflate(&stream, Z_FULL_FLUSH) == Z_OK && stream.avail_out > 0
                count = isDone ? target.count - Int(stream.avail_out) : 0
            }
        }
        return short.isEmpty ? nil : short
    }
}
