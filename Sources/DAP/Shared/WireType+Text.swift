internal import JSON

extension WireType {
    /// A number as text that reads back as exactly this type; nil when it is none, or does not fit.
    ///
    /// A single-precision number has the digits of its double: pydap reads it as one and compares it with the data, and
    /// netCDF-C 4.10 reads `-99.9` as the neighbour of what it is.
    func text(of value: JSONValue) -> String? {
        switch self {
        case .float32: double(of: value).map { WireNumberText.of(Double(Float($0))) }
        case .float64: double(of: value).map { WireNumberText.of($0) }
        case .string: nil
        default: integerText(of: value)
        }
    }

    /// Some writers leave `"NaN"` or `"Infinity"` as texts, as Zarr's own metadata does.
    private func double(of value: JSONValue) -> Double? {
        switch value.stringValue {
        case "NaN": .nan
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        case .some: nil
        case nil: value.doubleValue
        }
    }

    /// Of the same width, a signed number for an unsigned type (and the reverse) is taken as its bits, as `_Unsigned`
    /// variables have it.
    private func integerText(of value: JSONValue) -> String? {
        switch self {
        case .int8: bits(value, Int8.self, UInt8.self)
        case .uint8: bits(value, UInt8.self, Int8.self)
        case .int16: bits(value, Int16.self, UInt16.self)
        case .uint16: bits(value, UInt16.self, Int16.self)
        case .int32: bits(value, Int32.self, UInt32.self)
        case .uint32: bits(value, UInt32.self, Int32.self)
        case .int64: bits(value, Int64.self, UInt64.self)
        case .uint64: bits(value, UInt64.self, Int64.self)
        case .float32, .float64, .string: nil
        }
    }

    private func bits<Target: FixedWidthInteger, Twin: FixedWidthInteger>(
        _ value: JSONValue,
        _: Target.Type,
        _: Twin.Type
    ) -> String? {
        func convert(_ number: some BinaryInteger) -> String? {
            if let exact = Target(exactly: number) { return String(exact) }
            return Twin(exactly: number).map { String(Target(truncatingIfNeeded: $0)) }
        }
        if case .unsigned(let number) = value { return convert(number) }
        if let number = value.integerValue { return convert(number) }
        return nil
    }
}

/// Floating-point numbers as DAS, DMR and `.ascii` spell them: shortest text that reads back, `NaN`, `Inf`, `-Inf`.
enum WireNumberText {
    static func of(_ value: Float) -> String { spelled(value.description, isFinite: value.isFinite) }

    static func of(_ value: Double) -> String { spelled(value.description, isFinite: value.isFinite) }

    private static func spelled(_ text: String, isFinite: Bool) -> String {
        if isFinite { return text }
        switch text {
        case "inf": return "Inf"
        case "-inf": return "-Inf"
        default: return "NaN"
        }
    }
}
