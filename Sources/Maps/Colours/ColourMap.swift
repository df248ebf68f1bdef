/// Colours at numbers that a request states itself, in the place of a palette and a range.
package struct ColourMap: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Straight lines from one entry to the next; the first and the last hold beyond.
        case ramp
        /// An entry is for the numbers below its own, from the entry before it on; from the last on nothing is drawn.
        case intervals
        /// An entry is for its number alone; nothing else is drawn.
        case values
        /// An entry is for its number and those above, up to the next entry; the first has no number.
        case categories
    }

    package struct Entry: Sendable, Hashable {
        let value: Double
        let tint: Tint
        let label: String?

        package init(_ value: Double, _ tint: Tint, label: String? = nil) {
            (self.value, self.tint, self.label) = (value, tint, label)
        }
    }

    let kind: Kind
    /// Ascending: the first of categories stands at minus infinity, all others are finite.
    let entries: [Entry]
    /// Whether what equals the number between two categories belongs to the lower one.
    let belongsBelow: Bool

    /// An indexed picture has a colour for each, and some for what lies between.
    package static let mostEntries = 200
    private static let longestLabel = 100

    /// `entries` in any order.
    ///
    /// - Throws: `ColourMapRefusal.entries` for none, or too many.
    package init(_ kind: Kind, _ entries: [Entry], belongsBelow: Bool = false) throws(ColourMapRefusal) {
        let least = kind == .ramp ? 2 : 1
        guard (least...Self.mostEntries).contains(entries.count) else {
            throw .entries(entries.count, least: least, most: Self.mostEntries)
        }
        self.kind = kind
        self.belongsBelow = belongsBelow
        self.entries = entries.enumerated()
            .sorted { ($0.element.value, $0.offset) < ($1.element.value, $1.offset) }
            .map { Entry($0.element.value, $0.element.tint, label: $0.element.label.map(Self.cut)) }
    }

    private static func cut(_ label: String) -> String { String(label.prefix(longestLabel)) }

    /// The same with a part of its opacity.
    func faded(to share: Double) -> ColourMap {
        let faded = entries.map { entry in
            let opacity = UInt8(min(max((Double(entry.tint.opacity) * share).rounded(), 0), 255))
            return Entry(entry.value, Tint(entry.tint.colour, opacity: opacity), label: entry.label)
        }
        return ColourMap(kind: kind, entries: faded, belongsBelow: belongsBelow)
    }

    private init(kind: Kind, entries: [Entry], belongsBelow: Bool) {
        (self.kind, self.entries, self.belongsBelow) = (kind, entries, belongsBelow)
    }

    /// From the first number to the last; 0…1 where they are one.
    package var range: ColourRange {
        let values = entries.map(\.value).filter(\.isFinite)
        return ColourRange(minimum: values.first ?? 0, maximum: values.last ?? 1) ?? .unit
    }

    /// Everything that decides its colours, as a text.
    var name: String {
        let entries = entries.map { "\($0.value) \($0.tint.text)" }.joined(separator: " ")
        return "colour map \(kind.rawValue) \(belongsBelow ? 1 : 0) \(entries)"
    }

    /// The tint of a number, as a picture has it but for steps.
    func tint(of value: Double) -> Tint {
        let next = entries.firstIndex { $0.value > value } ?? entries.count
        guard next > 0 else { return entries[0].tint }
        guard next < entries.count else { return entries[next - 1].tint }
        let (lower, upper) = (entries[next - 1], entries[next])
        return lower.tint.blended(
            with: upper.tint,
            share: (value - lower.value) / (upper.value - lower.value)
        )
    }
}

/// Why a colour map of a request is none.
package enum ColourMapRefusal: Error, Sendable, Equatable {
    case entries(Int, least: Int, most: Int)
    /// What was expected in the place of a text.
    case unreadable(String, expected: String)
    /// What is wrong with the text that it stands in.
    case document(String)
}

extension ColourMapRefusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .entries(let count, let least, let most): "it has \(count) entries: expected \(least) to \(most)"
        case .unreadable(let text, let expected):
            "'\(text.prefix(40))' is not understood: expected \(expected)"
        case .document(let text): text
        }
    }
}

extension Tint {
    /// The tint a `share` (0…1) of the way to another.
    func blended(with other: Tint, share: Double) -> Tint {
        let opacity = Double(self.opacity) + (Double(other.opacity) - Double(self.opacity)) * share
        return Tint(
            colour.blended(with: other.colour, share: share),
            opacity: UInt8(min(max(opacity.rounded(), 0), 255))
        )
    }

    /// Steps of the channel that changes most on the way to another.
    func steps(to other: Tint) -> Int {
        let pairs = [
            (colour.red, other.colour.red), (colour.green, other.colour.green),
            (colour.blue, other.colour.blue), (opacity, other.opacity),
        ]
        return pairs.map { abs(Int($0) - Int($1)) }.max() ?? 0
    }
}
