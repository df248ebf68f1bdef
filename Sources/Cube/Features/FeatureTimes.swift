package import CF

/// From when to when each feature has samples, in milliseconds since 1970 in the calendar of its times.
package struct FeatureTimes: Sendable, Equatable {
    package let calendar: CFCalendar
    /// The earliest and the latest of each feature, one after the other; `TimeCoordinates.missing` where there is none.
    let ends: [Int64]

    static let bytesPerFeature = 2 * MemoryLayout<Int64>.size

    init(calendar: CFCalendar, ends: [Int64]) {
        (self.calendar, self.ends) = (calendar, ends)
    }

    /// The earliest and the latest moment of a feature; nil where it has none.
    package func span(of feature: Int) -> ClosedRange<Int64>? {
        guard feature >= 0, 2 * feature + 1 < ends.count, ends[2 * feature] != TimeCoordinates.missing,
            ends[2 * feature] <= ends[2 * feature + 1]
        else { return nil }
        return ends[2 * feature]...ends[2 * feature + 1]
    }

    /// The same as texts: `2021-03-01T06:00:00Z`.
    package func texts(of feature: Int) -> (first: String, last: String)? {
        span(of: feature).map {
            (
                TimeText.text(milliseconds: $0.lowerBound, calendar: calendar),
                TimeText.text(milliseconds: $0.upperBound, calendar: calendar)
            )
        }
    }

    /// Of some features, in their order.
    func selected(_ features: [Int]) -> FeatureTimes {
        FeatureTimes(
            calendar: calendar,
            ends: features.flatMap { feature in
                2 * feature + 1 < ends.count
                    ? [ends[2 * feature], ends[2 * feature + 1]]
                    : [TimeCoordinates.missing, TimeCoordinates.missing]
            }
        )
    }
}
