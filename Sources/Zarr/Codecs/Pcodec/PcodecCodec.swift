/// pcodec (`pco`), standalone streams: numbers split, differenced and coded into bins.
///
/// The reference is the Rust library of that name; formats up to 4.1 are known.
struct PcodecCodec: Codec {
    let name = "pcodec"
    let kind: CodecKind

    init(_ settings: CodecSettings) {
        kind = settings.format == 2 ? .bytesToBytes : .arrayToBytes
    }

    func undoing(_ decoded: ChunkForm) throws(DocumentFault) -> DecodeStep {
        guard let type = decoded.element.numbers, let numbers = PcodecNumbers(type) else {
            throw .unsupported("codec pcodec of \(decoded.element.name)")
        }
        var encoded = decoded
        encoded.bytes = decoded.bytes.compressed
        return DecodeStep(step: .expand(PcodecStream(numbers: numbers)), encoded: encoded)
    }
}

/// A whole stream: its head, chunks one behind the other, and a zero.
private struct PcodecStream: Expansion {
    let numbers: PcodecNumbers

    private static let newestStandalone: UInt64 = 3
    private static let newestFormat: UInt64 = 4

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> Int {
        var bits = PcodecBits(input)
        let version = try head(&bits)
        var written = 0
        while true {
            let type = try bits.read(8)
            if type == 0 { break }
            guard type == UInt64(numbers.code) else {
                throw .invalid("pcodec: a chunk of type \(type) in place of \(numbers.code)")
            }
            let count = try bits.count(24) + 1
            guard count <= (output.count - written) / (numbers.width / 8) else { throw .outputFull }
            let bytes = count * (numbers.width / 8)
            let chunk = try PcodecChunk(&bits, width: numbers.width, version: version)
            var page = try PcodecPage(&bits, chunk, numbers, count: count)
            let part = UnsafeMutableRawBufferPointer(rebasing: output[written..<(written + bytes)])
            try page.decode(&bits, into: part)
            written += bytes
        }
        guard bits.remaining == 0 else { throw .invalid("pcodec: bytes follow the end of the stream") }
        return written
    }

    /// Reads what stands before the chunks; returns the version of their format.
    private func head(_ bits: inout PcodecBits) throws(CodecFault) -> Int {
        for byte in "pco!".utf8 {
            guard try bits.read(8) == UInt64(byte) else { throw .invalid("not a pcodec stream") }
        }
        let standalone = try bits.read(8)
        guard standalone <= Self.newestStandalone else {
            throw .invalid("pcodec: standalone version \(standalone) is not known")
        }
        if standalone >= 3 {
            let type = try bits.read(8)
            guard type == 0 || type == UInt64(numbers.code) else {
                throw .invalid("pcodec: numbers of type \(type) in place of \(numbers.code)")
            }
        }
        if standalone >= 2 {
            // A hint of how many numbers there are: the chunks say it again.
            _ = try bits.read(try bits.count(6) + 1)
            try bits.align()
        }
        let version = try bits.read(8)
        guard version <= Self.newestFormat else { throw .invalid("pcodec: format \(version) is not known") }
        if version >= 4 { _ = try bits.read(8) }
        return Int(version)
    }
}
