/// Numbers of one type and byte order made into those of another.
struct NumberConversion: Sendable {
    let from: NumberType
    let to: NumberType
    /// In v3 bytes are already in native order, whatever a type's name says.
    private let isNative: Bool

    init(from: TypeName, to: TypeName, kind: CodecKind, codec: String) throws(DocumentFault) {
        self.from = try NumberType(from, codec: codec)
        self.to = try NumberType(to, codec: codec)
        isNative = kind == .arrayToArray
    }

    /// What goes in where `decoded` comes out: as many numbers, of the other type.
    func encoded(_ decoded: ChunkForm, codec: String) throws(DocumentFault) -> ChunkForm {
        var form = decoded
        form.element = .number(from.dataType)
        switch decoded.bytes {
        case .exactly(let count):
            guard count.isMultiple(of: to.dataType.size) else {
                throw .invalid("codec \(codec): \(count) bytes are no whole numbers of \(to.dataType.name)")
            }
            form.bytes = .exactly(scaled(count))
        case .atMost(let count): form.bytes = .atMost(scaled(count))
        }
        return form
    }

    private func scaled(_ count: Int) -> Int {
        let (bytes, overflows) = (count / to.dataType.size).multipliedReportingOverflow(
            by: from.dataType.size
        )
        return overflows ? .max : bytes
    }

    /// Writes the numbers of `input` in native order; returns their bytes.
    func convert(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer,
        _ change: (Double) -> Double = { $0 },
        changes: Bool = false
    ) throws(CodecFault) -> Int {
        let (source, target) = (from.dataType.size, to.dataType.size)
        guard input.count.isMultiple(of: source) else {
            throw .invalid("\(input.count) bytes are no whole numbers of \(from.dataType.name)")
        }
        let count = input.count / source
        guard count <= output.count / target else { throw .outputFull }
        let native = try nativeOrder(input)
        let numbers = native?.memory ?? UnsafeMutableRawBufferPointer(mutating: input)
        let bytes = UnsafeRawBufferPointer(start: numbers.baseAddress, count: input.count)
        if from.dataType == to.dataType, !changes {
            output.copyMemory(from: bytes)
        } else {
            for index in 0..<count {
                let number = ConvertibleNumber(bytes, index * source, from.dataType)
                (changes ? .floating(change(number.double)) : number).store(
                    output,
                    index * target,
                    to.dataType
                )
            }
        }
        return count * target
    }

    /// Turns finished numbers into the byte order in which the next codec, or the array, has them.
    func restoreOrder(_ bytes: UnsafeMutableRawBufferPointer) throws(CodecFault) {
        guard !isNative, to.endian == .big, to.dataType.size > 1 else { return }
        try ByteSwap(unit: to.dataType.size).alter(bytes)
    }

    /// A copy in native order; nil when the bytes are in it already.
    private func nativeOrder(_ input: UnsafeRawBufferPointer) throws(CodecFault) -> ScratchBuffer? {
        guard !isNative, from.endian == .big, from.dataType.size > 1 else { return nil }
        let scratch = ScratchBuffer(bytes: input.count)
        scratch.memory.copyMemory(from: input)
        try ByteSwap(unit: from.dataType.size).alter(
            UnsafeMutableRawBufferPointer(rebasing: scratch.memory[..<input.count])
        )
        return scratch
    }
}

/// A type of numbers with its byte order.
struct NumberType: Sendable {
    let dataType: DataType
    let endian: Endian

    init(_ type: TypeName, codec: String) throws(DocumentFault) {
        guard let numbers = type.element.numbers else {
            throw .unsupported("codec \(codec) of \(type.element.name)")
        }
        dataType = numbers
        endian = type.endian
    }
}

/// One number on its way between types, without loss.
enum ConvertibleNumber {
    case signed(Int64)
    case unsigned(UInt64)
    case floating(Double)

    init(_ bytes: UnsafeRawBufferPointer, _ offset: Int, _ type: DataType) {
        switch type {
        case .int8: self = .signed(Int64(bytes.loadUnaligned(fromByteOffset: offset, as: Int8.self)))
        case .int16: self = .signed(Int64(bytes.loadUnaligned(fromByteOffset: offset, as: Int16.self)))
        case .int32: self = .signed(Int64(bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
        case .int64: self = .signed(bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self))
        case .uint16: self = .unsigned(UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
        case .uint32: self = .unsigned(UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        case .uint64: self = .unsigned(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        case .float16:
            self = .floating(Float16Bits.value(bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
        case .float32: self = .floating(Double(bytes.loadUnaligned(fromByteOffset: offset, as: Float.self)))
        case .float64: self = .floating(bytes.loadUnaligned(fromByteOffset: offset, as: Double.self))
        default: self = .unsigned(UInt64(bytes[offset]))
        }
    }

    var double: Double {
        switch self {
        case .signed(let value): Double(value)
        case .unsigned(let value): Double(value)
        case .floating(let value): value
        }
    }

    /// Integers wrap; floats become integers by truncation, those out of range by what C does on this machine: 0 or
    /// the smallest number of 64 bits, cut.
    private var bits: UInt64 {
        switch self {
        case .signed(let value): return UInt64(bitPattern: value)
        case .unsigned(let value): return value
        case .floating(let value):
            if let exact = Int64(exactly: value.rounded(.towardZero)) { return UInt64(bitPattern: exact) }
            if let exact = UInt64(exactly: value.rounded(.towardZero)) { return exact }
            return UInt64(bitPattern: Int64.min)
        }
    }

    func store(_ bytes: UnsafeMutableRawBufferPointer, _ offset: Int, _ type: DataType) {
        switch type {
        case .float16:
            bytes.storeBytes(of: Float16Bits.nearest(to: double), toByteOffset: offset, as: UInt16.self)
        case .float32: bytes.storeBytes(of: Float(double), toByteOffset: offset, as: Float.self)
        case .float64: bytes.storeBytes(of: double, toByteOffset: offset, as: Double.self)
        case .bool: bytes[offset] = double == 0 ? 0 : 1
        default:
            switch type.size {
            case 1: bytes[offset] = UInt8(truncatingIfNeeded: bits)
            case 2:
                bytes.storeBytes(of: UInt16(truncatingIfNeeded: bits), toByteOffset: offset, as: UInt16.self)
            case 4:
                bytes.storeBytes(of: UInt32(truncatingIfNeeded: bits), toByteOffset: offset, as: UInt32.self)
            default: bytes.storeBytes(of: bits, toByteOffset: offset, as: UInt64.self)
            }
        }
    }
}

extension Float16Bits {
    /// The number that half-precision bits mean; exact.
    static func value(_ bits: UInt16) -> Double {
        let sign: Double = bits & 0x8000 == 0 ? 1 : -1
        let fraction = Double(bits & 0x3FF)
        switch bits >> 10 & 0x1F {
        case 0: return sign * fraction * 0x1p-24
        case 31: return fraction == 0 ? sign * .infinity : .nan
        case let exponent:
            return sign * (1024 + fraction)
                * Double(sign: .plus, exponent: Int(exponent) - 25, significand: 1)
        }
    }
}
