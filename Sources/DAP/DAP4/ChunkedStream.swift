internal import Execution

/// Cuts a body into DAP4 chunks (volume 1, section 7): a header of flags and length, then bytes.
///
/// Nothing is buffered, and a border may fall inside a value. Where the amount of data is not known beforehand, the body
/// is one that is made whole before it leaves, and the header of the last chunk is put right at the end.
final class ChunkedStream {
    private enum Flag {
        static let last: UInt32 = 1
        static let error: UInt32 = 2
        static let littleEndian: UInt32 = 4
    }

    /// The longest chunk that a header can tell.
    static let longestChunk = 0xFF_FFFF
    /// Where the bytes of the first chunk, the metadata, begin.
    static let metadataOffset = 4
    /// Bytes of a data chunk: few headers, and a client that buffers one needs little.
    private static let chunkBytes = 1 << 20

    private let writer: any BodyWriter
    /// Bytes of data that are still to come; nil where they are not known.
    private var left: Int?
    private var leftInChunk = 0
    /// Bytes written so far, and where the chunk begun has its header.
    private var position = 0
    private var chunkStart: Int?

    /// Bytes of an answer: one chunk of metadata, then chunks of data, at least one.
    static func length(metadata: Int, data: Int) -> Int? {
        let chunks = max(1, (data - 1) / chunkBytes + 1)
        let (sum, overflows) = data.addingReportingOverflow(4 + metadata + 4 * chunks)
        return overflows ? nil : sum
    }

    /// Writes the chunk of metadata, which must not be longer than `longestChunk`.
    init(_ writer: any BodyWriter, metadata: [UInt8], data: Int?) throws {
        self.writer = writer
        left = data
        try header(Flag.littleEndian, metadata.count)
        try writer.write(metadata)
        position += metadata.count
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
            position += piece
            left = left.map { $0 - piece }
        }
    }

    /// Ends the last chunk; call it once all data are written.
    func end() throws {
        guard left == nil else {
            if chunkStart == nil { try header(Flag.littleEndian | Flag.last, 0) }
            return
        }
        guard let chunkStart else { return try header(Flag.littleEndian | Flag.last, 0) }
        let count = position - chunkStart - 4
        try withUnsafeBytes(of: Self.header(Flag.littleEndian | Flag.last, count)) {
            try writer.overwrite(at: chunkStart, with: $0)
        }
    }

    /// Ends the stream with a chunk that tells an error (volume 1, section 7), for bodies some of which has left: netCDF-C
    /// crashes on one that merely ends.
    ///
    /// The chunk begun is filled up, because its header promises its length.
    func fail(with document: [UInt8]) {
        let header = withUnsafeBytes(
            of: Self.header(Flag.error | Flag.last | Flag.littleEndian, document.count)
        ) {
            Array($0)
        }
        writer.writeLastWords([UInt8](repeating: 0, count: leftInChunk) + header + document)
    }

    private func beginChunk() throws {
        leftInChunk = min(left ?? .max, Self.chunkBytes)
        let isLast = left.map { $0 <= Self.chunkBytes } ?? false
        chunkStart = position
        try header(Flag.littleEndian | (isLast ? Flag.last : 0), leftInChunk)
    }

    private func header(_ flags: UInt32, _ count: Int) throws {
        try withUnsafeBytes(of: Self.header(flags, count)) { try writer.write($0) }
        position += 4
    }

    private static func header(_ flags: UInt32, _ count: Int) -> UInt32 {
        (flags << 24 | UInt32(truncatingIfNeeded: count)).bigEndian
    }

    /// More data than was announced: a mistake of ours.
    struct OverlongData: Error, CustomStringConvertible {
        var description: String { "more data than was announced" }
    }
}
