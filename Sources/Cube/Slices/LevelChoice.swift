/// The levels of a column by their real values, in any order, some of them missing.
struct LevelChoice: Sendable {
    /// NaN is a level without a value.
    let values: [Double]

    /// The least and the largest value; nil where there is none.
    var extent: ClosedRange<Double>? {
        let known = values.filter(\.isFinite)
        guard let least = known.min(), let largest = known.max() else { return nil }
        return least...largest
    }

    /// The levels that a selector means, ascending; none for what lies outside, or is no number.
    func indices(_ selector: AxisSelector) -> [Int] {
        switch selector {
        case .value(let value): nearest(to: value).map { [$0] } ?? []
        case .values(let values): Set(values.compactMap(nearest)).sorted()
        case .interval(let first, let second): inside(first, second)
        case .positions(let ranges):
            ranges.flatMap { range in (0..<range.count).map { range[$0] } }.filter {
                values.indices.contains($0) && values[$0].isFinite
            }
        case .byDefault: values.firstIndex(where: \.isFinite).map { [$0] } ?? []
        default: values.indices.filter { values[$0].isFinite }
        }
    }

    /// The level with the nearest value, the lower index of two; nil beyond half a layer of the levels at the ends.
    func nearest(to value: Double) -> Int? {
        guard value.isFinite, let reach, reach.contains(value) else { return nil }
        return values.indices.filter { values[$0].isFinite }
            .min { abs(values[$0] - value) < abs(values[$1] - value) }
    }

    /// From half a layer below the least to half a layer above the largest; of one level its value, to a millionth.
    private var reach: ClosedRange<Double>? {
        let known = Set(values.filter(\.isFinite)).sorted()
        guard let least = known.first, let largest = known.last else { return nil }
        guard known.count > 1 else {
            let slack = max(abs(least), 1) * 1e-6
            return (least - slack)...(least + slack)
        }
        let lower = least - (known[1] - least) / 2
        let upper = largest + (largest - known[known.count - 2]) / 2
        return lower.isFinite && upper.isFinite ? lower...upper : least...largest
    }

    private func inside(_ first: Double?, _ second: Double?) -> [Int] {
        let ends = [first, second].compactMap { $0 }
        let isReversed = ends.count == 2 && ends[0] > ends[1]
        let lower = isReversed ? ends[1] : first ?? -.infinity
        let upper = isReversed ? ends[0] : second ?? .infinity
        return values.indices.filter { values[$0].isFinite && values[$0] >= lower && values[$0] <= upper }
    }
}
