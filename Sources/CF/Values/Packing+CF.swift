package import JSON
package import Zarr

extension Packing {
    /// What a variable's attributes say about its numbers (CF 1.11, sections 2.5.1 and 8.1; digest: cf.md, section 4).
    ///
    /// `masksInvalid` is false for coordinates, whose `valid_range` is often that of a parent file; `report` is told
    /// what had to be ignored.
    package init(
        type: DataType,
        attributes: CFAttributes,
        masksInvalid: Bool,
        report: (PackingProblem) -> Void
    ) {
        let storedType = Self.reinterpreted(type, attributes)
        for name in ["scale_factor", "add_offset"] + (masksInvalid ? ["valid_min", "valid_max"] : [])
        where attributes.isPresent(name) && attributes.number(name) == nil {
            report(.notNumbers(attribute: name, count: 1))
        }
        if attributes.isPresent("missing_value"), attributes.numberValues("missing_value").isEmpty {
            report(.notNumbers(attribute: "missing_value", count: 1))
        }
        var scale = attributes.number("scale_factor") ?? 1
        var offset = attributes.number("add_offset") ?? 0
        if scale == 0 || !scale.isFinite || !offset.isFinite {
            report(.unusable(scale: scale, offset: offset))
            (scale, offset) = (1, 0)
        }
        let missing = ["_FillValue", "missing_value"].flatMap { name in
            attributes.numberValues(name).compactMap { StoredNumber($0, as: storedType) }
        }
        let valid = masksInvalid ? ValidLimits(attributes, storedType, scale, offset, report) : ValidLimits()
        self.init(
            storedType: storedType,
            scale: scale,
            offset: offset,
            missing: missing,
            validMinimum: valid.minimum,
            validMaximum: valid.maximum,
            valueType: Self.valueType(storedType, scale, offset)
        )
    }

    /// The stored type after `_Unsigned` (netCDF user's guide) has had its word.
    private static func reinterpreted(_ type: DataType, _ attributes: CFAttributes) -> DataType {
        let word = attributes.object["_Unsigned"]
        let claim = word?.boolValue ?? word?.stringValue.map { $0.lowercased() == "true" }
        switch (claim, type) {
        case (true, .int8): return .uint8
        case (true, .int16): return .uint16
        case (true, .int32): return .uint32
        case (true, .int64): return .uint64
        case (false, .uint8): return .int8
        case (false, .uint16): return .int16
        case (false, .uint32): return .int32
        case (false, .uint64): return .int64
        default: return type
        }
    }

    /// Unscaled integers stay integers; Float32 only where nothing is lost by it.
    ///
    /// JSON keeps no attribute types: an
    /// attribute counts as Float32 when its number is one.
    private static func valueType(_ type: DataType, _ scale: Double, _ offset: Double) -> ValueType {
        if scale == 1, offset == 0, !type.isFloatingPoint {
            return type.isSignedInteger ? .signedInteger : .unsignedInteger
        }
        switch type {
        case .float32, .float16: return .float
        case .int8, .uint8, .int16, .uint16, .bool:
            return Double(Float(scale)) == scale && Double(Float(offset)) == offset ? .float : .double
        default: return .double
        }
    }
}

/// `valid_min`, `valid_max` and `valid_range` in the stored type.
private struct ValidLimits {
    var minimum: StoredNumber?
    var maximum: StoredNumber?

    init() {}

    init(
        _ attributes: CFAttributes,
        _ type: DataType,
        _ scale: Double,
        _ offset: Double,
        _ report: (PackingProblem) -> Void
    ) {
        var pair = attributes.numberValues("valid_range")
        if attributes.isPresent("valid_range"), pair.count != 2 || pair.contains(where: Self.isNoNumber) {
            report(.notNumbers(attribute: "valid_range", count: 2))
            pair = []
        }
        var lower = pair.count == 2 ? pair[0] : attributes.numberValues("valid_min").first
        var upper = pair.count == 2 ? pair[1] : attributes.numberValues("valid_max").first
        if !type.isFloatingPoint, scale != 1 || offset != 0, Self.isUnpacked(lower) || Self.isUnpacked(upper)
        {
            (lower, upper) = Self.packed(lower, upper, scale, offset)
        }
        minimum = lower.flatMap { StoredNumber($0, as: type) }
        maximum = upper.flatMap { StoredNumber($0, as: type) }
        if let low = minimum?.double, let high = maximum?.double, !(low <= high) {
            report(.emptyValidRange(from: low, to: high))
            (minimum, maximum) = (nil, nil)
        }
    }

    private static func isNoNumber(_ value: JSONValue) -> Bool { value.doubleValue?.isNaN ?? true }

    /// Fractions on a packed integer are meant unpacked.
    private static func isUnpacked(_ value: JSONValue?) -> Bool {
        guard let number = value?.doubleValue else { return false }
        return number.isFinite && number != number.rounded()
    }

    private static func packed(
        _ lower: JSONValue?,
        _ upper: JSONValue?,
        _ scale: Double,
        _ offset: Double
    ) -> (JSONValue?, JSONValue?) {
        let stored = [lower, upper].map { $0?.doubleValue.map { ($0 - offset) / scale } }
        let (first, second) = scale < 0 ? (stored[1], stored[0]) : (stored[0], stored[1])
        return (first.map { .number($0.rounded(.up)) }, second.map { .number($0.rounded(.down)) })
    }
}

extension StoredNumber {
    /// An attribute's number in an array's type; nil when the type cannot hold it, which then marks nothing.
    package init?(_ value: JSONValue, as type: DataType) {
        switch type {
        case .float64: self = .floating(value.doubleValue ?? .nan)
        case .float32: self = .floating(Double(Float(value.doubleValue ?? .nan)))
        case .float16: self = .floating(Double(Float16(value.doubleValue ?? .nan)))
        case .bool: return nil
        case .int8, .int16, .int32, .int64:
            guard let number = Self.signed(value, bits: type.size * 8) else { return nil }
            self = .signed(number)
        case .uint8, .uint16, .uint32, .uint64:
            guard let number = Self.unsigned(value, bits: type.size * 8) else { return nil }
            self = .unsigned(number)
        }
    }

    private static func signed(_ value: JSONValue, bits: Int) -> Int64? {
        let number: Int64
        switch value {
        case .unsigned(let bitsOfIt) where bits == 64: number = Int64(bitPattern: bitsOfIt)
        default:
            guard let integer = value.integerValue else { return nil }
            number = integer
        }
        let shift = 64 - bits
        let kept = (number << shift) >> shift
        // 255 on a signed byte means the same bits; 1e5 on one means nothing.
        guard kept == number || UInt64(bitPattern: number) >> bits == 0 else { return nil }
        return kept
    }

    private static func unsigned(_ value: JSONValue, bits: Int) -> UInt64? {
        if case .unsigned(let number) = value { return bits == 64 ? number : nil }
        guard let number = value.integerValue else { return nil }
        let mask = bits == 64 ? UInt64.max : (1 << UInt64(bits)) - 1
        if number >= 0 { return UInt64(number) <= mask ? UInt64(number) : nil }
        // −1 on an unsigned type means the same bits, if the type had been able to hold it as a signed one.
        guard bits == 64 || number >= -(1 << Int64(bits - 1)) else { return nil }
        return UInt64(bitPattern: number) & mask
    }
}

extension CFAttributes {
    /// Whether an attribute says anything at all.
    fileprivate func isPresent(_ name: String) -> Bool {
        switch object[name] {
        case nil, .null?: false
        case .array(let values)?: !values.isEmpty
        default: true
        }
    }
}
