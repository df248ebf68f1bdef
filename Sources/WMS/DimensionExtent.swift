internal import CF
internal import Cube
internal import Grids

/// The values of a dimension as the capabilities list them: intervals where steps are regular, else one by one.
///
/// However long an axis, its text is not: of times that cannot be listed the newest are, of numbers one interval around everything.
enum DimensionExtent {
    /// Clients parse all of it: above this many values irregular axes are given as intervals of what is regular in them.
    private static let maxListed = 2000
    /// Values and intervals that all layers of a document together may repeat: about 400 kB.
    private static let maxTogether = 20_000
    /// Up to this many values are listed even when they are regular: a list is what people can read.
    private static let shortList = 3

    /// The extent of an axis in a document of so many layers, each of which repeats it.
    static func text(of axis: Axis, layers: Int = 1) -> String {
        let most = min(maxListed, max(maxTogether / max(layers, 1), shortList))
        guard let times = axis.times else { return numbers(of: axis, most: most) }
        // Almost all axes are in order already; sorting long ones is the dearest part of a document.
        let known = times.known
        let isSorted = zip(known, known.dropFirst()).allSatisfy(<=)
        let moments = isSorted ? known : known.sorted()
        let name = { (position: Int) in
            TimeText.text(milliseconds: moments[position], calendar: times.calendar)
        }
        guard moments.count > shortList else { return moments.indices.map(name).joined(separator: ",") }
        // Clients count intervals in the Gregorian calendar: other ones are listed while that is possible.
        let isGregorian = times.calendar == .standard || times.calendar == .prolepticGregorian
        if isGregorian || moments.count > most, let period = period(of: moments, times.calendar) {
            return "\(name(0))/\(name(moments.count - 1))/\(period)"
        }
        guard moments.count > most else { return moments.indices.map(name).joined(separator: ",") }
        // Of more than can be listed the newest: older ones are drawn as well.
        return runs(of: moments, most: most, name: name)
            ?? (moments.count - most..<moments.count).map(name).joined(separator: ",")
    }

    /// Above the limit an even axis is an interval with its step, any other one without: 0 stands for all between.
    ///
    /// Positions that are not numbers are not listed: they cannot be requested.
    private static func numbers(of axis: Axis, most: Int) -> String {
        let count = axis.count
        // A comma or a slash inside a label would end it: positions then go by their numbers.
        if count <= most, let labels = axis.labels?.texts {
            let areListable = !labels.contains { $0.contains(",") || $0.contains("/") }
            if areListable { return labels.joined(separator: ",") }
        }
        guard count > most, count > 1 else {
            let known = (0..<count).filter { axis.cells.centres[$0].isFinite }.map {
                axis.cells.number(at: $0)
            }
            // Ascending, as intervals are: of several values the last is drawn.
            return known.sorted().map(numberText).joined(separator: ",")
        }
        guard let (least, largest) = axis.cells.ends else { return "" }
        let step = axis.cells.type.shortest(axis.cells.regularStep.map(abs) ?? 0)
        let numbers = [least, largest, step]
        return numbers.map { axis.cells.centres.isComputed ? numberText($0) : "\($0)" }.joined(separator: "/")
    }

    private static func numberText(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? number.description
    }

    /// The ISO 8601 period between equal steps; nil when they are not equal.
    private static func period(of moments: [Int64], _ calendar: CFCalendar) -> String? {
        let step = moments[1] - moments[0]
        guard step > 0 else { return nil }
        if zip(moments, moments.dropFirst()).allSatisfy({ $1 - $0 == step }) { return duration(step) }
        return monthly(moments, calendar)
    }

    /// Twenty-eight days in milliseconds.
    private static let shortestMonth: Int64 = 28 * 86_400_000

    /// Equal steps of months from the same day and hour of the month.
    private static func monthly(_ moments: [Int64], _ calendar: CFCalendar) -> String? {
        // Dates cost more than moments: the first that does not fit ends the search.
        guard moments[1] - moments[0] >= shortestMonth else { return nil }
        let first = MonthDate(moments[0], calendar)
        let step = MonthDate(moments[1], calendar).month - first.month
        guard step > 0 else { return nil }
        let isEven = moments.indices.allSatisfy { position in
            let date = MonthDate(moments[position], calendar)
            return date.month == first.month + position * step && date.rest == first.rest
        }
        guard isEven else { return nil }
        return step % 12 == 0 ? "P\(step / 12)Y" : "P\(step)M"
    }

    /// Milliseconds as days, hours, minutes and seconds.
    static func duration(_ milliseconds: Int64) -> String {
        let (days, inDay) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        guard inDay > 0 else { return "P\(days)D" }
        let (hours, inHour) = inDay.quotientAndRemainder(dividingBy: 3_600_000)
        let (minutes, inMinute) = inHour.quotientAndRemainder(dividingBy: 60_000)
        let (seconds, fraction) = inMinute.quotientAndRemainder(dividingBy: 1000)
        var text = days > 0 ? "P\(days)DT" : "PT"
        if hours > 0 { text += "\(hours)H" }
        if minutes > 0 { text += "\(minutes)M" }
        if fraction > 0 {
            let digits = String(fraction)
            text += "\(seconds).\(String(repeating: "0", count: 3 - digits.count))\(digits)S"
        } else if seconds > 0 {
            text += "\(seconds)S"
        }
        return text
    }

    /// The longest stretches of equal steps one after the other, what is between them by itself; nil when they are more
    /// than `most`.
    private static func runs(of moments: [Int64], most: Int, name: (Int) -> String) -> String? {
        var parts: [String] = []
        var start = 0
        while start < moments.count {
            guard parts.count < most else { return nil }
            var end = start + 1
            while end + 1 < moments.count,
                moments[end + 1] - moments[end] == moments[start + 1] - moments[start]
            {
                end += 1
            }
            if end < moments.count, end - start >= shortList, moments[start + 1] > moments[start] {
                parts.append("\(name(start))/\(name(end))/\(duration(moments[start + 1] - moments[start]))")
                start = end + 1
            } else {
                parts.append(name(start))
                start += 1
            }
        }
        return parts.joined(separator: ",")
    }

    /// A moment as months since year 0 and the milliseconds since its month began.
    private struct MonthDate {
        let month: Int
        let rest: Int64

        init(_ milliseconds: Int64, _ calendar: CFCalendar) {
            let perDay: Int64 = 86_400_000
            let inDay = ((milliseconds % perDay) + perDay) % perDay
            let date = calendar.date(ofDay: Int((milliseconds - inDay) / perDay))
            month = date.year * 12 + date.month - 1
            rest = Int64(date.day) * perDay + inDay
        }
    }
}
