import JSON

/// Reads `fill_value` in its many spellings into the bytes of one element, little-endian.
enum FillValue {
    /// `format`: 2 accepts what old writers left: numbers as texts, `null` for zero.
    /// - Throws: `invalid` when the value does not fit the type.
    static func bytes(
        _ value: JSONValue,
        as element: ElementType,
        format: Int
    ) throws(DocumentFault) -> [UInt8] {
        let bytes = format == 2 && value.isNull ? undefined(element) : self.bytes(value, element, format)
        guard let bytes else { throw .invalid("fill_value does not fit \(element.name)") }
        return bytes
    }

    private static func bytes(_ value: JSONValue, _ element: ElementType, _ format: Int) -> [UInt8]? {
        switch element {
        case .number(let type): number(value, type, format)
        case .narrow(let type): narrow(value, type, format)
        case .complex(let part): complex(value, part, format)
        case .datetime, .timedelta: time(value, format)
        case .fixedText(let count): value.stringValue.flatMap { codePoints($0, count, cuts: format == 2) }
        case .fixedBytes(let count): opaque(value, count, acceptsText: format == 2)
        case .raw(let count): opaque(value, count, acceptsText: false)
        case .text: text(value, format).map { VariableElements.block(Array($0.utf8)) }
        case .bytes: variableBytes(value).map(VariableElements.block)
        case .record(let fields): record(value, fields, element.size ?? 0, format)
        }
    }

    private static func number(_ value: JSONValue, _ type: DataType, _ format: Int) -> [UInt8]? {
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
    }

    private static func narrow(_ value: JSONValue, _ type: NarrowType, _ format: Int) -> [UInt8]? {
        if let range = type.range {
            guard let number = value.integerValue, range.contains(number) else { return nil }
            return [UInt8(truncatingIfNeeded: number)]
        }
        if let text = value.stringValue, text.hasPrefix("0x") {
            guard text.utf8.count == 6, let bits = UInt16(text.dropFirst(2), radix: 16) else { return nil }
            return littleEndianBytes(bits)
        }
        return floating(value, .float32, format).map { Array(BrainFloat.nearest(to: $0)) }
    }

    /// What absent chunks read as when the writer left the fill value undefined: zero, empty, or "not a time".
    private static func undefined(_ element: ElementType) -> [UInt8] {
        switch element {
        case .datetime, .timedelta: littleEndianBytes(Int64.min)
        case .text, .bytes: VariableElements.block([])
        default: [UInt8](repeating: 0, count: element.size ?? 0)
        }
    }

    private static func complex(_ value: JSONValue, _ part: DataType, _ format: Int) -> [UInt8]? {
        guard let parts = value.arrayValue else {
            // Old writers of v2 left the real part alone.
            return format == 2
                ? floating(value, part, format).map { $0 + [UInt8](repeating: 0, count: part.size) } : nil
        }
        guard parts.count == 2, let real = floating(parts[0], part, format),
            let imaginary = floating(parts[1], part, format)
        else { return nil }
        return real + imaginary
    }

    private static func time(_ value: JSONValue, _ format: Int) -> [UInt8]? {
        value.stringValue == "NaT" ? littleEndianBytes(Int64.min) : integer(value, format, Int64.self)
    }

    private static func codePoints(_ text: String, _ count: Int, cuts: Bool) -> [UInt8]? {
        let scalars = text.unicodeScalars
        guard cuts || scalars.count <= count else { return nil }
        let bytes = scalars.prefix(count).flatMap { littleEndianBytes($0.value) }
        return bytes + [UInt8](repeating: 0, count: 4 * count - bytes.count)
    }

    /// Base64 or (v3) a list of bytes, padded with zeros; for texts of old writers the text itself.
    private static func opaque(_ value: JSONValue, _ count: Int, acceptsText: Bool) -> [UInt8]? {
        var bytes = variableBytes(value)
        if acceptsText, bytes == nil || bytes.map({ $0.count > count }) == true {
            bytes = value.stringValue.map { Array($0.utf8.prefix(count)) }
        }
        if bytes == nil, value == 0 { bytes = [] }
        guard let bytes, bytes.count <= count else { return nil }
        return bytes + [UInt8](repeating: 0, count: count - bytes.count)
    }

    private static func variableBytes(_ value: JSONValue) -> [UInt8]? {
        if let text = value.stringValue { return Base64.decode(text) }
        guard let values = value.arrayValue else { return value == 0 ? [] : nil }
        let bytes = values.compactMap { $0.integerValue.flatMap { UInt8(exactly: $0) } }
        return bytes.count == values.count ? bytes : nil
    }

    /// Old writers of v2 left 0 for every array of objects; its digits are what zarr-python reads.
    private static func text(_ value: JSONValue, _ format: Int) -> String? {
        if let text = value.stringValue { return text }
        guard format == 2, let number = value.integerValue else { return nil }
        return "\(number)"
    }

    private static func record(
        _ value: JSONValue,
        _ fields: [ElementType.Field],
        _ size: Int,
        _ format: Int
    ) -> [UInt8]? {
        guard let object = value.objectValue else { return opaque(value, size, acceptsText: false) }
        var bytes: [UInt8] = []
        for field in fields {
            guard let value = object[field.name], let part = self.bytes(value, field.element, format) else {
                return nil
            }
            for _ in 0..<field.count { bytes += part }
        }
        return bytes
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

/// The upper halves of IEEE 754 single precision (`bfloat16`).
enum BrainFloat {
    /// Rounds the bytes of a `float32` to the nearest, ties to even; a NaN becomes the quiet one.
    static func nearest(to bytes: [UInt8]) -> [UInt8] {
        let bits = bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard !Float(bitPattern: bits).isNaN else { return [0xC0, 0x7F] }
        // The carry of the largest mantissa lands in the exponent, where it belongs.
        let rounded = (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16
        return [UInt8(truncatingIfNeeded: rounded), UInt8(truncatingIfNeeded: rounded >> 8)]
    }
}
