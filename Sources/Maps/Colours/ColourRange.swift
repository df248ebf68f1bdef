internal import Glibc

/// The values between which a palette runs; those beyond take its end colours.
package struct ColourRange: Sendable, Hashable {
    package let minimum: Double
    /// Always above `minimum`.
    package let maximum: Double
    package let isLogarithmic: Bool

    /// - Returns: nil unless both are finite, the first below the second, and above 0 for a logarithmic scale.
    package init?(minimum: Double, maximum: Double, isLogarithmic: Bool = false) {
        guard minimum.isFinite, maximum.isFinite, minimum < maximum, (maximum - minimum).isFinite else {
            return nil
        }
        guard !isLogarithmic || minimum > 0 else { return nil }
        self.minimum = minimum
        self.maximum = maximum
        self.isLogarithmic = isLogarithmic
    }

    /// Where a value lies between the ends, 0…1 inside; NaN for what has no place.
    package func share(of value: Double) -> Double {
        guard isLogarithmic else { return (value - minimum) / (maximum - minimum) }
        return log(value / minimum) / log(maximum / minimum)
    }

    /// The value at a share of the way.
    package func value(atShare share: Double) -> Double {
        guard isLogarithmic else { return minimum + (maximum - minimum) * share }
        return minimum * pow(maximum / minimum, share)
    }
}

extension ColourRange {
    /// 0…1: for data of which nothing is known.
    package static let unit = ColourRange(minimum: 0, span: 1)

    /// A linear range from a number that is finite, over a span above 0: for ranges known to be sound.
    package init(minimum: Double, span: Double) {
        precondition(minimum.isFinite && span > 0 && minimum + span > minimum)
        self.minimum = minimum
        maximum = minimum + span
        isLogarithmic = false
    }
}
