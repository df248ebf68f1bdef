import CF
import Testing

@testable import Maps

/// Marks along the axes of plots: round numbers and whole dates, none twice, none outside.
@Suite struct PlotAxisTests {
    private static func axis(_ first: String, _ last: String, _ calendar: CFCalendar = .standard) -> PlotAxis
    {
        let moments = [first, last].map {
            TimeText($0).flatMap { $0.start(in: calendar) }.map(Double.init) ?? .nan
        }
        return PlotAxis("", .time(calendar), around: moments)
    }

    @Test(arguments: [
        (
            "2024-02-28T00:00:00Z", "2024-03-02T00:00:00Z", 4,
            ["2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02"]
        ),
        ("2020-01-15", "2024-06-15", 5, ["2021", "2022", "2023", "2024"]),
        (
            "2024-01-01", "2024-07-01", 7,
            ["2024-01", "2024-02", "2024-03", "2024-04", "2024-05", "2024-06", "2024-07"]
        ),
        ("1850-01-01", "2100-01-01", 6, ["1850", "1900", "1950", "2000", "2050", "2100"]),
        ("2024-01-31T22:00:00Z", "2024-02-01T02:00:00Z", 4, ["22:00", "23:00", "00:00", "01:00", "02:00"]),
        (
            "2024-01-01T00:00:00Z", "2024-01-01T00:00:03Z", 4,
            ["00:00:00", "00:00:01", "00:00:02", "00:00:03"]
        ),
    ])
    func datesAreWhole(first: String, last: String, count: Int, texts: [String]) {
        #expect(Self.axis(first, last).ticks(count).map(\.text) == texts)
    }

    /// A day is named below the first of its hours.
    @Test func hoursHaveTheirDayOnce() {
        let ticks = Self.axis("2024-01-31T22:00:00Z", "2024-02-01T02:00:00Z").ticks(4)
        #expect(ticks.map(\.below) == ["2024-01-31", nil, "2024-02-01", nil, nil])
    }

    @Test(arguments: [CFCalendar.day360, .noLeap, .allLeap, .julian, .prolepticGregorian])
    func calendarsHaveTheirOwnMonths(calendar: CFCalendar) {
        let ticks = Self.axis("2023-11-01", "2024-03-01", calendar).ticks(5).map(\.text)
        #expect(ticks == ["2023-11", "2023-12", "2024-01", "2024-02", "2024-03"])
    }

    @Test(arguments: [
        (0.0, 1.0), (-5, 5), (1e-9, 2e-9), (0, 1e12), (-40_000, -39_999), (3, 3), (0, 0), (1e300, 2e300),
        (-1e308, 1e308),
        (.nan, .nan), (.infinity, 1), (1, 1 + 1e-15),
    ])
    func numbersAreInsideAndFew(low: Double, high: Double) {
        for isRounded in [false, true] {
            let axis = PlotAxis("", around: [low, high], isRounded: isRounded)
            #expect(axis.range.lowerBound < axis.range.upperBound)
            for count in [1, 3, 10] {
                let ticks = axis.ticks(count)
                #expect(ticks.count <= 100)
                let span = axis.range.upperBound - axis.range.lowerBound
                #expect(
                    ticks.allSatisfy {
                        $0.number >= axis.range.lowerBound - span * 1e-6
                            && $0.number <= axis.range.upperBound + span * 1e-6
                    }
                )
            }
        }
    }

    /// Moments far beyond all dates are bounded too.
    @Test func oddMomentsEnd() {
        for ends in [(-1e18, 1e18), (0, 9e15), (-9e15, -8.9e15), (0, 1)] {
            let axis = PlotAxis("", .time(.standard), around: [ends.0, ends.1])
            #expect(axis.ticks(8).count <= 400)
        }
    }

    /// Depths grow downward.
    @Test func reversedAxesRunTheOtherWay() {
        let axis = PlotAxis("", around: [0, 100], isReversed: true)
        #expect(axis.share(of: 0) == 1 && axis.share(of: 100) == 0 && axis.share(of: 25) == 0.75)
    }
}
