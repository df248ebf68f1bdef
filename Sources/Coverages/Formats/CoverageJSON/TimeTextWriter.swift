internal import CF

/// Times as quoted JSON texts with commas between them, as `TimeText` prints them but without a string for each.
///
/// The date is worked out once for each day that neighbouring times share; texts gather on the stack and leave it a
/// block at a time.
enum TimeTextWriter {
    private static let millisecondsPerDay: Int64 = 86_400_000
    /// Quote, sign, year of at most nineteen figures, date, clock with milliseconds, `Z`, quote and comma.
    private static let longestText = 48
    private static let block = 4096

    /// Appends the times at some positions; positions that `times` lacks are left out.
    static func append(_ times: TimeCoordinates, _ indices: some Sequence<Int>, to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: block + longestText) { buffer in
            guard let start = buffer.baseAddress else { return }
            var length = 0
            var day = Int64.min
            var date: [UInt8] = []
            var isFirst = true
            let milliseconds = times.milliseconds
            for index in indices where milliseconds.indices.contains(index) {
                let (wholeDay, inDay) = parts(milliseconds[index])
                if wholeDay != day || date.isEmpty {
                    day = wholeDay
                    date = dateText(ofDay: Int(day), calendar: times.calendar)
                }
                if !isFirst { put(UInt8(ascii: ","), start, &length) }
                isFirst = false
                date.withUnsafeBufferPointer { date in
                    if let base = date.baseAddress { (start + length).update(from: base, count: date.count) }
                }
                length &+= date.count
                writeClock(inDay, start, &length)
                if length >= block {
                    bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: length))
                    length = 0
                }
            }
            bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: length))
        }
    }

    /// The day since 1970, rounded down, and the milliseconds in it.
    private static func parts(_ moment: Int64) -> (day: Int64, inDay: Int) {
        let (day, rest) = moment.quotientAndRemainder(dividingBy: millisecondsPerDay)
        return rest < 0 ? (day - 1, Int(rest + millisecondsPerDay)) : (day, Int(rest))
    }

    /// `"2024-03-01T` with the opening quote; years outside 0…9999 have a sign and at least six figures.
    private static func dateText(ofDay day: Int, calendar: CFCalendar) -> [UInt8] {
        let date = calendar.date(ofDay: day)
        let isPlain = (0...9999).contains(date.year)
        let sign = isPlain ? "" : date.year < 0 ? "-" : "+"
        let year = padded(date.year.magnitude, isPlain ? 4 : 6)
        let month = padded(date.month.magnitude, 2)
        return Array("\"\(sign)\(year)-\(month)-\(padded(date.day.magnitude, 2))T".utf8)
    }

    private static func padded(_ number: UInt, _ width: Int) -> String {
        let figures = String(number)
        return String(repeating: "0", count: max(0, width - figures.utf8.count)) + figures
    }

    /// `06:00:00Z"` with the closing quote; `.fff` only where there are milliseconds.
    @inline(__always)
    private static func writeClock(_ inDay: Int, _ start: UnsafeMutablePointer<UInt8>, _ length: inout Int) {
        let seconds = inDay / 1000
        putPair(seconds / 3600, start, &length)
        put(UInt8(ascii: ":"), start, &length)
        putPair(seconds / 60 % 60, start, &length)
        put(UInt8(ascii: ":"), start, &length)
        putPair(seconds % 60, start, &length)
        let fraction = inDay % 1000
        if fraction != 0 {
            put(UInt8(ascii: "."), start, &length)
            put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: fraction / 100), start, &length)
            putPair(fraction % 100, start, &length)
        }
        put(UInt8(ascii: "Z"), start, &length)
        put(UInt8(ascii: "\""), start, &length)
    }

    @inline(__always)
    private static func put(_ byte: UInt8, _ start: UnsafeMutablePointer<UInt8>, _ length: inout Int) {
        start[length] = byte
        length &+= 1
    }

    @inline(__always)
    private static func putPair(_ number: Int, _ start: UnsafeMutablePointer<UInt8>, _ length: inout Int) {
        put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10), start, &length)
        put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10), start, &length)
    }
}
