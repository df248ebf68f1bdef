internal import CF
internal import JSON

/// What the numbers of a variable of flags mean (CF 1.11, section 3.5).
package struct FlagMeanings: Sendable, Equatable {
    package struct Meaning: Sendable, Equatable {
        /// The bits that count; nil for all.
        package let mask: Int64?
        /// What these bits are, as stored.
        package let value: Int64
        package let text: String
        /// As `flag_colors` has it; nil where it has none.
        package let colour: String?

        package init(mask: Int64?, value: Int64, text: String, colour: String?) {
            self.mask = mask
            self.value = value
            self.text = text
            self.colour = colour
        }
    }

    /// In the order of the attributes; where several hold for a number the first counts.
    package let meanings: [Meaning]

    /// More are no categories that anybody tells apart.
    private static let maxMeanings = 240
    private static let longestText = 100

    /// - Returns: nil for a variable without flags, or with others than CF has.
    package init?(of variable: Variable) {
        let object = variable.stored.attributes
        guard object["flag_meanings"] != nil || object["flag_values"] != nil else { return nil }
        let attributes = CFAttributes(object)
        let values = Self.integers("flag_values", attributes)
        let masks = Self.integers("flag_masks", attributes)
        // Counts may disagree: what is said of both is taken.
        let count =
            values.isEmpty ? masks.count : masks.isEmpty ? values.count : min(values.count, masks.count)
        guard (1...Self.maxMeanings).contains(count) else { return nil }
        let texts = Self.words("flag_meanings", attributes)
        let colours = Self.words("flag_colors", attributes)
        meanings = (0..<count).map { index in
            let value = values.isEmpty ? masks[index] : values[index]
            let text = texts.indices.contains(index) ? texts[index] : "\(value)"
            return Meaning(
                mask: masks.isEmpty ? nil : masks[index],
                value: value,
                text: String(text.prefix(Self.longestText)),
                colour: colours.indices.contains(index) ? colours[index] : nil
            )
        }
    }

    /// Empty unless all are whole numbers, which JSON may hold as `1.0`.
    private static func integers(_ name: String, _ attributes: CFAttributes) -> [Int64] {
        guard attributes.object[name]?.arrayValue?.count ?? 1 <= maxMeanings else { return [] }
        let numbers = attributes.numberValues(name).map { value -> Int64? in
            value.integerValue ?? value.doubleValue.flatMap { Int64(exactly: $0) }
        }
        let known = numbers.compactMap(\.self)
        return known.count == numbers.count ? known : []
    }

    /// Words of a text, or of a list of texts.
    private static func words(_ name: String, _ attributes: CFAttributes) -> [String] {
        if let list = attributes.object[name]?.arrayValue, list.count > 1 {
            return list.prefix(maxMeanings).map { $0.stringValue ?? "" }
        }
        guard let text = attributes.text(name) else { return [] }
        return text.split(maxSplits: maxMeanings) { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" }
            .prefix(maxMeanings).map(String.init)
    }
}
