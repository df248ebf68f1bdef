@testable import CF
import Failures
import Testing

@testable import EDR

@Suite struct TimeSelectionTests {
    private static func time(_ text: String) throws -> TimeText { try #require(TimeText(text)) }

    @Test(arguments: [
        "2024-03-01T06:00:00Z", "2024-03-01t06:00:00z", "2024-03-01T06:00Z", "2024-03-01T06:00",
        "2024-03-01T08:00:00+02:00", "2024-03-01T08:00:00 02:00",
    ])
    func instants(_ text: String) throws {
        guard case .instant(let time) = try DatetimeSelection(text) else {
            Issue.record("\(text) is no instant")
            return
        }
        #expect(time.start(in: .standard) == (try Self.time("2024-03-01T06:00:00Z")).start(in: .standard))
    }

    @Test(arguments: ["2024", "2024-03", "2024-03-01"])
    func datesAreWholePeriods(_ text: String) throws {
        let time = try Self.time(text)
        #expect(try DatetimeSelection(text) == .period(time, time))
    }

    @Test func intervals() throws {
        let (a, b) = (try Self.time("2018-02-12T00:00"), try Self.time("2018-03-18T12:31Z"))
        #expect(try DatetimeSelection("2018-02-12T00:00/2018-03-18T12:31Z") == .period(a, b))
        #expect(try DatetimeSelection("../2018-03-18T12:31Z") == .period(nil, b))
        #expect(try DatetimeSelection("/2018-03-18T12:31Z") == .period(nil, b))
        #expect(try DatetimeSelection("2018-02-12T00:00/..") == .period(a, nil))
        #expect(try DatetimeSelection("2018-02-12T00:00/") == .period(a, nil))
        #expect(try DatetimeSelection("../..") == .all)
        let year = try Self.time("2018")
        #expect(try DatetimeSelection("2018/2018") == .period(year, year))
    }

    @Test func lists() throws {
        let (a, b) = (try Self.time("2018-02-12T00:00:00Z"), try Self.time("2018-03-18"))
        #expect(try DatetimeSelection("2018-02-12T00:00:00Z,2018-03-18") == .instants([a, b]))
    }

    @Test(arguments: [
        "", " ", "not-a-date", "2024-13-45T00:00:00Z", "2024-01-01T00:00:00Z/..../x", "../..x", "/", "../",
        "/..",
        "2024-01-01T00:00:00Z//2024-01-02T00:00:00Z", "99999999999", "2024-01-02/2024-01-01",
        "2024-01-01T25:00:00Z",
        "2024-01-01,", ",2024-01-01", "2024-01-01,2024-01-02/2024-01-03", "R/-1/PT", "R", "R1",
        "R1/2024-01-01",
        "R1/2024-01-01/P", "R1/2024-01-01/PT", "R1/2024-01-01/PT0S", "R1/x/P1D", "R-1/2024-01-01/P1D",
        "R/2024-01-01/P1D", "R99999999999/2024-01-01/P1D", "R1/2024-01-01/P1D/x", "now",
        "2024-01-01T00:00:00Zx",
    ])
    func refuses(_ text: String) {
        #expect(throws: Failure.self) { try DatetimeSelection(text) }
    }

    @Test(arguments: [
        (
            "R2/2000-01-01T00:00:00Z/PT6H",
            ["2000-01-01T00:00:00Z", "2000-01-01T06:00:00Z", "2000-01-01T12:00:00Z"]
        ),
        ("R2/2000-01-31/P1M", ["2000-01-31T00:00:00Z", "2000-02-29T00:00:00Z", "2000-03-31T00:00:00Z"]),
        ("R1/1999-12-01/P2M", ["1999-12-01T00:00:00Z", "2000-02-01T00:00:00Z"]),
        ("R0/2000-01-01/P1Y", ["2000-01-01T00:00:00Z"]),
    ])
    func recurrences(text: String, expected: [String]) throws {
        guard case .recurrence(let recurrence) = try DatetimeSelection(text) else {
            Issue.record("\(text) is no recurrence")
            return
        }
        let moments = recurrence.moments(in: .standard, until: .max)
        #expect(moments.map { TimeText.text(milliseconds: $0, calendar: .standard) } == expected)
    }

    @Test func hugeRecurrencesEnd() throws {
        guard case .recurrence(let long) = try DatetimeSelection("R1000000/2000-01-01/P9999999W") else {
            Issue.record("no recurrence")
            return
        }
        #expect(long.moments(in: .standard, until: .max).count < 1_000_001)
        guard case .recurrence(let months) = try DatetimeSelection("R1000000/2000-01-01/P9999999Y") else {
            Issue.record("no recurrence")
            return
        }
        #expect(months.moments(in: .day360, until: .max) == [933_120_000_000])
    }

    @Test(arguments: [
        ("R1/2000-01-01T00:00:00Z/PT6H", [0, 1]), ("R9/2000-01-01T00:00:00Z/PT12H", [0, 2, 4]),
        ("R3/1999-12-31T21:00:00Z/PT3H", [0, 1]), ("R9/2000-01-01T01:00:00Z/PT6H", []),
        ("R2/2000-01-01T00:00:00Z/P1M", [0]), ("R1000000/1900-01-01/PT1H", [0, 1, 2, 3, 4]),
        ("R5/2000-01-03/P1D", []),
    ])
    func membersAmongTheTimesOfAnAxis(text: String, expected: [Int]) throws {
        guard case .recurrence(let recurrence) = try DatetimeSelection(text) else {
            Issue.record("\(text) is no recurrence")
            return
        }
        let start = try #require(TimeText("2000-01-01")?.start(in: .standard))
        let milliseconds = (0..<5).map { start + $0 * 21_600_000 } + [.max, .min]
        let times = TimeCoordinates(calendar: .standard, milliseconds: milliseconds)
        #expect(recurrence.positions(in: times) == expected)
    }
}

@Suite struct ISODurationTests {
    @Test(arguments: [
        ("P1D", 0, 86_400_000, "P1D"), ("PT24H", 0, 86_400_000, "P1D"), ("PT6H", 0, 21_600_000, "PT6H"),
        ("PT90M", 0, 5_400_000, "PT1H30M"), ("P1W", 0, 604_800_000, "P7D"), ("PT0.5S", 0, 500, "PT0.500S"),
        ("P1M", 1, 0, "P1M"), ("P1Y", 12, 0, "P1Y"), ("P1Y6M", 18, 0, "P18M"), ("pt1h", 0, 3_600_000, "PT1H"),
        ("P1DT1S", 0, 86_401_000, "P1DT1S"),
    ])
    func reads(text: String, months: Int, milliseconds: Int64, canonical: String) {
        let duration = ISODuration(text)
        #expect(duration == ISODuration(months: months, milliseconds: milliseconds))
        #expect(duration?.text == canonical)
    }

    @Test(arguments: [
        "", "P", "PT", "P1", "1D", "P1H", "PT1D", "P1D1Y", "P-1D", "P0D", "P1.5D", "PT1HT1M", "P1e9D",
        "PnanD",
    ])
    func refuses(_ text: String) {
        #expect(ISODuration(text) == nil)
    }
}
