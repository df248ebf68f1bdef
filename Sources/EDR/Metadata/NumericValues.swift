/// The positions of a numeric axis for an extent: one by one if they are few, else as a recurrence or an interval.
struct NumericValues {
    let least: Double
    let greatest: Double
    let texts: [String]

    /// Levels and members are listed up to so many: more than any model has, and still a small document.
    private static let mostListed = 300

    /// - Returns: nil when there is no finite value.
    init?(_ values: [Double]) {
        let finite = values.filter(\.isFinite)
        guard let least = finite.min(), let greatest = finite.max() else { return nil }
        self.least = least
        self.greatest = greatest
        if finite.count <= Self.mostListed {
            texts = finite.map(NumberText.of)
        } else if let step = Self.step(of: finite) {
            texts = ["R\(finite.count - 1)/\(NumberText.of(finite[0]))/\(NumberText.of(step))"]
        } else {
            texts = ["\(NumberText.of(least))/\(NumberText.of(greatest))"]
        }
    }

    /// The step of values that its multiples give back but for rounding.
    private static func step(of values: [Double]) -> Double? {
        let first = values[0]
        let mean = (values[values.count - 1] - first) / Double(values.count - 1)
        let step = (mean * 1e9).rounded() / 1e9
        guard step != 0 else { return nil }
        let isRegular = values.indices.allSatisfy {
            abs(values[$0] - (first + Double($0) * step)) <= abs(step) * 1e-6
        }
        return isRegular ? step : nil
    }
}
