internal import Cube

/// Times as quoted JSON texts with commas between them, as `TimeText` prints them but without a string for each.
enum TimeTextWriter {
    private static let millisecondsPerDay: Int64 = 86_400_000
    /// Quote, signed year of six digits, date, clock with milliseconds, `Z`, quote and comma.
    private static let longestText = 32

    /// Appends the times at some positions; positions that `times` lacks are left out.
    static func append(_ times: TimeCoordinates, _ indices: [Int], to bytes: inout [UInt8]) {
        bytes.reserveCapacity(bytes.count + indices.count * longestText)
        var day = Int64.min
        var date: [UInt8] = []
        var isFirst = true
        for index in indices where times.milliseconds.indices.contains(index) {
            let moment = times.milliseconds[index]
            let inDay = ((moment % millisecondsPerDay) + millisecondsPerDay) % millisecondsPerDay
            if (moment - inDay) / millisecondsPerDay != day {
                day = (moment - inDay) / millisecondsPerDay
                date = dateText(ofDay: Int(day), calendar: times.calendar)
            }
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            bytes.append(contentsOf: date)
            appendClock(Int(inDay), to: &bytes)
        }
    }

    /// `"2024-03-01T`, with the opening quote.
    private static func dateText(ofDay day: Int, calendar: CFCalendar) -> [UInt8] {
        let date = calendar.date(ofDay: day)
        var text = [UInt8(ascii: "\"")]
        let isPlain = (0...9999).contains(date.year)
        if !isPlain { text.append(UInt8(ascii: date.year < 0 ? "-" : "+")) }
        append(abs(date.year), digits: isPlain ? 4 : 6, to: &text)
        text.append(UInt8(ascii: "-"))
        append(date.month, digits: 2, to: &text)
        text.append(UInt8(ascii: "-"))
        append(date.day, digits: 2, to: &text)
        text.append(UInt8(ascii: "T"))
        return text
    }

    /// `06:00:00Z"`, with the closing quote; `.fff` only where there are milliseconds.
    private static func appendClock(_ inDay: Int, to bytes: inout [UInt8]) {
        let seconds = inDay / 1000
        append(seconds / 3600, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(seconds / 60 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(seconds % 60, digits: 2, to: &bytes)
        if inDay % 1000 != 0 {
            bytes.append(UInt8(ascii: "."))
            append(inDay % 1000, digits: 3, to: &bytes)
        }
        bytes.append(UInt8(ascii: "Z"))
        bytes.append(UInt8(ascii: "\""))
    }

    private static func append(_ number: Int, digits: Int, to bytes: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        // A year of seven digits keeps them all: its first figure is then above nine.
        if number / divisor > 9 { return bytes.append(contentsOf: String(number).utf8) }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
