import Foundation
import JSON
import Testing

@testable import CF

/// Every line of the fixture: a number and the date that cftime makes of it.
private struct DatedNumber: CustomTestStringConvertible {
    let calendar: String
    let number: Double
    let date: String
    let units: String

    var testDescription: String { "\(calendar): \(number) \(units)" }

    static func all() throws -> [DatedNumber] {
        let url = try #require(
            Bundle.module.url(forResource: "calendars", withExtension: "txt", subdirectory: "Fixtures")
        )
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").compactMap { line in
            let fields = line.split(separator: "\t").map(String.init)
            guard fields.count == 4, let number = Double(fields[1]) else { return nil }
            return DatedNumber(calendar: fields[0], number: number, date: fields[2], units: fields[3])
        }
    }
}

@Suite struct CalendarTests {
    /// cftime is the oracle; the script that asked it lies beside the fixture.
    @Test func numbersBecomeTheDatesOfCftime() throws {
        let lines = try DatedNumber.all()
        #expect(lines.count > 900)
        for line in lines {
            let calendar = try #require(CFCalendar(name: line.calendar))
            let units = try #require(TimeUnits(line.units), "\(line.units)")
            let milliseconds = units.milliseconds(line.number, in: calendar)
            #expect(
                milliseconds.map { TimeText.text(milliseconds: $0, calendar: calendar) } == line.date,
                "\(line)"
            )
            let back = try #require(TimeText(line.date))
            #expect(back.start(in: calendar) == milliseconds, "\(line)")
        }
    }

    /// cftime refuses them all ("invalid day number"): no other day is meant.
    @Test(arguments: [
        ("days since 2023-02-29", "standard", false), ("days since 2024-02-29", "standard", true),
        ("days since 2024-04-31", "standard", false), ("hours since 2024-02-30", "standard", false),
        ("hours since 2024-02-30", "360_day", true), ("days since 2024-01-31", "360_day", false),
        ("days since 2024-02-29", "noleap", false), ("months since 2023-02-30", "standard", false),
    ])
    func referenceDatesExist(units: String, calendar: String, isDate: Bool) {
        let attributes = CFAttributes(
            JSONObject([("units", .string(units)), ("calendar", .string(calendar))])
        )
        #expect((Dates(attributes) != nil) == isDate)
    }

    @Test(arguments: CFCalendar.allCases)
    func daysAndDatesAreInverse(calendar: CFCalendar) {
        for day in stride(from: -900_000, through: 900_000, by: 977) {
            let date = calendar.date(ofDay: day)
            #expect(calendar.day(year: date.year, month: date.month, day: date.day) == day)
        }
    }

    @Test(arguments: [
        ("standard", 1582, 10, 10), ("noleap", 2000, 2, 29), ("360_day", 2001, 1, 31),
        ("standard", 1900, 2, 29),
        ("julian", 1900, 2, 30), ("standard", 2000, 13, 1), ("standard", 2000, 0, 1),
        ("standard", 2000, 1, 0),
        ("standard", 2_000_000, 1, 1),
    ])
    func datesThatDoNotExist(name: String, year: Int, month: Int, day: Int) throws {
        let calendar = try #require(CFCalendar(name: name))
        #expect(calendar.day(year: year, month: month, day: day) == nil)
    }

    @Test(arguments: [
        ("2024-03-05T06:07:08Z", "2024-03-05T06:07:08Z"),
        ("2024-03-05T06:07:08.250Z", "2024-03-05T06:07:08.250Z"),
        ("2024-03-05T06:07:08+02:00", "2024-03-05T04:07:08Z"), ("2024-03-05t06:07z", "2024-03-05T06:07:00Z"),
        ("2024-03-05 06:07", "2024-03-05T06:07:00Z"), ("2024-03", "2024-03-01T00:00:00Z"),
        ("2024", "2024-01-01T00:00:00Z"), ("2024-03-05T06:07:08 02:00", "2024-03-05T04:07:08Z"),
        ("-0044-03-15", "-000044-03-15T00:00:00Z"), ("+12024-01-01", "+012024-01-01T00:00:00Z"),
        ("2024-03-05T24:00:00Z", "2024-03-06T00:00:00Z"), ("2024-02-30", "2024-02-29T00:00:00Z"),
        ("2024-03-05T06:07:08,1239Z", "2024-03-05T06:07:08.123Z"),
    ])
    func clientsTextsAreUnderstood(text: String, expected: String) throws {
        let parsed = try #require(TimeText(text))
        let start = try #require(parsed.start(in: .prolepticGregorian))
        #expect(TimeText.text(milliseconds: start, calendar: .prolepticGregorian) == expected)
    }

    @Test(arguments: [
        "", "now", "24-01-01", "2024-1-1", "2024-13-01", "2024-01-32", "2024-01-01T25:00", "2024-01-01T00:60",
        "2024-01-01T00:00:61", "2024-01-01T24:00:01", "2024-01-01T", "2024-01-01T00:00Zx", "20240101",
        "2024-01-01T00:00:00+25:00",
        "99999999999999999999", "2024-01-01T00:00:00.Z", "2024-01-0１",
    ])
    func otherTextsAreNot(text: String) {
        #expect(TimeText(text) == nil)
    }

    @Test(arguments: [
        ("2024", "2024-12-31T23:59:59.999Z"), ("2024-02", "2024-02-29T23:59:59.999Z"),
        ("2024-02-03", "2024-02-03T23:59:59.999Z"), ("2024-02-03T04", "2024-02-03T04:59:59.999Z"),
        ("2024-02-03T04:05:06Z", "2024-02-03T04:05:06Z"),
    ])
    func reducedDatesArePeriods(text: String, end: String) throws {
        let parsed = try #require(TimeText(text)?.end(in: .standard))
        #expect(TimeText.text(milliseconds: parsed, calendar: .standard) == end)
    }

    @Test(arguments: [
        "hours since 1800-01-01", "Hours Since 1800-1-1 0:0:0.0", "days since 1-1-1",
        "hour since 2012-05-15T12:00:00Z",
        "secs since 1904-01-01 00:00:00.000 00:00", "days since 2000-01-01 00:00:00 +00:00",
        "msec from 1970-1-1 UTC",
        "weeks since 1990-01-01 6", "days since -0044-03-15",
    ])
    func unitsAsFilesWriteThem(text: String) {
        #expect(TimeUnits(text) != nil)
    }

    @Test(arguments: [
        "days since 0.0", "msec since 00:00:00", "fortnights since 2000-01-01", "days", "days since",
        "since 2000-01-01",
        "days since 2000-13-01", "days since 2000-01-01 25:00", "days since 2000-01-01 00:00 CEST",
        "days since 99999999-01-01",
    ])
    func unitsThatCannotBeRead(text: String) {
        #expect(TimeUnits(text)?.reference.start(in: .standard) == nil)
    }

    @Test(arguments: [
        (Double.nan, "days since 2000-01-01"), (.infinity, "days since 2000-01-01"),
        (1e300, "days since 2000-01-01"), (9e18, "weeks since 2000-01-01"), (-9e18, "years since 2000-01-01"),
    ])
    func numbersThatAreNoDates(number: Double, units: String) throws {
        let units = try #require(TimeUnits(units))
        #expect(units.milliseconds(number, in: .standard) == nil)
    }

    /// Months are calendar months; a fraction scales the length of the month reached, which is our reading.
    @Test(arguments: [
        (1.0, "2000-02-01T00:00:00Z"), (1.5, "2000-02-15T12:00:00Z"), (-1.0, "1999-12-01T00:00:00Z"),
    ])
    func monthsAreCalendarMonths(number: Double, expected: String) throws {
        let units = try #require(TimeUnits("months since 2000-01-01"))
        let milliseconds = try #require(units.milliseconds(number, in: .standard))
        #expect(TimeText.text(milliseconds: milliseconds, calendar: .standard) == expected)
    }
}
