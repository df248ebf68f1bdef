internal import Glibc

/// Numbers in one unit as numbers in another: `value × scale + offset`.
package struct UnitConversion: Sendable, Equatable {
    package let scale: Double
    package let offset: Double

    package init(scale: Double, offset: Double) {
        self.scale = scale
        self.offset = offset
    }

    package func callAsFunction(_ value: Double) -> Double { value * scale + offset }

    /// The same for differences of values, which have no zero point: 1 K is 1 °C.
    package var ofDifferences: UnitConversion { UnitConversion(scale: scale, offset: 0) }

    /// The straight line through what a function gives; nil when it is none.
    package init?(_ function: (Double) -> Double) {
        let (zero, far) = (function(0), function(Self.far))
        let scale = (far - zero) / Self.far
        guard zero.isFinite, scale.isFinite, scale != 0 else { return nil }
        for sample in [1.0, 2, -40] {
            let (given, straight) = (function(sample), zero + sample * scale)
            guard abs(given - straight) <= 1e-9 * max(abs(given), abs(zero), abs(scale)) else { return nil }
        }
        self.init(scale: Self.rounded(scale), offset: Self.rounded(zero))
    }

    /// A power of two, so that dividing by it rounds nothing.
    private static let far = 1024.0

    /// 31.999999999999886 is 32: units are defined by few digits, and going through kelvin left the rest.
    private static func rounded(_ value: Double) -> Double {
        guard value != 0 else { return 0 }
        let power = pow(10, 12 - log10(abs(value)).rounded(.down))
        let short = (value * power).rounded() / power
        return abs(short - value) <= 1e-14 * abs(value) ? short : value
    }
}
