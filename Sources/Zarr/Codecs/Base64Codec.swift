/// Bytes as base64 text (numcodecs `base64`).
struct Base64Codec: Codec, Expansion {
    let name = "base64"
    let kind = CodecKind.bytesToBytes

    func undoing(_ decoded: ChunkForm) -> DecodeStep {
        var encoded = decoded
        let most = decoded.bytes.most
        encoded.bytes = .atMost(most.addingClamped(most / 3).addingClamped(4))
        return DecodeStep(step: .expand(self), encoded: encoded)
    }

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> Int {
        // Up to two bytes more than come out: the decoder works by groups of three.
        let scratch = ScratchBuffer(bytes: input.count / 4 * 3)
        guard let count = Base64.decode(input, into: scratch.memory) else { throw .invalid("not base64") }
        guard count <= output.count else { throw .outputFull }
        output.copyMemory(from: UnsafeRawBufferPointer(rebasing: scratch.memory[..<count]))
        return count
    }
}
