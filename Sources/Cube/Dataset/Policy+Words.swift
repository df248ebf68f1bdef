internal import CF

extension Policy.Moment {
    /// The moment of a text such as `2020-01-01T06:00Z`, in the time of its zone; nil for a text that is no date of ours.
    package static func date(_ text: String) -> Self? {
        guard let time = TimeText(text), time.exists(in: .standard) else { return nil }
        return .at(time)
    }

    /// Whether, as the beginning of a window, it is before another as its end; true where they cannot be compared.
    package func isBefore(_ end: Self) -> Bool {
        guard case .at = self, case .at = end, let first = milliseconds(0, .standard),
            let last = end.milliseconds(0, .standard, isEnd: true)
        else { return true }
        return first <= last
    }

    /// For people: `2020-01-01`, `now`, `3 days before now`.
    package var words: String {
        switch self {
        case .at(let text): text.words
        case .fromNow(0): "now"
        case .fromNow(let seconds):
            Self.length(seconds.magnitude) + (seconds < 0 ? " before now" : " after now")
        }
    }

    private static func length(_ seconds: UInt64) -> String {
        let units: [(String, UInt64)] = [("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)]
        let unit = units.first { seconds % $0.1 == 0 } ?? ("second", 1)
        let count = seconds / unit.1
        return "\(count) \(unit.0)\(count == 1 ? "" : "s")"
    }
}
