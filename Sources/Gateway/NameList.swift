internal import Execution

/// Reads a list of names from a query in which a delimiter may be part of a name.
///
/// A delimiter and its escape are two things (RFC 3986, section 2.2), but many clients escape what delimits as well: OWSLib,
/// QGIS and Python's `requests` write `a%2Cb` for the names `a` and `b`. So a literal delimiter separates where that makes
/// names that are known, whatever escapes are in them; else any delimiter may be part of a name, and the reading counts
/// that has the fewest unknown names, of these the one of the fewest names, of these the one whose first names are longest.
/// What comes out depends on the query and the names alone.
package struct NameList {
    /// More pieces than this are no list of names: each delimiter then separates.
    private static let maxPieces = 4096
    /// Whatever names a store has: one with more delimiters can be asked for with all of them escaped.
    private static let maxInName = 64
    /// More than the number of names can be.
    private static let unknown = maxPieces + 1

    private let delimiter: UInt8
    private let plusIsSpace: Bool
    /// How many delimiters a name has at most.
    private let mostInName: Int
    private let isKnown: (String) -> Bool

    package init(
        delimiter: Unicode.Scalar,
        plusIsSpace: Bool,
        mostInName: Int,
        isKnown: @escaping (String) -> Bool
    ) {
        self.delimiter = UInt8(ascii: delimiter)
        self.plusIsSpace = plusIsSpace
        self.mostInName = min(mostInName, Self.maxInName)
        self.isKnown = isKnown
    }

    /// The names of a value as it was sent, empty ones included; nil for what cannot be decoded.
    package func names(_ raw: Substring) -> [String]? {
        guard let whole = decoded(raw) else { return nil }
        let pieces = split(whole[...])
        guard pieces.count > 1, mostInName > 0, pieces.count <= Self.maxPieces else { return pieces }
        let literal = split(raw).compactMap { decoded($0[...]) }
        return literal.allSatisfy(isKnown) ? literal : joined(pieces)
    }

    private func decoded(_ raw: Substring) -> String? { PercentCoding.decode(raw, plusIsSpace: plusIsSpace) }

    private func split(_ text: Substring) -> [String] {
        text.utf8.split(separator: delimiter, omittingEmptySubsequences: false).map { String(Substring($0)) }
    }

    /// The best reading of what each delimiter has separated.
    private func joined(_ pieces: [String]) -> [String] {
        /// From a piece to the end: what is unknown and how many names there are, and of how many pieces the first one is.
        var best = [(cost: Int, length: Int)](repeating: (0, 0), count: pieces.count + 1)
        for start in pieces.indices.reversed() {
            var name = pieces[start]
            best[start] = (best[start + 1].cost + (isKnown(name) ? 1 : Self.unknown), 1)
            for end in (start + 1)..<max(min(start + 1 + mostInName, pieces.count), start + 1) {
                name += String(UnicodeScalar(delimiter)) + pieces[end]
                guard isKnown(name), best[end + 1].cost + 1 <= best[start].cost else { continue }
                best[start] = (best[end + 1].cost + 1, end + 1 - start)
            }
        }
        var (names, start): ([String], Int) = ([], 0)
        while start < pieces.count {
            let end = start + best[start].length
            names.append(pieces[start..<end].joined(separator: String(UnicodeScalar(delimiter))))
            start = end
        }
        return names
    }
}
