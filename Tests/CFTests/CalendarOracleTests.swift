import Foundation
import TestSupport
import Testing

@testable import CF

private let calendarPython = ProcessInfo.processInfo.environment["SLUICE_TEST_PYTHON"]

/// A hundred thousand random dates of each calendar, both ways, against cftime.
///
/// Needs `SLUICE_TEST_PYTHON`, a Python with cftime; `Tests/run` has one.
@Suite(.enabled(if: calendarPython != nil, "needs SLUICE_TEST_PYTHON"))
struct CalendarOracleTests {
    private static let count = 100_000
    private static let recordBytes = 24

    @Test(arguments: ["standard", "proleptic_gregorian", "julian", "noleap", "all_leap", "360_day"])
    func datesAreThoseOfCftime(name: String) throws {
        let folder = TemporaryFolder()
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/check_calendars.py").path
        let file = "\(folder.path)/dates"
        let seed = name.utf8.reduce(0) { $0 * 31 % 1_000_003 + Int($1) }
        let python = try #require(calendarPython)
        try #require(Command.run([python, script, name, "\(Self.count)", "\(seed)", file]) == 0)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        try #require(bytes.count == Self.count * Self.recordBytes)
        let wrong = try bytes.withUnsafeBytes {
            try differences($0, calendar: #require(CFCalendar(name: name)))
        }
        #expect(wrong == [])
    }

    /// The first few numbers that do not become their date, or dates that do not become their number.
    private func differences(_ records: UnsafeRawBufferPointer, calendar: CFCalendar) throws -> [String] {
        let units = try #require(TimeUnits("milliseconds since 2000-01-01"))
        var wrong: [String] = []
        for start in stride(from: 0, to: records.count, by: Self.recordBytes) {
            let number = records.loadUnaligned(fromByteOffset: start, as: Int64.self)
            let fields = (0..<4).map {
                Int(records.loadUnaligned(fromByteOffset: start + 8 + 4 * $0, as: Int32.self))
            }
            let date = Self.text(fields)
            let milliseconds = units.milliseconds(number, in: calendar)
            let there = milliseconds.map { TimeText.text(milliseconds: $0, calendar: calendar) }
            let back = TimeText(date)?.start(in: calendar)
            if there != date || back != milliseconds {
                wrong.append("\(number): \(there ?? "none") is not \(date)")
            }
            if wrong.count == 5 { break }
        }
        return wrong
    }

    private static func text(_ fields: [Int]) -> String {
        let (seconds, fraction) = (fields[3] / 1000, fields[3] % 1000)
        let numbers = [fields[0], fields[1], fields[2], seconds / 3600, seconds / 60 % 60, seconds % 60]
        let texts = zip(numbers, [4, 2, 2, 2, 2, 2]).map { padded($0, $1) }
        let rest = fraction == 0 ? "" : "." + padded(fraction, 3)
        return "\(texts[0])-\(texts[1])-\(texts[2])T\(texts[3]):\(texts[4]):\(texts[5])\(rest)Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
