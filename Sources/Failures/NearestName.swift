/// Finds the name that was probably meant, for errors that suggest it.
package enum NearestName {
    /// Longer words are not compared: the table grows with the square.
    private static let longestWord = 64

    /// The closest of `names` to `word` in edits, if it is close enough to be a slip; case does not count.
    package static func of(_ word: String, among names: some Sequence<String>) -> String? {
        let letters = Array(word.lowercased().utf8)
        guard !letters.isEmpty, letters.count <= longestWord else { return nil }
        let most = max(1, letters.count / 3)
        var best: (name: String, edits: Int)?
        for name in names where name.utf8.count <= longestWord {
            let edits = distance(letters, Array(name.lowercased().utf8))
            if edits <= most, edits < best?.edits ?? .max { best = (name, edits) }
        }
        return best?.name
    }

    /// Levenshtein's distance in which two neighbours that changed places count as one edit, one row at a time.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before: [Int] = []
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var next = [i + 1]
            for (j, other) in right.enumerated() {
                var edits = min(row[j] + (letter == other ? 0 : 1), row[j + 1] + 1, next[j] + 1)
                if i > 0, j > 0, letter == right[j - 1], other == left[i - 1] {
                    edits = min(edits, before[j - 1] + 1)
                }
                next.append(edits)
            }
            (before, row) = (row, next)
        }
        return row[right.count]
    }
}
