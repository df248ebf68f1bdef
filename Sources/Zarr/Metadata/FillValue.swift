import JSON

/// Reads `fill_value` in its many spellings into the bytes of one element, little-endian.
enum FillValue {
    /// `format`: 2 accepts what old writers left: numbers as texts, `null` for zero.
    /// - Throws: `invalid` when the value does not fit the type.
    static func bytes(_ value: JSONValue, as type: DataType, format: Int) throws(DocumentFault) -> [UInt8] {
        if format == 2, value.isNull { return undefined(type) }
        let bytes: [UInt8]? =
            switch type {
            case .bool: truth(value, format)
            case .int8: integer(value, format, Int8.self)
            case .int16: integer(value, format, Int16.self)
            case .int32: integer(value, format, Int32.self)
            case .int64: integer(value, format, Int64.self)
            case .uint8: integer(value, format, UInt8.self)
            case .uint16: integer(value, format, UInt16.self)
            case .uint32: integer(value, format, UInt32.self)
            case .uint64: integer(value, format, UInt64.self)
            case .float16, .float32, .float64: floating(value, type, format)
            }
        guard let bytes else { throw .invalid("fill_value does not fit \(type.name)") }
        return bytes
    }

    /// What absent chunks read as when the writer left the fill value undefined.
    private static func undefined(_ type: DataType) -> [UInt8] {
        [UInt8](repeating: 0, count: type.size)
    }

    private static func truth(_ value: JSONValue, _ format: Int) -> [UInt8]? {
        if let truth = value.boolValue { return [truth ? 1 : 0] }
        guard format == 2, let number = value.integerValue, number == 0 || number == 1 else { return nil }
        return [UInt8(number)]
    }

    private static func integer<Number: FixedWidthInteger>(
        _ value: JSONValue,
        _ format: Int,
        _ type: Number.Type
    ) -> [UInt8]? {
        let number: Number? =
            switch value {
            case .integer(let value): Number(exactly: value)
            case .unsigned(let value): Number(exactly: value)
            case .number(let value): Number(exactly: value)
            case .string(let text) where format == 2: Number(text)
            default: nil
            }
        return number.map { littleEndianBytes($0) }
    }

    /// Numbers, the three names, and (v3) the bits as `0x…`, most significant digit first.
    private static func floating(_ value: JSONValue, _ type: DataType, _ format: Int) -> [UInt8]? {
        guard case .string(let text) = value else {
            return value.doubleValue.map { floating($0, type) }
        }
        switch text.lowercased() {
        case "nan": return floating(.nan, type)
        case "infinity", "inf", "+infinity": return floating(.infinity, type)
        case "-infinity", "-inf": return floating(-.infinity, type)
        default: break
        }
        if format == 2 { return Double(text).map { floating($0, type) } }
        guard text.hasPrefix("0x"), text.utf8.count == 2 + 2 * type.size,
            text.dropFirst(2).allSatisfy(\.isHexDigit), let bits = UInt64(text.dropFirst(2), radix: 16)
        else { return nil }
        return Array(littleEndianBytes(bits).prefix(type.size))
    }

    /// Rounds once, to nearest and ties to even; a NaN becomes the quiet one.
    static func floating(_ value: Double, _ type: DataType) -> [UInt8] {
        switch type {
        case .float16: littleEndianBytes(Float16Bits.nearest(to: value))
        case .float32: littleEndianBytes(value.isNaN ? Float.nan.bitPattern : Float(value).bitPattern)
        default: littleEndianBytes(value.isNaN ? Double.nan.bitPattern : value.bitPattern)
        }
    }

    private static func littleEndianBytes<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}

/// IEEE 754 half precision as bits: `Float16` itself is not there on every platform.
enum Float16Bits {
    /// Rounds to nearest, ties to even.
    static func nearest(to value: Double) -> UInt16 {
        if value.isNaN { return 0x7E00 }
        let sign: UInt16 = value.sign == .minus ? 0x8000 : 0
        let magnitude = value.magnitude
        // 65520 is half way between the largest number and the next power of two.
        if magnitude >= 65520 { return sign | 0x7C00 }
        let smallestNormal = 0x1p-14
        let unit = magnitude < smallestNormal ? 0x1p-24 : magnitude.binade * 0x1p-10
        let steps = (magnitude / unit).rounded(.toNearestOrEven)
        guard magnitude >= smallestNormal else { return sign | UInt16(steps) }
        // Steps run from 1024 to 2048; the carry of 2048 lands in the exponent, where it belongs.
        let exponent = UInt16(Int(magnitude.exponent) + 15)
        return sign | ((exponent << 10) &+ UInt16(steps) &- 1024)
    }
}
