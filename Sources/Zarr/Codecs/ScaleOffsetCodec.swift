import JSON

/// Numbers minus an offset, times a scale, in the type of the array throughout (Zarr v3 extension `scale_offset`).
struct ScaleOffsetCodec: Codec {
    let name = "scale_offset"
    let kind = CodecKind.arrayToArray
    private let settings: CodecSettings

    init(_ settings: CodecSettings) { self.settings = settings }

    func undoing(_ decoded: ChunkForm) throws(DocumentFault) -> DecodeStep {
        guard case .number(let type) = decoded.element, type != .bool else {
            throw .unsupported("codec scale_offset of \(decoded.element.name)")
        }
        let scale = try number("scale", type, else: 1)
        let offset = try number("offset", type, else: 0)
        guard scale.double != 0 else { throw settings.refusing("scale is 0") }
        let unscale = Unscale(type: type, scale: scale, offset: offset)
        var encoded = decoded
        encoded.fillValue = unscale.encoded(decoded.fillValue)
        return DecodeStep(step: .alter(unscale), encoded: encoded)
    }

    /// A parameter as a number of the array's type; `usual` when it is absent or null.
    private func number(
        _ key: String,
        _ type: DataType,
        else usual: JSONValue
    ) throws(DocumentFault) -> ConvertibleNumber {
        let given = settings.configuration[key] ?? .null
        let value = given.isNull ? usual : given
        let text = value.stringValue.flatMap { Double($0) }
        let bytes = try settings.reading(key) { () throws(DocumentFault) in
            // A number as a text is one; bits as `0x…` are no such text.
            guard let text, value.stringValue?.hasPrefix("0x") == false else {
                return try FillValue.bytes(value, as: .number(type), format: 3)
            }
            return try FillValue.bytes(.number(text), as: .number(type), format: 3)
        }
        return bytes.withUnsafeBytes { ConvertibleNumber($0, 0, type) }
    }
}

/// `x / scale + offset` where the numbers are.
private struct Unscale: InPlaceDecode {
    let type: DataType
    let scale: ConvertibleNumber
    let offset: ConvertibleNumber

    func alter(_ bytes: UnsafeMutableRawBufferPointer) throws(CodecFault) {
        guard bytes.count.isMultiple(of: type.size) else {
            throw .invalid("\(bytes.count) bytes are no whole numbers of \(type.name)")
        }
        switch type {
        case .bool: break
        case .int8: try integers(bytes, Int8.self)
        case .int16: try integers(bytes, Int16.self)
        case .int32: try integers(bytes, Int32.self)
        case .int64: try integers(bytes, Int64.self)
        case .uint8: try integers(bytes, UInt8.self)
        case .uint16: try integers(bytes, UInt16.self)
        case .uint32: try integers(bytes, UInt32.self)
        case .uint64: try integers(bytes, UInt64.self)
        case .float32: floats(bytes, Float.self)
        case .float64: floats(bytes, Double.self)
        case .float16: halves(bytes)
        }
    }

    /// What holes in shards behind this codec are: a value of the array as its writer stored it; empty if it could not.
    func encoded(_ value: [UInt8]) -> [UInt8] {
        guard value.count == type.size else { return [] }
        let number = value.withUnsafeBytes { ConvertibleNumber($0, 0, type) }
        var encoded = value
        if type.isFloatingPoint {
            let difference = rounded(number.double - offset.double)
            let product = rounded(difference * scale.double)
            encoded.withUnsafeMutableBytes { ConvertibleNumber.floating(product).store($0, 0, type) }
            return encoded
        }
        let (difference, isTooLarge) = Int128(number).subtractingReportingOverflow(Int128(offset))
        let (product, overflows) = difference.multipliedReportingOverflow(by: Int128(scale))
        guard !isTooLarge, !overflows else { return [] }
        encoded.withUnsafeMutableBytes {
            ConvertibleNumber.unsigned(UInt64(truncatingIfNeeded: product)).store($0, 0, type)
        }
        return encoded
    }

    private func rounded(_ value: Double) -> Double {
        switch type {
        case .float16: Float16Bits.value(Float16Bits.nearest(to: value))
        case .float32: Double(Float(value))
        default: value
        }
    }

    /// A quotient or sum that is no integer of the type is an error: no writer made it of one.
    private func integers<Number: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: UnsafeMutableRawBufferPointer,
        _ type: Number.Type
    ) throws(CodecFault) {
        let (scale, offset) = (Number(self.scale), Number(self.offset))
        guard scale != 0 else { throw .invalid("a scale of zero") }
        for place in stride(from: 0, to: bytes.count, by: MemoryLayout<Number>.size) {
            let stored = bytes.loadUnaligned(fromByteOffset: place, as: Number.self)
            let (quotient, isTooLarge) = stored.dividedReportingOverflow(by: scale)
            let (sum, overflows) = quotient.addingReportingOverflow(offset)
            guard !isTooLarge, !overflows, quotient &* scale == stored else {
                throw .invalid("\(stored) / \(scale) + \(offset) is no \(self.type.name)")
            }
            bytes.storeBytes(of: sum, toByteOffset: place, as: Number.self)
        }
    }

    private func floats<Number: BinaryFloatingPoint & BitwiseCopyable>(
        _ bytes: UnsafeMutableRawBufferPointer,
        _ type: Number.Type
    ) {
        let (scale, offset) = (Number(self.scale.double), Number(self.offset.double))
        for place in stride(from: 0, to: bytes.count, by: MemoryLayout<Number>.size) {
            let stored = bytes.loadUnaligned(fromByteOffset: place, as: Number.self)
            bytes.storeBytes(of: stored / scale + offset, toByteOffset: place, as: Number.self)
        }
    }

    /// Each step in double precision and rounded, which for numbers of 11 digits is what half precision gives.
    private func halves(_ bytes: UnsafeMutableRawBufferPointer) {
        for place in stride(from: 0, to: bytes.count, by: 2) {
            let stored = Float16Bits.value(bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self))
            let quotient = Float16Bits.value(Float16Bits.nearest(to: stored / scale.double))
            let sum = Float16Bits.nearest(to: quotient + offset.double)
            bytes.storeBytes(of: sum, toByteOffset: place, as: UInt16.self)
        }
    }
}

extension FixedWidthInteger {
    /// The integer that a number of the same type is.
    fileprivate init(_ number: ConvertibleNumber) {
        switch number {
        case .signed(let value): self.init(clamping: value)
        case .unsigned(let value): self.init(clamping: value)
        case .floating(let value): self.init(clamping: Int64(exactly: value) ?? 0)
        }
    }
}
