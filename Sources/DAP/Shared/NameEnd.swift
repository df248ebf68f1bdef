/// Where the name of an array ends in a word of a constraint, since brackets may be part of names.
struct NameEnd {
    /// Brackets that may be part of a name before the text cannot be one.
    private static let maxBrackets = 64

    /// Whether the brackets were sent as they are, so that they delimit where they can (RFC 3986, section 2.2).
    ///
    /// Then `x[0]` is of `x` even beside an array of that name. Clients that escape brackets of names escape all of them, or
    /// those alone.
    private let areLiteral: Bool
    /// The dimensions of a name's array, nil for what is no name.
    private let rank: (Substring) -> Int?
    /// How many index ranges a text is, nil for one that is none.
    private let count: (Substring) -> Int?

    /// `raw`: the constraint as it was sent.
    init(in raw: Substring, rank: @escaping (Substring) -> Int?, count: @escaping (Substring) -> Int?) {
        areLiteral = !Self.hasEscapedBracket(raw)
        self.rank = rank
        self.count = count
    }

    /// The end of the name in `word`: at the first bracket in front of which a name stands and behind which so many index
    /// ranges as its array has, or of the whole of it where that is a name; nil where there is none.
    func find(in word: Substring) -> Substring.Index? {
        let isName = rank(word) != nil
        if isName, !areLiteral { return word.endIndex }
        let bytes = word.utf8
        let brackets = bytes.indices.lazy.filter { bytes[$0] == UInt8(ascii: "[") }.prefix(Self.maxBrackets)
        var (read, known): (Substring.Index?, Substring.Index?)
        for bracket in brackets {
            guard let rank = rank(word[..<bracket]) else { continue }
            let found = count(word[bracket...])
            if found == rank { return bracket }
            // Of one whose ranges are too many, too few or none at all, that is told.
            known = known ?? bracket
            if found != nil { read = read ?? bracket }
        }
        return isName ? word.endIndex : read ?? known
    }

    private static func hasEscapedBracket(_ raw: Substring) -> Bool {
        guard let escape = raw.utf8.firstIndex(of: UInt8(ascii: "%")) else { return false }
        let bytes = raw.utf8[escape...]
        return zip(bytes, zip(bytes.dropFirst(), bytes.dropFirst(2))).contains { percent, digits in
            percent == UInt8(ascii: "%") && digits.0 == UInt8(ascii: "5")
                && digits.1 | 0x20 == UInt8(ascii: "b")
        }
    }
}
