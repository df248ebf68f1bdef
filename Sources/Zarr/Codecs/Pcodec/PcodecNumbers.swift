/// A type of numbers of pcodec, and how its two parts of a number become one again.
struct PcodecNumbers {
    /// Bits of a number.
    let width: Int
    /// The byte that stands for the type in a stream.
    let code: UInt8
    private let kind: Kind

    private enum Kind { case unsigned, signed, floating }

    /// Nil for types that pcodec does not have.
    init?(_ type: DataType) {
        switch type {
        case .uint32: (code, kind) = (1, .unsigned)
        case .uint64: (code, kind) = (2, .unsigned)
        case .int32: (code, kind) = (3, .signed)
        case .int64: (code, kind) = (4, .signed)
        case .float32: (code, kind) = (5, .floating)
        case .float64: (code, kind) = (6, .floating)
        case .uint16: (code, kind) = (7, .unsigned)
        case .int16: (code, kind) = (8, .signed)
        case .float16: (code, kind) = (9, .floating)
        case .uint8: (code, kind) = (10, .unsigned)
        case .int8: (code, kind) = (11, .signed)
        case .bool: return nil
        }
        width = type.size * 8
    }

    private var mask: UInt64 { ~0 >> UInt64(64 - width) }
    private var top: UInt64 { 1 << UInt64(width - 1) }

    /// Joins a batch into `primary`: the bits of the numbers as they are in memory.
    func join(
        _ mode: PcodecChunk.Mode,
        _ primary: UnsafeMutableBufferPointer<UInt64>,
        _ secondary: UnsafeMutableBufferPointer<UInt64>
    ) throws(CodecFault) {
        switch mode {
        case .classic: break
        case .multiple(let base):
            for index in primary.indices {
                primary[index] = (primary[index] &* base &+ secondary[index]) & mask
            }
        case .quantized(let bits):
            let ones = UInt64(1) << UInt64(bits) - 1
            for index in primary.indices {
                let (part, rest) = (primary[index], secondary[index])
                let isPositive = part >= top >> UInt64(bits)
                primary[index] = (part << UInt64(bits) &+ (isPositive ? rest : ones &- rest)) & mask
            }
        case .dictionary(let entries):
            for index in primary.indices {
                guard primary[index] < UInt64(entries.count) else {
                    throw .invalid("pcodec: entry \(primary[index]) of a dictionary of \(entries.count)")
                }
                primary[index] = entries[Int(primary[index])]
            }
        case .floatMultiple(let base):
            guard kind == .floating else { throw .invalid("pcodec: multiples of a float for integers") }
            let factor = value(bits(ofOrdered: base))
            for index in primary.indices {
                let product = multiple(primary[index], of: factor)
                primary[index] = (ordered(product) &+ (secondary[index] ^ top)) & mask
            }
        }
        for index in primary.indices { primary[index] = bits(ofOrdered: primary[index]) }
    }

    /// The bits of the number whose place in the order of all numbers this is.
    private func bits(ofOrdered place: UInt64) -> UInt64 {
        switch kind {
        case .unsigned: place
        case .signed: place ^ top
        case .floating: place & top != 0 ? place ^ top : ~place & mask
        }
    }

    /// The inverse of `bits(ofOrdered:)` for floating point numbers.
    private func ordered(_ bits: UInt64) -> UInt64 { bits & top != 0 ? ~bits & mask : bits | top }

    /// The bits of an integer times `factor`, rounded to this type.
    ///
    /// Both factors are numbers of the type: their product is exact in double precision for narrower types, and so
    /// rounded once.
    private func multiple(_ place: UInt64, of factor: Double) -> UInt64 {
        let isNegative = place < top
        let size = isNegative ? top - 1 - place : place - top
        let digits: UInt64 = width == 64 ? 53 : width == 32 ? 24 : 11
        var whole = Double(size)
        if size >= 1 << digits { whole = value(bits(of: Double(1 << digits)) &+ (size - 1 << digits)) }
        return bits(of: (isNegative ? -whole : whole) * factor)
    }

    private func value(_ bits: UInt64) -> Double {
        switch width {
        case 64: Double(bitPattern: bits)
        case 32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        default: Float16Bits.value(UInt16(truncatingIfNeeded: bits))
        }
    }

    private func bits(of value: Double) -> UInt64 {
        switch width {
        case 64: value.bitPattern
        case 32: UInt64(Float(value).bitPattern)
        default: UInt64(Float16Bits.nearest(to: value))
        }
    }
}
