internal import ObjectStorage

/// Moments of UTC in files and commands: `2027-01-31T12:00:00Z`.
package enum WrittenTime {
    /// Of a time to the second; nil for another text, and for a day that no month has.
    package static func seconds(_ text: String) -> Int? {
        guard let seconds = UniversalTime.seconds(text) else { return nil }
        let whole = Int(seconds)
        return self.text(whole) == text ? whole : nil
    }

    package static func text(_ secondsSinceEpoch: Int) -> String {
        let date = UTCDate(secondsSinceEpoch: secondsSinceEpoch)
        func two(_ number: Int) -> String { UTCDate.padded(number, 2) }
        return "\(UTCDate.padded(date.year, 4))-\(two(date.month))-\(two(date.day))"
            + "T\(two(date.hour)):\(two(date.minute)):\(two(date.second))Z"
    }

    /// When something shall end: `90d`, `12h`, a date (its end) or a time; nil for anything else.
    ///
    /// At most a century from `now`, in seconds since 1970.
    package static func end(_ text: String, now: Int) -> Int? {
        if let time = seconds(text) ?? seconds("\(text)T23:59:59Z").map({ $0 + 1 }) {
            return time <= now + Self.longest ? time : nil
        }
        guard let unit = Self.units[text.last ?? " "], let count = Int(text.dropLast()), count > 0,
            count <= Self.longest / unit, text.first != "+"
        else { return nil }
        return now + count * unit
    }

    private static let longest = 36_525 * 86_400
    private static let units: [Character: Int] = ["h": 3600, "d": 86_400, "w": 7 * 86_400]
}
