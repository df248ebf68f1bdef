/// Where the name of an array ends in a word of a constraint, since brackets may be part of names.
enum NameEnd {
    /// Brackets that may be part of a name before the text cannot be one.
    private static let maxBrackets = 64

    /// The end of the name in `word`: of the whole of it where that is a name, else at the first bracket in front of which
    /// a name stands and behind which so many index ranges as its array has; nil where there is none.
    ///
    /// `rank` tells the dimensions of a name's array, nil for what is no name; `count` how many index ranges a text is, nil
    /// for one that is none.
    static func find(
        in word: Substring,
        rank: (Substring) -> Int?,
        count: (Substring) -> Int?
    ) -> Substring.Index? {
        if rank(word) != nil { return word.endIndex }
        let bytes = word.utf8
        let brackets = bytes.indices.lazy.filter { bytes[$0] == UInt8(ascii: "[") }.prefix(maxBrackets)
        var (read, known): (Substring.Index?, Substring.Index?)
        for bracket in brackets {
            guard let rank = rank(word[..<bracket]) else { continue }
            let found = count(word[bracket...])
            if found == rank { return bracket }
            // Of one whose ranges are too many, too few or none at all, that is told.
            known = known ?? bracket
            if found != nil { read = read ?? bracket }
        }
        return read ?? known
    }
}
