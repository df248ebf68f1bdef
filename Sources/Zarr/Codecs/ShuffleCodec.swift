import JSON

/// Bytes sorted by their place in the element (numcodecs `shuffle`): all first bytes, then all second ones.
///
/// An element size of 0 means that of the array's elements: netCDF-C writes it, and shuffles by the type's size. What v2
/// leaves out is 4, numcodecs' default; what v3 leaves out is the type's size.
struct ShuffleCodec: Codec {
    let name = "shuffle"
    let kind = CodecKind.bytesToBytes
    /// Nil: the size of the array's elements.
    private let elementSize: Int?

    init(_ settings: CodecSettings) throws(DocumentFault) {
        let size = try settings.integer("elementsize", in: 0...65536)
        let isLeftOut = settings.configuration["elementsize"] == nil
        elementSize = size == 0 ? nil : size ?? (settings.format == 2 && isLeftOut ? 4 : nil)
    }

    func undoing(_ decoded: ChunkForm) -> DecodeStep {
        let size = elementSize ?? decoded.element.size ?? 1
        return DecodeStep(step: size > 1 ? .expand(Unshuffle(size: size)) : .nothing, encoded: decoded)
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
