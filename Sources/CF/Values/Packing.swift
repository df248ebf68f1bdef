package import Zarr

/// How stored numbers become values: CF 1.11, section 8.1, and the missing-data rules of section 2.5.1.
///
/// All comparisons happen in the stored type, reinterpreted as unsigned first where `_Unsigned` says so.
package struct Packing: Sendable, Equatable {
    /// The stored type after `_Unsigned` has had its word.
    package let storedType: DataType
    package let scale: Double
    package let offset: Double
    /// Stored numbers that mean "missing"; NaN means it always.
    package let missing: [StoredNumber]
    /// Stored numbers outside mean "missing" too; nil where there is no such end.
    package let validMinimum: StoredNumber?
    package let validMaximum: StoredNumber?
    /// The type of the values once unpacked.
    package let valueType: ValueType

    package init(
        storedType: DataType,
        scale: Double = 1,
        offset: Double = 0,
        missing: [StoredNumber] = [],
        validMinimum: StoredNumber? = nil,
        validMaximum: StoredNumber? = nil,
        valueType: ValueType
    ) {
        self.storedType = storedType
        self.scale = scale
        self.offset = offset
        self.missing = missing
        self.validMinimum = validMinimum
        self.validMaximum = validMaximum
        self.valueType = valueType
    }

    /// The same packing without rounding to Float32.
    package var inDoublePrecision: Packing {
        guard valueType == .float else { return self }
        return Packing(
            storedType: storedType,
            scale: scale,
            offset: offset,
            missing: missing,
            validMinimum: validMinimum,
            validMaximum: validMaximum,
            valueType: .double
        )
    }

    /// The same numbers with something added to each, in double precision; unchanged for 0.
    package func moved(by shift: Double) -> Packing {
        guard shift != 0 else { return self }
        return Packing(
            storedType: storedType,
            scale: scale,
            offset: offset + shift,
            missing: missing,
            validMinimum: validMinimum,
            validMaximum: validMaximum,
            valueType: .double
        )
    }

    /// True when a value is the stored number itself.
    package var isIdentity: Bool { scale == 1 && offset == 0 }
}

/// A number exactly as its array stores it.
package enum StoredNumber: Sendable, Equatable {
    case signed(Int64)
    case unsigned(UInt64)
    case floating(Double)

    /// Rounded once if it is an integer beyond 2^53.
    package var double: Double {
        switch self {
        case .signed(let value): Double(value)
        case .unsigned(let value): Double(value)
        case .floating(let value): value
        }
    }
}

/// The type of unpacked values.
package enum ValueType: Sendable, Equatable {
    case float, double
    /// Unscaled integers, kept whole.
    case signedInteger, unsignedInteger
}
