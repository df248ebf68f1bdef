/// The media ranges of an `Accept` field with their weights (RFC 9110, section 12.5.1).
struct AcceptHeader {
    /// More ranges than any client sends; the rest is not looked at.
    private static let mostRanges = 32

    private let ranges: [(type: String, quality: Double)]

    init(_ text: String) {
        ranges = text.split(separator: ",").prefix(Self.mostRanges).map { range in
            let parts = range.split(separator: ";").map(Self.trimmed)
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
            return (parts.first ?? "", min(max(weight ?? 1, 0), 1))
        }
    }

    /// The weight of a media type: of the ranges that match it, the most specific one counts.
    func quality(_ type: String) -> Double {
        let family = type.prefix { $0 != "/" } + "/*"
        for wanted in [type, String(family), "*/*"] {
            if let range = ranges.first(where: { $0.type == wanted }) { return range.quality }
        }
        return 0
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()).lowercased()
    }
}
