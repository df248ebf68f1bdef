internal import CBlosc

/// Blosc, format 1, with any of its inner codecs; a buffer describes itself, the document's parameters are for writers.
struct BloscCodec: CompressionCodec {
    let name = "blosc"

    /// `BLOSC_MAX_OVERHEAD`: the header of every buffer.
    private static let headerBytes = 16

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> Int {
        let size = try Self.checkedSize(of: input)
        guard size > 0 else { return 0 }
        guard size <= output.count else { throw .outputFull }
        // The `_ctx` call has no global state and starts no threads; it is given the true size of the output.
        let written = blosc_decompress_ctx(input.baseAddress, output.baseAddress, output.count, 1)
        guard written == size else { throw .invalid("the blosc buffer is damaged") }
        return size
    }

    /// The decoded size that the header announces, once everything in it that the library would believe is checked:
    /// libblosc takes a bare pointer, and reads on behind a buffer that is shorter than its header says.
    private static func checkedSize(of input: UnsafeRawBufferPointer) throws(CodecFault) -> Int {
        guard input.count >= headerBytes else {
            throw .invalid("blosc buffer of \(input.count) bytes is no buffer")
        }
        func field(_ offset: Int) -> Int {
            Int(UInt32(littleEndian: input.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        }
        guard input[0] == 2 else { throw .invalid("blosc format \(input[0]) is not known") }
        let (size, blockSize, length) = (field(4), field(8), field(12))
        guard length == input.count else {
            throw .invalid("blosc buffer is \(input.count) bytes, its header says \(length)")
        }
        guard size > 0 else { return 0 }
        guard input[2] & 0x08 == 0, input[3] >= 1, blockSize >= 1, blockSize <= size,
            size <= Int(Int32.max) - 16
        else { throw .invalid("the blosc header is damaged") }
        if input[2] & 0x02 != 0 {
            guard length == size + headerBytes else {
                throw .invalid("blosc stores \(length) bytes for \(size)")
            }
        } else {
            let blocks = (size + blockSize - 1) / blockSize
            guard blocks * 4 + headerBytes <= length else {
                throw .invalid("blosc buffer of \(length) bytes cannot hold \(blocks) blocks")
            }
        }
        var announced = 0
        guard blosc_cbuffer_validate(input.baseAddress, input.count, &announced) == 0, announced == size
        else {
            throw .invalid("the blosc header is damaged")
        }
        return size
    }
}
