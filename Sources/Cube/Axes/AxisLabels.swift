internal import CF
internal import JSON

/// Texts that name the positions of an axis, each another one (CF 1.11, section 6.1): what clients select by.
package struct AxisLabels: Sendable {
    /// The array that holds them.
    let variableName: String
    package let texts: [String]
    private let places: [String: Int]

    /// As many labels are listed and looked up as axes of things with names have.
    static let maxLabels = 100_000
    /// A longer text is a description.
    static let longestLabel = 256

    init(variableName: String, _ texts: [String]) {
        self.variableName = variableName
        self.texts = texts
        places = Dictionary(texts.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    /// - Returns: nil for texts that name no position: empty, too long, or not each another one.
    init?(checking texts: [String], variableName: String) {
        let areSound = texts.allSatisfy { !$0.isEmpty && $0.utf8.count <= Self.longestLabel }
        guard areSound, (1...Self.maxLabels).contains(texts.count) else { return nil }
        self.init(variableName: variableName, texts)
        guard places.count == texts.count else { return nil }
    }

    /// Whether texts that name no position can be shown beside it: some say something, and none is a description.
    static func canBeShown(_ texts: [String]) -> Bool {
        texts.count <= maxLabels && texts.contains { !$0.isEmpty }
            && texts.allSatisfy { $0.utf8.count <= longestLabel }
    }

    /// The meanings of a coordinate of flags (CF 1.11, section 3.5): land cover types as numbers.
    init?(flags attributes: CFAttributes, _ values: Values, variableName: String) {
        let flags = attributes.numberValues("flag_values").compactMap(\.doubleValue)
        let words =
            attributes.text("flag_meanings")?.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
        let meanings = Dictionary(zip(flags, words)) { first, _ in first }
        let texts = values.doubles.compactMap { meanings[$0] }
        guard !texts.isEmpty, texts.count == values.count else { return nil }
        self.init(checking: texts, variableName: variableName)
    }

    /// How many commas a label has at most.
    package var mostCommas: Int {
        texts.lazy.map { $0.utf8.count { $0 == UInt8(ascii: ",") } }.max() ?? 0
    }

    /// The position that a label names.
    package func index(of label: String) -> Int? { places[label] }
}
