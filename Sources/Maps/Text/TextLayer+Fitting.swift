/// Texts that fit into the room that there is.
extension TextLayer {
    private static let ellipsis = "…"

    /// The text, or as much of its beginning as fits, with an ellipsis; empty where not even that does.
    func fitted(_ text: String, width: Double, size: Double) -> String {
        let characters = Array(text.prefix(CairoFont.maxCharacters))
        guard characters.count == CairoFont.maxCharacters || self.width(of: text, size: size) > width else {
            return text
        }
        // The widest beginning that fits, by halving: widths grow with the text.
        var (fits, fails) = (-1, characters.count)
        while fails - fits > 1 {
            let middle = (fits + fails) / 2
            let part = String(characters[..<middle]) + Self.ellipsis
            if self.width(of: part, size: size) <= width { fits = middle } else { fails = middle }
        }
        guard fits > 0 else { return "" }
        return String(characters[..<fits]).trimmingEnd + Self.ellipsis
    }

    /// The text in at most `most` lines, broken between words, and `ending` behind it; what has no room is cut from the
    /// end of the text, never from `ending`, unless that has no room by itself.
    ///
    /// The cost is bounded by `maxCharacters`, however long the text.
    func lines(_ text: String, ending: String = "", width: Double, size: Double, most: Int) -> [String] {
        var words = text.prefix(CairoFont.maxCharacters)
            .split { $0 == " " || $0 == "\n" || $0 == "\t" }.map(String.init)[...]
        var lines: [String] = []
        while !words.isEmpty, lines.count < most - 1 {
            var line = words.removeFirst()
            while let next = words.first, self.width(of: "\(line) \(next)", size: size) <= width {
                line += " \(words.removeFirst())"
            }
            let isLast = words.isEmpty
            if isLast, self.width(of: line + ending, size: size) <= width {
                lines.append(line + ending)
                return lines
            }
            lines.append(fitted(line, width: width, size: size))
        }
        if most > 0 {
            let room = width - self.width(of: ending, size: size)
            let rest = fitted(words.joined(separator: " "), width: max(room, 0), size: size)
            lines.append(
                fitted(rest.isEmpty ? ending.trimmingStart : rest + ending, width: width, size: size)
            )
        }
        return lines.filter { !$0.isEmpty }
    }
}

extension String {
    fileprivate var trimmingStart: String { String(drop { $0 == " " }) }

    fileprivate var trimmingEnd: String {
        String(self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)])
    }
}
