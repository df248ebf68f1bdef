internal import CCurl

/// Dates as HTTP writes them: `Sun, 01 Mar 2026 12:34:56 GMT` (RFC 9110, section 5.6.7).
enum HTTPDate {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func text(_ secondsSinceEpoch: Int) -> String {
        let parts = UTCDate(secondsSinceEpoch: secondsSinceEpoch)
        let date = "\(two(parts.day)) \(months[(parts.month - 1) % 12]) \(parts.year)"
        let time = "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second))"
        return "\(days[parts.weekday % 7]), \(date) \(time) GMT"
    }

    /// Seconds since 1970; nil when the text is no date.
    static func seconds(_ text: String) -> Int? {
        let date = curl_getdate(text, nil)
        return date >= 0 ? Int(date) : nil
    }

    private static func two(_ value: Int) -> String { UTCDate.padded(value, 2) }
}
