/// The type in which the positions of an axis are stored, and in which clients read and request them.
///
/// 0.494025 as a float is 0.49402499198913574 as a double: a request for 0.494025 means both.
package enum PositionType: Sendable, Equatable {
    case half, single, double

    /// The number of fewest digits that this type reads as it reads `value`; the value itself in double precision.
    package func shortest(_ value: Double) -> Double {
        switch self {
        case .double: value
        case .single: Self.shortest(Float(value), of: value)
        case .half: Self.shortest(Float16(value), of: value)
        }
    }

    /// A number that was computed from such numbers, without the digits that computing made up.
    func written(_ value: Double) -> Double {
        guard self != .double, abs(value) < 1e5 else { return value }
        return (value * 1e10).rounded() / 1e10
    }

    /// What rounding to this type may change, as a part of a number: half a unit in the last place, four times over.
    var rounding: Double {
        switch self {
        case .half: 0x1p-9
        case .single: 0x1p-22
        case .double: 0
        }
    }

    /// Decimals that are tried before the general way, which takes twenty times as long; up to 10^22 powers are exact.
    private static let maxDecimals = 8

    private static func shortest<Narrow: BinaryFloatingPoint & LosslessStringConvertible>(
        _ narrow: Narrow,
        of value: Double
    ) -> Double {
        guard narrow.isFinite else { return value }
        let exact = Double(narrow)
        var power = 1.0
        for _ in 0..<maxDecimals {
            let decimal = (exact * power).rounded() / power
            if Narrow(decimal) == narrow { return decimal }
            power *= 10
        }
        return Double(narrow.description) ?? exact
    }
}
