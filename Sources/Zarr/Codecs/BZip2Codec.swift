internal import CBZip2

/// bzip2: one stream or several, one after the other.
struct BZip2Codec: CompressionCodec {
    let name = "bz2"

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> Int {
        var offset = 0
        var written = 0
        repeat {
            let rest = UnsafeRawBufferPointer(rebasing: input[offset...])
            let room = UnsafeMutableRawBufferPointer(rebasing: output[written...])
            let (consumed, produced) = try Self.stream(rest, into: room)
            offset += consumed
            written += produced
        } while offset < input.count
        return written
    }

    /// Decodes the stream at the start of `input`; returns how many bytes it took and how many it gave.
    private static func stream(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> (consumed: Int, produced: Int) {
        guard input.starts(with: Array("BZh".utf8)) else { throw .invalid("not a bz2 stream") }
        guard let length = UInt32(exactly: input.count), let room = UInt32(exactly: output.count) else {
            throw .invalid("bz2 stream of \(input.count) bytes")
        }
        var stream = bz_stream()
        guard BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK else { throw .invalid("no memory for bz2") }
        defer { BZ2_bzDecompressEnd(&stream) }
        // The library reads through this pointer and never writes.
        stream.next_in = UnsafeMutablePointer(mutating: input.assumingMemoryBound(to: CChar.self).baseAddress)
        stream.avail_in = length
        stream.next_out = output.assumingMemoryBound(to: CChar.self).baseAddress
        stream.avail_out = room
        while true {
            let before = (stream.avail_in, stream.avail_out)
            let result = BZ2_bzDecompress(&stream)
            if result == BZ_STREAM_END {
                return (Int(length - stream.avail_in), Int(room - stream.avail_out))
            }
            guard result == BZ_OK else { throw .invalid("the bz2 stream is damaged") }
            if before == (stream.avail_in, stream.avail_out) {
                // No progress: the stream needs more input or more room, and there is neither.
                if stream.avail_out == 0 { throw .outputFull }
                throw .invalid("the bz2 stream ends early")
            }
        }
    }
}
