/// Bytes sorted by their place in the element (numcodecs `shuffle`): all first bytes, then all second ones.
struct ShuffleCodec: Codec {
    let name = "shuffle"
    let kind = CodecKind.bytesToBytes
    /// Nil: the size of the array's elements.
    private let elementSize: Int?

    init(_ settings: CodecSettings) throws(DocumentFault) {
        let size = try settings.integer("elementsize") ?? (settings.format == 2 ? 4 : nil)
        if let size, !(0...65536).contains(size) { throw settings.refusing("elementsize is \(size)") }
        elementSize = size
    }

    func undoing(_ decoded: ChunkForm) -> Undoing {
        let size = elementSize ?? decoded.element.size ?? 1
        return Undoing(step: size > 1 ? .expand(Unshuffle(size: size)) : .nothing, encoded: decoded)
    }
}

private struct Unshuffle: Expansion {
    let size: Int

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> Int {
        guard input.count.isMultiple(of: size) else {
            throw .invalid("\(input.count) bytes are no whole elements of \(size)")
        }
        guard input.count <= output.count else { throw .outputFull }
        guard let source = input.baseAddress, let target = output.baseAddress else { return 0 }
        let count = input.count / size
        for byte in 0..<size {
            let plane = source + byte * count
            var place = byte
            for index in 0..<count {
                target.storeBytes(
                    of: plane.load(fromByteOffset: index, as: UInt8.self),
                    toByteOffset: place,
                    as: UInt8.self
                )
                place &+= size
            }
        }
        return input.count
    }
}
