import Foundation
import Synchronization

/// Swift source as this suite reads it: its words without comments and texts, and how deep in braces each stands.
///
/// What an interpolation holds are words too.
struct SourceText {
    struct Word {
        let text: Substring
        /// Of braces around it.
        let depth: Int
    }

    private(set) var words: [Word] = []

    private var rest: Substring
    private var depth = 0

    /// What was read, by the text it was read from, for the next test that wants it.
    private static let read = Mutex<[String: SourceText]>([:])

    /// A file's text, its words found once for all tests.
    static func of(_ file: URL) throws -> SourceText {
        let text = try String(contentsOf: file, encoding: .utf8)
        if let known = read.withLock({ $0[text] }) { return known }
        let found = SourceText(text)
        read.withLock { $0[text] = found }
        return found
    }

    init(_ text: String) {
        rest = text[...]
        readCode(until: nil)
    }

    /// Reads to the end, or to the parenthesis that closes an interpolation.
    private mutating func readCode(until end: Character?) {
        var parentheses = 0
        while let character = rest.first {
            switch character {
            case "/" where rest.hasPrefix("//"): rest = rest.drop { !$0.isNewline }
            case "/" where rest.hasPrefix("/*"): skipComment()
            case "\"", "#": readText()
            case "(":
                parentheses += 1
                rest.removeFirst()
            case ")":
                rest.removeFirst()
                if parentheses == 0, end == ")" { return }
                parentheses -= 1
            case "{", "}":
                depth += character == "{" ? 1 : -1
                rest.removeFirst()
            case _ where character.isLetter || character == "_": readWord()
            default: rest.removeFirst()
            }
        }
    }

    private mutating func readWord() {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        words.append(Word(text: word, depth: depth))
        rest = rest[word.endIndex...]
    }

    private mutating func skipComment() {
        var open = 0
        repeat {
            if rest.hasPrefix("/*") {
                open += 1
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix("*/") {
                open -= 1
                rest = rest.dropFirst(2)
            } else {
                rest = rest.dropFirst()
            }
        } while open > 0 && !rest.isEmpty
    }

    /// `"…"`, `"""…"""`, `#"…"#`; a `#` before anything else is passed over.
    private mutating func readText() {
        let hashes = String(rest.prefix { $0 == "#" })
        rest = rest.dropFirst(hashes.count)
        guard rest.first == "\"" else { return }
        let quotes = rest.hasPrefix("\"\"\"") ? "\"\"\"" : "\""
        rest = rest.dropFirst(quotes.count)
        let (end, escape) = (quotes + hashes, "\\" + hashes)
        while !rest.isEmpty, !rest.hasPrefix(end) {
            if rest.hasPrefix(escape + "(") {
                rest = rest.dropFirst(escape.count + 1)
                readCode(until: ")")
            } else if rest.hasPrefix(escape) {
                rest = rest.dropFirst(escape.count + 1)
            } else {
                rest.removeFirst()
            }
        }
        rest = rest.dropFirst(end.count)
    }
}

extension SourceText {
    /// Names of types and functions that other files of the target can see, declared outside of any other.
    var declarations: Set<Substring> { declarations(arePrivate: false) }

    /// Names that mean something else in this file than in others.
    var privateDeclarations: Set<Substring> { declarations(arePrivate: true) }

    /// Names of types declared outside of any other, whatever their access.
    var types: Set<Substring> { Set(named(by: Self.typeKeywords).map(\.name)) }

    private func declarations(arePrivate: Bool) -> Set<Substring> {
        let found = named(by: Self.typeKeywords.union(["typealias", "func"]))
        return Set(found.filter { $0.isPrivate == arePrivate }.map(\.name))
    }

    /// What follows one of `keywords` outside of all braces.
    private func named(by keywords: Set<Substring>) -> [(name: Substring, isPrivate: Bool)] {
        words.enumerated().dropLast().compactMap { index, word in
            guard word.depth == 0, keywords.contains(word.text) else { return nil }
            let before = words[..<index].reversed().prefix { Self.modifiers.contains($0.text) }
            let isPrivate = before.contains { $0.text == "private" || $0.text == "fileprivate" }
            return (words[index + 1].text, isPrivate)
        }
    }

    private static let typeKeywords: Set<Substring> = ["struct", "enum", "class", "protocol", "actor"]

    private static let modifiers: Set<Substring> = [
        "private", "fileprivate", "internal", "package", "public", "final", "indirect", "nonisolated",
    ]
}
