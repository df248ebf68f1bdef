/// Narrow numbers as those of the wider type that the array is: no codec of a document, but what its data type means.
struct WideningCodec: Codec {
    let name: String
    let kind = CodecKind.arrayToArray
    private let type: NarrowType
    /// The array's fill value as it is stored.
    private let fillValue: [UInt8]

    init(_ type: NarrowType, fillValue: [UInt8]) {
        name = type.rawValue
        self.type = type
        self.fillValue = fillValue
    }

    func undoing(_ decoded: ChunkForm) -> DecodeStep {
        var encoded = decoded
        encoded.element = .narrow(type)
        encoded.bytes = .exactly(decoded.bytes.most / type.wide.size * type.size)
        encoded.fillValue = fillValue
        return DecodeStep(step: .expand(Widening(type: type)), encoded: encoded)
    }

    /// The chain of an array of such numbers: behind transpositions that cost nothing at its head.
    func leading(_ codecs: [any Codec]) -> [any Codec] {
        let place = codecs.firstIndex { !($0 is TransposeCodec) } ?? codecs.endIndex
        return codecs[..<place] + [self] + codecs[place...]
    }

    /// One number, widened.
    static func wide(_ number: [UInt8], _ type: NarrowType) -> [UInt8] {
        var wide = [UInt8](repeating: 0, count: type.wide.size)
        let isWhole = number.withUnsafeBytes { number in
            wide.withUnsafeMutableBytes { (try? Widening(type: type).decode(number, into: $0)) != nil }
        }
        return isWhole ? wide : []
    }
}

private struct Widening: Expansion {
    let type: NarrowType

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> Int {
        let count = input.count / type.size
        guard input.count.isMultiple(of: type.size) else {
            throw .invalid("\(input.count) bytes are no whole numbers of \(type.rawValue)")
        }
        guard count <= output.count / type.wide.size else { throw .outputFull }
        if type == .bfloat16 {
            for index in 0..<count {
                let half = UInt16(
                    littleEndian: input.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
                )
                let bits = UInt32(half) << 16
                output.storeBytes(of: bits.littleEndian, toByteOffset: 4 * index, as: UInt32.self)
            }
            return 4 * count
        }
        let unused = UInt8(8 - type.bits)
        let isSigned = type.wide == .int8
        for index in 0..<count {
            let raised = input[index] << unused
            output[index] =
                isSigned ? UInt8(bitPattern: Int8(bitPattern: raised) >> Int8(unused)) : raised >> unused
        }
        return count
    }
}
