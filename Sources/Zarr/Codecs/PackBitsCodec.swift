/// Truth values as bits (numcodecs `packbits`): a byte that counts the padding, then bits, the highest first.
struct PackBitsCodec: Codec, Expansion {
    let name = "packbits"
    let kind: CodecKind

    func undoing(_ decoded: ChunkForm) -> DecodeStep {
        var encoded = decoded
        let most = decoded.bytes.most
        let packed = 1 + most / 8 + (most.isMultiple(of: 8) ? 0 : 1)
        if case .exactly = decoded.bytes {
            encoded.bytes = .exactly(packed)
        } else {
            encoded.bytes = .atMost(packed)
        }
        encoded.element = .number(.uint8)
        encoded.shape = [packed]
        return DecodeStep(step: .expand(self), encoded: encoded)
    }

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> Int {
        guard let padding = input.first, padding < 8, input.count > 1 || padding == 0 else {
            throw .invalid("packbits begins with no number of padding bits")
        }
        let count = 8 * (input.count - 1) - Int(padding)
        guard count <= output.count else { throw .outputFull }
        for index in 0..<count {
            output[index] = input[1 + index / 8] >> UInt8(7 - index % 8) & 1
        }
        return count
    }
}
