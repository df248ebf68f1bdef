internal import CLZ4

/// LZ4 as numcodecs writes it: the decoded length as a `uint32`, then one raw block; not the LZ4 frame format.
struct LZ4Codec: CompressionCodec {
    let name = "lz4"

    private static let headerBytes = 4
    /// `LZ4_MAX_INPUT_SIZE`.
    private static let maxBytes = 0x7E00_0000

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> Int {
        guard input.count > Self.headerBytes else { throw .invalid("lz4 stream of \(input.count) bytes") }
        let size = Int(UInt32(littleEndian: input.loadUnaligned(as: UInt32.self)))
        guard size > 0, size <= Self.maxBytes else { throw .invalid("lz4 header announces \(size) bytes") }
        guard size <= output.count else { throw .outputFull }
        guard let source = input.baseAddress, let target = output.baseAddress,
            let length = Int32(exactly: input.count - Self.headerBytes), let capacity = Int32(exactly: size)
        else { throw .invalid("lz4 stream of \(input.count) bytes") }
        let written = LZ4_decompress_safe(
            (source + Self.headerBytes).assumingMemoryBound(to: CChar.self),
            target.assumingMemoryBound(to: CChar.self),
            length,
            capacity
        )
        guard written == capacity else { throw .invalid("the lz4 block is damaged") }
        return size
    }
}
