package import CF

/// One direction of a plot: what runs along it, and from where to where.
package struct PlotAxis: Sendable {
    package enum Kind: Sendable {
        case number
        /// Milliseconds of a calendar.
        case time(CFCalendar)
    }

    package let title: String
    package let kind: Kind
    /// The first below the second.
    package let range: ClosedRange<Double>
    /// Whether numbers grow to the left or downward, as depths and pressures do.
    package let isReversed: Bool

    /// Around all numbers that are finite; with `isRounded` from and to round ones.
    package init(
        _ title: String,
        _ kind: Kind = .number,
        around numbers: some Sequence<Double>,
        isReversed: Bool = false,
        isRounded: Bool = false
    ) {
        var (least, largest) = (Double.infinity, -Double.infinity)
        for number in numbers where number.isFinite {
            least = min(least, number)
            largest = max(largest, number)
        }
        (self.title, self.kind, self.isReversed) = (title, kind, isReversed)
        range = Self.range(least, largest, kind, isRounded: isRounded)
    }

    private static func range(_ least: Double, _ largest: Double, _ kind: Kind, isRounded: Bool)
        -> ClosedRange<
            Double
        >
    {
        guard least <= largest, (largest - least).isFinite else { return 0...1 }
        if case .time = kind {
            // One step stands in the middle of an hour.
            return least < largest ? least...largest : (least - 1_800_000)...(largest + 1_800_000)
        }
        guard isRounded || least == largest else { return least...largest }
        let (low, high) = NiceNumbers.range(around: least, largest)
        return low < high ? low...high : 0...1
    }

    /// Where a number lies between the ends, 0…1; from the left, or from below.
    func share(of number: Double) -> Double {
        let share = (number - range.lowerBound) / (range.upperBound - range.lowerBound)
        return isReversed ? 1 - share : share
    }

    /// Marks along it: about `count` of them, ascending, each with its text and, where that changes, the date below it.
    func ticks(_ count: Int) -> [PlotTick] {
        if case .time(let calendar) = kind {
            return TimeTicks.ticks(over: range, calendar, most: max(count, 1))
        }
        let ticks = NiceNumbers.ticks(from: range.lowerBound, to: range.upperBound, count: max(count, 1))
        let step = ticks.count > 1 ? ticks[1] - ticks[0] : abs(range.upperBound - range.lowerBound)
        return ticks.map { PlotTick(number: $0, text: NiceNumbers.text($0, step: step), below: nil) }
    }
}

/// A mark along an axis.
struct PlotTick: Equatable {
    let number: Double
    let text: String
    let below: String?
}
