internal import CZfp
internal import Glibc

/// Decodes one zfp stream.
///
/// libzfp believes its input: it reads on behind the end of what is cut short. So it is given a copy with as many zeros
/// behind it as any stream of this size and mode can have, and is asked afterwards how far it read.
struct ZfpStream: Expansion {
    let scalar: ZfpScalar
    /// Bytes of one number.
    let size: Int
    /// Of the chunk, the last dimension fastest.
    let shape: [Int]
    /// Nil where the stream begins with a header.
    let mode: ZfpMode?

    /// Header and the words that are read ahead.
    private static let slack = 64

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> Int {
        guard let stream = zfp_stream_open(nil), let field = zfp_field_alloc() else {
            throw .invalid("no memory for zfp")
        }
        defer {
            zfp_field_free(field)
            zfp_stream_close(stream)
        }
        let start = try prepare(stream, field, input)
        let bytes = try checkedBytes(field)
        guard bytes <= output.count else { throw .outputFull }
        guard bytes > 0 else { return 0 }
        zfp_field_set_pointer(field, output.baseAddress)
        let length = try paddedLength(stream, field, input.count)
        // Pages of zeros that are never read cost nothing.
        guard let memory = calloc(1, length) else { throw .invalid("no memory for zfp") }
        defer { free(memory) }
        if let first = input.baseAddress { memcpy(memory, first, input.count) }
        guard let bits = stream_open(memory, length) else { throw .invalid("no memory for zfp") }
        defer { stream_close(bits) }
        zfp_stream_set_bit_stream(stream, bits)
        stream_rseek(bits, start)
        guard zfp_decompress(stream, field) != 0 else { throw .invalid("the zfp stream is damaged") }
        // It stops at a whole word, which the last byte may lie inside of.
        let words = (input.count + 7) / 8 * 8
        guard stream_rtell(bits) <= UInt64(words) * 8 else { throw .invalid("the zfp stream ends early") }
        return bytes
    }

    /// Sets mode, type and sizes, from the header or from the document; returns where the data begin, in bits.
    private func prepare(
        _ stream: UnsafeMutablePointer<zfp_stream>,
        _ field: UnsafeMutablePointer<zfp_field>,
        _ input: UnsafeRawBufferPointer
    ) throws(CodecFault) -> bitstream_offset {
        guard let mode else { return try readHeader(stream, field, input) }
        field.pointee.type = scalar.type
        let sizes = Array(shape.isEmpty ? [1] : shape.reversed())
        field.pointee.nx = sizes[0]
        field.pointee.ny = sizes.count > 1 ? sizes[1] : 0
        field.pointee.nz = sizes.count > 2 ? sizes[2] : 0
        field.pointee.nw = sizes.count > 3 ? sizes[3] : 0
        guard set(mode, stream, dimensions: UInt32(sizes.count)) else { throw .invalid("zfp: such a mode") }
        return 0
    }

    private func set(
        _ mode: ZfpMode,
        _ stream: UnsafeMutablePointer<zfp_stream>,
        dimensions: UInt32
    ) -> Bool {
        switch mode {
        case .reversible: zfp_stream_set_reversible(stream)
        case .fixedRate(let rate):
            guard rate > 0, rate <= 64 else { return false }
            zfp_stream_set_rate(stream, rate, scalar.type, dimensions, 0)
        case .fixedPrecision(let precision): zfp_stream_set_precision(stream, precision)
        case .fixedAccuracy(let tolerance):
            guard tolerance >= 0 else { return false }
            zfp_stream_set_accuracy(stream, tolerance)
        case .expert(let least, let most, let planes, let exponent):
            return zfp_stream_set_params(stream, least, most, planes, exponent) != 0
        }
        return true
    }

    private func readHeader(
        _ stream: UnsafeMutablePointer<zfp_stream>,
        _ field: UnsafeMutablePointer<zfp_field>,
        _ input: UnsafeRawBufferPointer
    ) throws(CodecFault) -> bitstream_offset {
        let scratch = ScratchBuffer(bytes: Self.slack)
        let head = UnsafeMutableRawBufferPointer(rebasing: scratch.memory[..<Self.slack])
        head.initializeMemory(as: UInt8.self, repeating: 0)
        head.copyMemory(from: UnsafeRawBufferPointer(rebasing: input.prefix(Self.slack)))
        guard let bits = stream_open(head.baseAddress, Self.slack) else {
            throw .invalid("no memory for zfp")
        }
        defer {
            zfp_stream_set_bit_stream(stream, nil)
            stream_close(bits)
        }
        zfp_stream_set_bit_stream(stream, bits)
        let length = zfp_read_header(stream, field, ZFP_HEADER_FULL)
        guard length > 0, length <= input.count * 8 else { throw .invalid("not a zfp stream") }
        guard field.pointee.type == scalar.type else { throw .invalid("the zfp stream has other numbers") }
        return stream_rtell(bits)
    }

    /// Bytes of the numbers that the stream says it has.
    private func checkedBytes(_ field: UnsafeMutablePointer<zfp_field>) throws(CodecFault) -> Int {
        var bytes = size
        let sizes = [field.pointee.nx, field.pointee.ny, field.pointee.nz, field.pointee.nw]
        for size in sizes where size > 0 {
            let (product, overflows) = bytes.multipliedReportingOverflow(by: Int(clamping: size))
            guard !overflows else { throw .outputFull }
            bytes = product
        }
        return field.pointee.nx == 0 ? 0 : bytes
    }

    /// Bytes that the library may read, whatever the input holds.
    private func paddedLength(
        _ stream: UnsafeMutablePointer<zfp_stream>,
        _ field: UnsafeMutablePointer<zfp_field>,
        _ length: Int
    ) throws(CodecFault) -> Int {
        // Every block has at least so many bits: of a stream that has fewer, none need be made up.
        let (least, overflows) = zfp_field_blocks(field).multipliedReportingOverflow(
            by: Int(stream.pointee.minbits)
        )
        guard !overflows, least / 8 <= length else { throw .invalid("the zfp stream ends early") }
        let most = zfp_stream_maximum_size(stream, field)
        return (max(most, length).addingClamped(2 * Self.slack)) / 8 * 8
    }
}

extension ZfpScalar {
    var type: zfp_type {
        switch self {
        case .int32: zfp_type_int32
        case .int64: zfp_type_int64
        case .float32: zfp_type_float
        case .float64: zfp_type_double
        }
    }
}
