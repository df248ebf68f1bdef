internal import Glibc
internal import Grids

/// The levels of a column by their real values, in any order, some of them missing.
struct LevelChoice: Sendable {
    /// NaN is a level without a value.
    var values: [Double]

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

    /// The levels that a height, depth or pressure is told by; nil where it lies outside.
    func pair(at value: Double, by method: LevelMethod, of quantity: VerticalQuantity) -> LevelPair? {
        switch method {
        case .nearest: nearest(to: value).map { LevelPair($0) }
        case .linear: around(value, isPressure: quantity == .pressure)
        }
    }

    /// The level with the nearest value, the lower index of two; nil beyond half a layer of the levels at the ends.
    func nearest(to value: Double) -> Int? {
        guard value.isFinite, let reach, reach.contains(value) else { return nil }
        var (found, least): (Int?, Double) = (nil, .infinity)
        for level in values.indices {
            let distance = abs(values[level] - value)
            if distance < least { (found, least) = (level, distance) }
        }
        return found
    }

    /// The level below and the one above, or the one that has the value itself; nil beyond the levels at the ends, which have
    /// what misses them by rounding alone.
    private func around(_ value: Double, isPressure: Bool) -> LevelPair? {
        guard value.isFinite else { return nil }
        var (below, above): (Int?, Int?) = (nil, nil)
        var (lower, upper) = (-Double.infinity, Double.infinity)
        for level in values.indices where values[level].isFinite {
            let own = values[level]
            if own <= value, own > lower { (below, lower) = (level, own) }
            if own >= value, own < upper { (above, upper) = (level, own) }
        }
        guard let below, let above else {
            guard let level = below ?? above, abs(values[level] - value) <= slack(at: value) else {
                return nil
            }
            return LevelPair(level)
        }
        guard lower < upper else { return LevelPair(below) }
        let isLogarithmic = isPressure && lower > 0
        let share =
            isLogarithmic ? log(value / lower) / log(upper / lower) : (value - lower) / (upper - lower)
        return LevelPair(below, above, share: share)
    }

    /// How far a computed value may miss what is asked for by rounding: a millionth, as terms of single precision do, of the
    /// value or of a layer where it is next to nothing.
    private func slack(at value: Double) -> Double {
        let layer = extent.map { ($0.upperBound - $0.lowerBound) / Double(max(values.count - 1, 1)) } ?? 0
        return 1e-6 * max(abs(value), layer.isFinite ? layer : 0)
    }

    /// From half a layer below the least to half a layer above the largest; of one level its value, to a millionth.
    private var reach: ClosedRange<Double>? {
        // The two least and the two largest that differ.
        var (least, second) = (Double.infinity, Double.infinity)
        var (largest, beforeLast) = (-Double.infinity, -Double.infinity)
        for value in values where value.isFinite {
            if value < least {
                (least, second) = (value, least)
            } else if value > least, value < second {
                second = value
            }
            if value > largest {
                (largest, beforeLast) = (value, largest)
            } else if value < largest,
                value > beforeLast
            {
                beforeLast = value
            }
        }
        guard least.isFinite else { return nil }
        guard second.isFinite else {
            let slack = max(abs(least), 1) * 1e-6
            return (least - slack)...(least + slack)
        }
        let lower = least - (second - least) / 2
        let upper = largest + (largest - beforeLast) / 2
        return lower.isFinite && upper.isFinite ? lower...upper : least...largest
    }

    private func inside(_ first: Double?, _ second: Double?) -> [Int] {
        let ends = [first, second].compactMap { $0 }
        let isReversed = ends.count == 2 && ends[0] > ends[1]
        let lower = (isReversed ? ends[1] : first).map { $0 - slack(at: $0) } ?? -.infinity
        let upper = (isReversed ? ends[0] : second).map { $0 + slack(at: $0) } ?? .infinity
        return values.indices.filter { values[$0].isFinite && values[$0] >= lower && values[$0] <= upper }
    }
}
