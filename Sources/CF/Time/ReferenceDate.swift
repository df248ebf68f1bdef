/// The date behind `since`, in the many forms that files hold: `1800-1-1 0:0:0.0`, `2012-05-15T12:00:00Z`,
/// `1904-01-01 00:00:00.000 00:00`, `1-1-1`.
struct ReferenceDate: Sendable, Equatable {
    /// Down to whole milliseconds.
    let date: TimeText
    /// What the text says beyond them: 0 up to 1 millisecond.
    let restOfMillisecond: Double

    init?(_ text: String) {
        var words = text.split(separator: " ").map(String.init)
        // The `T` of ISO 8601, not that of UTC or GMT, which are words of their own.
        if let word = words.first, let t = word.firstIndex(where: { $0 == "T" || $0 == "t" }) {
            words.replaceSubrange(0..<1, with: [String(word[..<t]), String(word[word.index(after: t)...])])
        }
        guard let first = words.first, let date = Self.date(first) else { return nil }
        words.removeFirst()
        var clock = (hour: 0, minute: 0, milliseconds: 0.0)
        var zone = 0
        if let word = words.first, let (parsed, rest) = Self.clock(word) {
            clock = parsed
            words.removeFirst()
            if !rest.isEmpty { words.insert(rest, at: 0) }
        }
        if let word = words.first {
            guard words.count == 1, let parsed = Self.zone(word) else { return nil }
            zone = parsed
        }
        let whole = clock.milliseconds.rounded(.down)
        restOfMillisecond = clock.milliseconds - whole
        self.date = TimeText(
            year: date.year,
            month: date.month,
            day: date.day,
            hour: clock.hour,
            minute: clock.minute,
            milliseconds: Int(whole),
            offsetMinutes: zone,
            precision: .second
        )
    }

    /// `y-m-d` with a sign and any number of digits up to seven.
    private static func date(_ word: String) -> (year: Int, month: Int, day: Int)? {
        let isNegative = word.hasPrefix("-")
        let digits = isNegative || word.hasPrefix("+") ? word.dropFirst() : word[...]
        let parts = digits.split(separator: "-", omittingEmptySubsequences: false).map { number(String($0)) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
            (1...12).contains(month), (1...31).contains(day), CFCalendar.years.contains(year)
        else { return nil }
        return (isNegative ? -year : year, month, day)
    }

    /// `h:m[:s[.frac]]` or `h`, and what follows it in the same word, such as `Z` or `+01:00`.
    private static func clock(_ word: String) -> ((hour: Int, minute: Int, milliseconds: Double), String)? {
        let end = word.firstIndex { !($0.isNumber || $0 == ":" || $0 == ".") } ?? word.endIndex
        let parts = word[..<end].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count), let hour = number(parts[0]), hour <= 24 else { return nil }
        let minute = parts.count > 1 ? number(parts[1]) : 0
        let seconds = parts.count > 2 ? Double(parts[2].hasSuffix(".") ? parts[2] + "0" : parts[2]) : 0
        guard let minute, minute <= 59, let seconds, seconds >= 0, seconds < 61 else { return nil }
        return ((hour, minute, Self.milliseconds(seconds)), String(word[end...]))
    }

    /// Seconds as milliseconds; noise of the last digits of a double does not make 999.9999999 of 1000.
    private static func milliseconds(_ seconds: Double) -> Double {
        let milliseconds = seconds * 1000
        return abs(milliseconds - milliseconds.rounded()) < 1e-7 ? milliseconds.rounded() : milliseconds
    }

    /// Minutes east of UTC: `Z`, `UTC`, `GMT`, `+h`, `+hh`, `+hhmm`, `+hh:mm`, the sign optional.
    private static func zone(_ word: String) -> Int? {
        if ["z", "utc", "gmt"].contains(word.lowercased()) { return 0 }
        let isWest = word.hasPrefix("-")
        let digits = isWest || word.hasPrefix("+") ? String(word.dropFirst()) : word
        let parts = digits.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
        let hours: Int?
        let minutes: Int?
        if parts.count >= 2 {
            (hours, minutes) = (number(parts[0]), number(parts[1]))
        } else if digits.utf8.count == 4 {
            (hours, minutes) = (number(String(digits.prefix(2))), number(String(digits.suffix(2))))
        } else {
            (hours, minutes) = (number(digits), 0)
        }
        guard let hours, let minutes, hours <= 18, minutes <= 59 else { return nil }
        return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }

    /// One to nine decimal digits and nothing else.
    private static func number(_ text: String) -> Int? {
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            return nil
        }
        return Int(text)
    }
}
