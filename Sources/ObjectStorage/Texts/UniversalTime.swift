/// Times as cloud services write them: `2026-03-01T12:34:56Z`, perhaps with a fraction of the second.
package enum UniversalTime {
    /// Seconds since 1970; nil when the text is no such time.
    package static func seconds(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T"), bytes.last == UInt8(ascii: "Z") else {
            return nil
        }
        func number(_ range: Range<Int>) -> Int? {
            Int(String(decoding: bytes[range], as: UTF8.self)).flatMap { $0 >= 0 ? $0 : nil }
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            year >= 1970, (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
            second < 61
        else { return nil }
        let date = UTCDate(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        return Double(date.secondsSinceEpoch)
    }

    /// Seconds from now until a time; nil when it is none.
    static func secondsUntil(_ text: String) -> Double? {
        seconds(text).map { $0 - Double(WallClock.secondsSinceEpoch) }
    }
}
