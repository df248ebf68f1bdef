/// Elements of so many bits each, without gaps (Zarr v3 extension `packbits`): the lowest bits of a byte first.
///
/// Not numcodecs' `packbits`, which is `PackBitsCodec`.
struct PackedElementsCodec: Codec {
    let name = "packbits"
    let kind = CodecKind.arrayToBytes
    private let padding: PackedElements.Padding
    private let firstBit: Int
    private let lastBit: Int?

    init(_ settings: CodecSettings) throws(DocumentFault) {
        let text = try settings.text("padding_encoding") ?? "none"
        guard let padding = PackedElements.Padding(rawValue: text) else {
            throw settings.refusing("padding_encoding is '\(text)'")
        }
        self.padding = padding
        firstBit = try settings.integer("first_bit", in: 0...63) ?? 0
        lastBit = try settings.integer("last_bit", in: 0...63)
    }

    func undoing(_ decoded: ChunkForm) throws(DocumentFault) -> DecodeStep {
        let (components, size, bits, isSigned) = try Self.numbers(decoded.element)
        let last = lastBit ?? bits - 1
        guard (0...last).contains(firstBit), last < size * 8 else {
            throw .invalid(
                "codec packbits: first_bit is \(firstBit) and last_bit is \(last) for \(decoded.element.name)"
            )
        }
        let elements = PackedElements(
            count: decoded.shape.reduce(components, *),
            size: size,
            isSigned: isSigned,
            firstBit: firstBit,
            width: last - firstBit + 1,
            padding: padding
        )
        var encoded = decoded
        encoded.bytes = .exactly(elements.encodedBytes)
        return DecodeStep(step: .expand(elements), encoded: encoded)
    }

    /// How many numbers an element is, and of each its bytes, its bits and whether the highest is a sign.
    private static func numbers(
        _ element: ElementType
    ) throws(DocumentFault) -> (components: Int, size: Int, bits: Int, isSigned: Bool) {
        switch element {
        case .number(.bool): (1, 1, 1, false)
        case .number(let type): (1, type.size, type.size * 8, type.isSignedInteger)
        case .complex(let part): (2, part.size, part.size * 8, false)
        case .narrow(let type): (1, type.size, type.bits, type.wide == .int8)
        default: throw .unsupported("codec packbits of \(element.name)")
        }
    }
}

/// Numbers of `width` bits, one behind the other.
struct PackedElements: Expansion {
    /// The place of the number of unused bits in the last byte.
    enum Padding: String, Sendable {
        case none
        case firstByte = "first_byte"
        case lastByte = "last_byte"
    }

    let count: Int
    /// Of a number in memory, in bytes.
    let size: Int
    let isSigned: Bool
    /// Place of the lowest stored bit in its number.
    let firstBit: Int
    let width: Int
    let padding: Padding

    /// The chunk's bytes fit, and a number is at least one byte: so does this.
    private var bits: Int { count / 8 * width * 8 + count % 8 * width }

    var encodedBytes: Int { (bits + 7) / 8 + (padding == .none ? 0 : 1) }

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> Int {
        guard input.count == encodedBytes else {
            throw .invalid("\(input.count) bytes in place of \(encodedBytes)")
        }
        guard count * size <= output.count else { throw .outputFull }
        var body = input[...]
        let stated: UInt8?
        switch padding {
        case .none: stated = nil
        case .firstByte: stated = body.popFirst()
        case .lastByte: stated = body.popLast()
        }
        guard stated.map({ Int($0) == (8 - bits % 8) % 8 }) ?? true else {
            throw .invalid("\(stated ?? 0) bits of padding")
        }
        unpack(UnsafeRawBufferPointer(rebasing: body), output)
        return count * size
    }

    private func unpack(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) {
        let unused = 64 - width
        var place = 0
        for element in 0..<count {
            var word: UInt64 = 0
            for bit in 0..<width {
                let value = input[(place + bit) / 8] >> UInt8((place + bit) % 8) & 1
                word |= UInt64(value) << UInt64(bit)
            }
            place += width
            if isSigned {
                word = UInt64(bitPattern: Int64(bitPattern: word << UInt64(unused)) >> Int64(unused))
            }
            word <<= UInt64(firstBit)
            for byte in 0..<size {
                output[element * size + byte] = UInt8(truncatingIfNeeded: word >> UInt64(8 * byte))
            }
        }
    }
}
