internal import Gateway

/// Cuts a body into DAP4 chunks (volume 1, section 7): a header of flags and length, then bytes.
///
/// All lengths are known beforehand, so nothing is buffered and a border may fall inside a value.
final class ChunkedStream {
    private enum Flag {
        static let last: UInt32 = 1
        static let littleEndian: UInt32 = 4
    }

    /// The longest chunk that a header can tell.
    static let longestChunk = 0xFF_FFFF
    /// Bytes of a data chunk: few headers, and a client that buffers one needs little.
    private static let chunkBytes = 1 << 20

    private let writer: any BodyWriter
    /// Bytes of data, and of the chunk begun, that are still to come.
    private var left: Int
    private var leftInChunk = 0

    /// Bytes of an answer: one chunk of metadata, then chunks of data, at least one.
    static func length(metadata: Int, data: Int) -> Int? {
        let chunks = max(1, (data - 1) / chunkBytes + 1)
        let (sum, overflows) = data.addingReportingOverflow(4 + metadata + 4 * chunks)
        return overflows ? nil : sum
    }

    /// Writes the chunk of metadata, which must not be longer than `longestChunk`.
    init(_ writer: any BodyWriter, metadata: [UInt8], data: Int) throws {
        self.writer = writer
        left = data
        try header(Flag.littleEndian, metadata.count)
        try writer.write(metadata)
        if data == 0 { try header(Flag.littleEndian | Flag.last, 0) }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            if leftInChunk == 0 { try beginChunk() }
            let piece = min(rest.count, leftInChunk)
            guard piece > 0 else { throw OverlongData() }
            try writer.write(UnsafeRawBufferPointer(rebasing: rest[..<piece]))
            rest = UnsafeRawBufferPointer(rebasing: rest[piece...])
            leftInChunk -= piece
            left -= piece
        }
    }

    private func beginChunk() throws {
        leftInChunk = min(left, Self.chunkBytes)
        let isLast = left <= Self.chunkBytes
        try header(Flag.littleEndian | (isLast ? Flag.last : 0), leftInChunk)
    }

    private func header(_ flags: UInt32, _ count: Int) throws {
        try withUnsafeBytes(of: (flags << 24 | UInt32(count)).bigEndian) { try writer.write($0) }
    }

    /// More data than was announced: a mistake of ours.
    struct OverlongData: Error {}
}
