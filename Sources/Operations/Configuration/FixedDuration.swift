/// Durations of one length, as ISO 8601 writes them: `P3D`, `PT6H`, `P1DT12H30M`, `P2W`.
///
/// Months and years are none: how long they are depends on when.
enum FixedDuration {
    private static let dateUnits: [(Character, Int64)] = [("W", 604_800), ("D", 86_400)]
    private static let clockUnits: [(Character, Int64)] = [("H", 3600), ("M", 60), ("S", 1)]
    /// A thousand years.
    private static let most: Int64 = 31_557_600_000

    /// Nil for any other text, and beyond a thousand years.
    static func seconds(_ text: Substring) -> Int64? {
        guard text.first == "P" else { return nil }
        let halves = text.dropFirst().split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard let date = halves.first, let days = sum(date, dateUnits) else { return nil }
        guard halves.count == 2 else { return date.isEmpty ? nil : days }
        guard !halves[1].isEmpty, let clock = sum(halves[1], clockUnits) else { return nil }
        return days + clock <= most ? days + clock : nil
    }

    /// Numbers and the letters behind them, each letter once at most and the longer units first.
    private static func sum(_ text: Substring, _ units: [(Character, Int64)]) -> Int64? {
        var (rest, sum, left) = (text, Int64(0), units[...])
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int64(digits), number <= most, let unit = rest.dropFirst(digits.count).first,
                let position = left.firstIndex(where: { $0.0 == unit })
            else { return nil }
            sum += number * left[position].1
            guard sum <= most else { return nil }
            left = left[(position + 1)...]
            rest = rest.dropFirst(digits.count + 1)
        }
        return sum
    }
}
