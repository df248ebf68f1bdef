internal import CF
internal import Cube
internal import JSON

/// The range that suits a variable: what its attributes say, where that fits its values, else the values themselves.
///
/// In this order: `actual_range`; what is usual for the quantity; `valid_range` or `valid_min` and `valid_max`, unpacked.
/// Each counts only if most of a sample of values lies inside and spans a good part of it: a valid range says what a
/// number can be, an actual range may be that of another file, and a quantity has other values elsewhere.
struct RangeChoice {
    /// Two finite numbers, the first not above the second.
    struct Bounds: Sendable, Equatable {
        let lower, upper: Double
    }

    private let variable: Variable
    private let appearance: LayerAppearance
    /// Ascending.
    private let sample: [Double]

    /// Shares of the sample that are left out at either end.
    private static let tail = 50
    /// How much of the values has to lie in a range, and how much of the range they have to span.
    private static let leastInside = 0.9
    private static let leastSpanned = 0.25
    /// The same of a valid range, which is mostly far wider than any data.
    private static let leastSpannedOfValid = 0.5

    /// `sample` has finite values alone, in any order.
    init(_ variable: Variable, _ appearance: LayerAppearance, sample: [Double]) {
        self.variable = variable
        self.appearance = appearance
        self.sample = sample.sorted()
    }

    var bounds: Bounds {
        switch appearance.kind {
        case .turn(let circle): turn(circle)
        case .centred: centred(suggested ?? rounded(inner))
        case .plain, .categories: suggested ?? rounded(inner)
        }
    }

    /// A whole circle, around zero where the values are.
    private func turn(_ circle: Double) -> Bounds {
        let isSigned = inner.map { $0.lower < 0 } ?? false
        return isSigned ? Bounds(lower: -circle / 2, upper: circle / 2) : Bounds(lower: 0, upper: circle)
    }

    /// As far below zero as above it.
    private func centred(_ bounds: Bounds) -> Bounds {
        let reach = max(abs(bounds.lower), abs(bounds.upper))
        return reach > 0 ? Bounds(lower: -reach, upper: reach) : bounds
    }

    /// The values without the two hundredths at either end; nil without any.
    private var inner: Bounds? {
        guard !sample.isEmpty else { return nil }
        let cut = sample.count / Self.tail
        return Bounds(lower: sample[cut], upper: sample[sample.count - 1 - cut])
    }

    /// The first range that attributes suggest and values confirm; without values the first at all.
    private var suggested: Bounds? {
        let usual = appearance.usual.map { Bounds(lower: $0.minimum, upper: $0.maximum) }
        let all = [
            (actual, Self.leastSpanned), (usual, Self.leastSpanned), (valid, Self.leastSpannedOfValid),
        ]
        guard let inner else { return all.lazy.compactMap(\.0).first }
        return all.lazy.compactMap { range, least in
            range.flatMap { Self.fits($0, inner, spanning: least) ? $0 : nil }
        }.first
    }

    private static func fits(_ range: Bounds, _ inner: Bounds, spanning least: Double) -> Bool {
        let (span, width) = (inner.upper - inner.lower, range.upper - range.lower)
        let shared = min(range.upper, inner.upper) - max(range.lower, inner.lower)
        return span > 0 && width > 0 && shared >= leastInside * span && span >= least * width
    }

    private func rounded(_ inner: Bounds?) -> Bounds {
        guard let inner else { return Bounds(lower: 0, upper: 1) }
        let ends = NiceNumbers.range(around: inner.lower, inner.upper)
        return Bounds(lower: ends.0, upper: ends.1)
    }

    private var actual: Bounds? {
        // What is made of several variables has attributes of its own alone.
        guard variable.part == nil else { return nil }
        let numbers = variable.stored.attributes["actual_range"]?.arrayValue?.compactMap(\.doubleValue) ?? []
        return numbers.count == 2 ? Self.checked(numbers[0], numbers[1]) : nil
    }

    /// Valid ranges are packed as the values are, actual ones are not (CF 1.11, section 2.5.1).
    private var valid: Bounds? {
        let packing = variable.packing
        guard let lower = packing.validMinimum?.double, let upper = packing.validMaximum?.double else {
            return nil
        }
        let ends = [lower, upper].map { $0 * packing.scale + packing.offset }
        return Self.checked(min(ends[0], ends[1]), max(ends[0], ends[1]))
    }

    private static func checked(_ lower: Double, _ upper: Double) -> Bounds? {
        ColourRange(minimum: lower, maximum: upper).map { Bounds(lower: $0.minimum, upper: $0.maximum) }
    }
}

extension RangeChoice.Bounds {
    /// A range that exists whatever the numbers: logarithmic ones begin three decades below their end if they must.
    func range(isLogarithmic: Bool) -> ColourRange {
        let logarithmic = { (low: Double) in ColourRange(minimum: low, maximum: upper, isLogarithmic: true) }
        if isLogarithmic, upper > 0, let range = logarithmic(lower) ?? logarithmic(upper / 1000) {
            return range
        }
        return ColourRange(minimum: lower, maximum: upper) ?? .unit
    }
}
