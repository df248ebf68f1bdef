internal import Execution
internal import Glibc
internal import Synchronization

/// For how long nginx may give an answer to others than the one who asked for it.
///
/// It learns that from `X-Accel-Expires`, which goes no further, and which beats `Cache-Control`: a pinned address is good for a
/// year at the client that had leave to see it, and for a minute where nobody looks whether others still have.
enum SharedLifetime {
    /// What may be withdrawn (a dataset, a version, leave to see it) is out of all caches of the site by then.
    static let mostSeconds = 60

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Adds what nginx must know of an answer whose `Cache-Control` is complete, and `Date`, by which clients know how old
    /// it has become there (RFC 9111, section 4.2.3).
    ///
    /// `isForStrangers`: what a worker of other rules took to be everybody's is given to nobody else.
    static func add(to fields: inout HTTPFields, status: Int, isForStrangers: Bool, context: WorkContext) {
        guard let seconds = seconds(fields["Cache-Control"] ?? "") else { return }
        let isCurrent = status == 200 && isForStrangers && context.measurements.count(of: .staleAnswers) == 0
        fields["X-Accel-Expires"] = String(isCurrent ? min(seconds, mostSeconds) : 0)
        if isCurrent { fields["Date"] = now }
    }

    private static let usual = "public, max-age="

    /// The `max-age` of what is for everybody; nil for what no shared cache keeps anyway.
    private static func seconds(_ cacheControl: String) -> Int? {
        if let seconds = usualSeconds(cacheControl) { return seconds }
        var (isPublic, age) = (false, Int?.none)
        for word in cacheControl.utf8.split(separator: UInt8(ascii: ",")) {
            let word = word.drop { $0 == UInt8(ascii: " ") }
            if word.elementsEqual("public".utf8) { isPublic = true }
            if word.starts(with: "max-age=".utf8), age == nil {
                age = Int(String(Substring(word.dropFirst("max-age=".utf8.count))))
            }
        }
        return isPublic ? age.map { max($0, 0) } : nil
    }

    /// The same of what services write, and fast; nil for whatever else it is.
    private static func usualSeconds(_ cacheControl: String) -> Int? {
        guard cacheControl.hasPrefix(usual) else { return nil }
        var seconds = 0
        for byte in cacheControl.utf8.dropFirst(usual.utf8.count) {
            guard byte != UInt8(ascii: ",") else { break }
            guard (0x30...0x39).contains(byte), seconds < 1 << 40 else { return nil }
            seconds = seconds * 10 + Int(byte - 0x30)
        }
        return seconds
    }

    /// The present second, of which all answers have the same text.
    private static let present = Mutex((second: -1, text: ""))

    private static var now: String {
        let second = time(nil)
        return present.withLock { present in
            if present.second != second { present = (second, date(second)) }
            return present.text
        }
    }

    /// A moment as header fields have it (RFC 9110, section 5.6.7).
    static func date(_ secondsSinceEpoch: Int) -> String {
        var (seconds, date) = (secondsSinceEpoch, tm())
        gmtime_r(&seconds, &date)
        let day = days.indices.contains(Int(date.tm_wday)) ? days[Int(date.tm_wday)] : ""
        let month = months.indices.contains(Int(date.tm_mon)) ? months[Int(date.tm_mon)] : ""
        let clock = [date.tm_hour, date.tm_min, date.tm_sec].map(twoDigits).joined(separator: ":")
        return "\(day), \(twoDigits(date.tm_mday)) \(month) \(date.tm_year + 1900) \(clock) GMT"
    }

    private static func twoDigits(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
