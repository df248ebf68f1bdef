import Foundation
import Testing

@testable import ObjectStorage

/// Dates of UTC against Foundation's Gregorian calendar, over the years that servers write.
struct UTCDateTests {
    @Test func datesAreThoseOfTheGregorianCalendar() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        // From 1905 to 2500, at times of day that move along.
        for seconds in stride(from: -2_051_222_400, to: 16_725_225_600, by: 86_400 * 3 + 12_345) {
            let date = UTCDate(secondsSinceEpoch: seconds)
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second, .weekday],
                from: Date(timeIntervalSince1970: Double(seconds))
            )
            let expected = [parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second]
            let found = [date.year, date.month, date.day, date.hour, date.minute, date.second]
            guard found == expected, date.weekday + 1 == parts.weekday, date.secondsSinceEpoch == seconds
            else {
                Issue.record("\(seconds): \(found), \(expected)")
                return
            }
        }
    }

    @Test(arguments: [
        (0, "19700101T000000Z"), (951_827_696, "20000229T123456Z"), (4_107_542_399, "21000228T235959Z"),
    ])
    func signaturesWriteThem(seconds: Int, text: String) {
        #expect(SigningTime(secondsSinceEpoch: seconds).text == text)
    }
}
