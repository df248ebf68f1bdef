/// How the values of cells came about: `cell_methods` (CF 1.11, section 7.3; digest: cf.md, section 16).
///
/// `time: mean within years time: maximum over years (comment: of 30 years)`; what stands in brackets is left out, to
/// the bracket that matches.
package struct CellMethods: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        /// Dimensions, scalar coordinates, standard names, or `area`.
        package let names: [String]
        /// What was done: `mean`, `maximum` and so on.
        package let method: String
        /// `within years`, `over days`, `where sea`: what follows the method, word by word.
        package let rest: [String]

        /// The span of a climatology that this step goes over: `days` or `years`, and whether inside each of them.
        package var climatology: (isWithin: Bool, unit: String)? {
            for (word, unit) in zip(rest, rest.dropFirst()) where unit == "days" || unit == "years" {
                if word == "within" || word == "over" { return (word == "within", unit) }
            }
            return nil
        }
    }

    package let entries: [Entry]

    /// Longer texts are no cell methods.
    private static let longestText = 4096

    package init(_ text: String) {
        guard text.utf8.count <= Self.longestText else {
            entries = []
            return
        }
        var entries: [Entry] = []
        var names: [String] = []
        var words: [String] = []
        func close() {
            if let method = words.first, !names.isEmpty {
                entries.append(
                    Entry(names: names, method: method.lowercased(), rest: Array(words.dropFirst()))
                )
            }
        }
        for word in Self.withoutBrackets(text).split(whereSeparator: \.isWhitespace) {
            guard word.last == ":" else {
                words.append(String(word))
                continue
            }
            if !words.isEmpty {
                close()
                (names, words) = ([], [])
            }
            names.append(String(word.dropLast()))
        }
        close()
        self.entries = entries
    }

    /// The last step along an axis, which is what the values are of.
    package func last(along names: Set<String>) -> Entry? {
        entries.last { !names.isDisjoint(with: $0.names) }
    }

    private static func withoutBrackets(_ text: String) -> String {
        var depth = 0
        var kept = ""
        for letter in text {
            if letter == "(" { depth += 1 }
            if depth == 0 { kept.append(letter) }
            if letter == ")", depth > 0 {
                depth -= 1
                kept.append(" ")
            }
        }
        return kept
    }
}
