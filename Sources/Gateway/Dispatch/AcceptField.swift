/// The `Accept` field: media ranges with their weights (RFC 9110, section 12.5.1).
enum AcceptField {
    struct MediaRange: Equatable {
        let type: String
        let subtype: String
        let quality: Double
    }

    /// More ranges than any browser sends are not read.
    private static let maxRanges = 64

    static func ranges(_ field: String) -> [MediaRange] {
        field.split(separator: ",").prefix(maxRanges).compactMap(range)
    }

    /// The weight of a type: that of the most specific range that holds it, 0 if none does.
    static func quality(of type: String, in ranges: [MediaRange]) -> Double {
        let halves = type.split(separator: "/", maxSplits: 1).map(String.init)
        guard halves.count == 2 else { return 0 }
        var best: (specificity: Int, quality: Double) = (-1, 0)
        for range in ranges {
            let specificity: Int
            switch (range.type, range.subtype) {
            case (halves[0], halves[1]): specificity = 2
            case (halves[0], "*"): specificity = 1
            case ("*", "*"): specificity = 0
            default: continue
            }
            if specificity > best.specificity { best = (specificity, range.quality) }
        }
        return best.quality
    }

    private static func range(_ text: Substring) -> MediaRange? {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(\.trimmed)
        guard let name = parts.first else { return nil }
        let halves = name.lowercased().split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty else { return nil }
        guard let quality = FieldWeight.of(parts.dropFirst()) else { return nil }
        return MediaRange(type: String(halves[0]), subtype: String(halves[1]), quality: quality)
    }
}
