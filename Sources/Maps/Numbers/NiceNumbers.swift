internal import Glibc

/// Round numbers: for the ends of a colour range and the ticks of a legend.
package enum NiceNumbers {
    /// 1, 2 or 5 times a power of ten, the least that is not below `step`.
    static func step(atLeast step: Double) -> Double {
        guard step > 0, step.isFinite else { return 1 }
        let power = pow(10, floor(log10(step)))
        let digits = [1.0, 2, 5].first { $0 * power >= step * (1 - 1e-9) } ?? 10
        return digits * power
    }

    /// So many times a step, without what binary fractions add: 0.3, not 0.30000000000000004.
    static func multiple(_ count: Double, of step: Double) -> Double {
        let parts = (1 / step).rounded()
        return step < 1 && parts < 1e15 ? count / parts : count * step
    }

    /// The least range of round numbers around two values; equal values get one of a tenth of their size around them.
    package static func range(around lower: Double, _ upper: Double) -> (Double, Double) {
        guard lower.isFinite, upper.isFinite, lower <= upper else { return (0, 1) }
        let span = upper > lower ? upper - lower : max(abs(lower) * 0.2, 1)
        let (low, high) = upper > lower ? (lower, upper) : (lower - span / 2, lower + span / 2)
        let step = step(atLeast: span / 20)
        let ends = (
            multiple(floor(low / step + 1e-9), of: step), multiple(ceil(high / step - 1e-9), of: step)
        )
        return ends.0 < ends.1 && ends.0.isFinite && ends.1.isFinite ? ends : (low, high)
    }

    /// Round values inside a range, about `count` of them, ascending.
    static func ticks(from lower: Double, to upper: Double, count: Int) -> [Double] {
        let step = step(atLeast: (upper - lower) / Double(max(count, 1)))
        let first = ceil(lower / step - 1e-9)
        let last = floor(upper / step + 1e-9)
        guard last >= first, last - first < 100 else { return [lower, upper] }
        return (0...Int(last - first)).map { multiple(first + Double($0), of: step) }
    }

    /// Round values along a logarithmic scale, at most about `count`: 1, 2 and 5 of each decade where there is room for
    /// all, else powers of ten.
    static func decades(from lower: Double, to upper: Double, count: Int) -> [Double] {
        guard lower > 0, lower < upper else { return [] }
        let powers = Int(floor(log10(lower)))...Int(ceil(log10(upper)))
        for digits in [[1.0, 2, 5], [1, 3], [1]] {
            let values = powers.flatMap { power in digits.map { $0 * pow(10, Double(power)) } }
            let inside = values.filter { $0 >= lower * (1 - 1e-9) && $0 <= upper * (1 + 1e-9) }
            if inside.count > 1, inside.count <= count + 2 { return inside }
        }
        return [lower, upper]
    }

    /// A number with no more digits than its step needs: `0.3`, not `0.30000000000000004`.
    package static func text(_ value: Double, step: Double) -> String {
        let size = max(abs(value), step)
        guard size < 1e7, step >= 1e-5 else { return scientific(value) }
        let decimals = step >= 1 ? 0 : min(Int(ceil(-log10(step) - 1e-9)), 6)
        return fixed(value, decimals: decimals)
    }

    private static func fixed(_ value: Double, decimals: Int) -> String {
        let unit = pow(10, Double(decimals))
        let rounded = (value * unit).rounded()
        guard abs(rounded) < 1e15 else { return value.description }
        let digits = Int(abs(rounded))
        let sign = rounded < 0 ? "-" : ""
        guard decimals > 0 else { return sign + String(digits) }
        let (whole, fraction) = digits.quotientAndRemainder(dividingBy: Int(unit))
        let text = String(fraction)
        return "\(sign)\(whole).\(String(repeating: "0", count: max(0, decimals - text.count)))\(text)"
    }

    /// Three digits and an exponent: `1.25e-05`.
    private static func scientific(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return value == 0 ? "0" : value.description }
        let exponent = floor(log10(abs(value)))
        let digits = (value / pow(10, exponent) * 100).rounded() / 100
        let text = digits == digits.rounded() ? String(Int(digits)) : digits.description
        return "\(text)e\(Int(exponent))"
    }
}
