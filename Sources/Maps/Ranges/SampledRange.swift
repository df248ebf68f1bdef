internal import Cube

/// What is kept of a sample: the range that suits its variable, and its percentiles.
struct SampledRange: Sendable {
    private let suited: RangeChoice.Bounds
    /// The sample's 0th to 100th percentiles; empty without values.
    private let percentiles: [Double]

    /// `sample` has finite values alone, in any order.
    init(_ variable: Variable, _ appearance: LayerAppearance, sample: [Double]) {
        suited = RangeChoice(variable, appearance, sample: sample).bounds
        let sorted = sample.sorted()
        percentiles = sorted.isEmpty ? [] : (0...100).map { Self.percentile($0, of: sorted) }
    }

    /// The values without the two hundredths at either end; 0…1 without any.
    var inner: RangeChoice.Bounds {
        guard percentiles.count > 98 else { return RangeChoice.Bounds(lower: 0, upper: 1) }
        return RangeChoice.Bounds(lower: percentiles[2], upper: percentiles[98])
    }

    /// Between the two values around its place by a straight line, as numpy has it.
    private static func percentile(_ percent: Int, of sorted: [Double]) -> Double {
        let place = Double(percent) / 100 * Double(sorted.count - 1)
        let lower = min(Int(place), sorted.count - 1)
        let upper = min(lower + 1, sorted.count - 1)
        return sorted[lower] + (sorted[upper] - sorted[lower]) * (place - Double(lower))
    }

    /// The range that suits, or some percents of the sample; equal ends get a range of round numbers around them.
    func bounds(_ percents: SamplePercents?) -> RangeChoice.Bounds {
        guard let percents, !percentiles.isEmpty else { return suited }
        let (lower, upper) = (percentiles[percents.lower], percentiles[percents.upper])
        guard ColourRange(minimum: lower, maximum: upper) == nil else {
            return RangeChoice.Bounds(lower: lower, upper: upper)
        }
        let ends = NiceNumbers.range(around: lower, upper)
        return RangeChoice.Bounds(lower: ends.0, upper: ends.1)
    }
}
