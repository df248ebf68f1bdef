internal import Execution
internal import Gateway

/// Lists of names from queries, in which what delimits may be part of a name.
enum NameListFuzzing {
    static let targets = [names]

    /// The first line is a list as a client may send it, every other one a name that is known.
    private static let names = FuzzTarget(
        "name-list",
        seeds: seeds.map { Array($0.utf8) },
        isRefusal: { _ in false }
    ) {
        input in
        let lines = String(decoding: input, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        let raw = lines.first ?? ""
        let known = Set(lines.dropFirst().map(String.init))
        for delimiter in [",", ";"] as [Unicode.Scalar] {
            let most = known.map { $0.unicodeScalars.count { $0 == delimiter } }.max() ?? 0
            let list = NameList(delimiter: delimiter, plusIsSpace: delimiter == ",", mostInName: most) {
                known.contains($0)
            }
            check(list, raw, delimiter)
            checkEscaped(known, list, delimiter)
        }
    }

    /// Nothing of what was sent is lost or added, and the same comes out again.
    private static func check(_ list: NameList, _ raw: Substring, _ delimiter: Unicode.Scalar) {
        let whole = PercentCoding.decode(raw, plusIsSpace: delimiter == ",")
        let names = list.names(raw)
        precondition((whole == nil) == (names == nil), "a list that is refused for its names")
        guard let whole, let names else { return }
        let joined = names.joined(separator: String(delimiter))
        precondition(joined.utf8.elementsEqual(whole.utf8), "a list of other bytes")
        precondition(list.names(raw) == names, "a list of two readings")
    }

    /// Names with everything escaped, between literal delimiters, are those names whatever is in them.
    private static func checkEscaped(_ known: Set<String>, _ list: NameList, _ delimiter: Unicode.Scalar) {
        let some = known.sorted().prefix(20)
        guard !some.isEmpty else { return }
        let raw = some.map { PercentCoding.encode($0, keeping: PercentCoding.isUnreserved) }
            .joined(separator: String(delimiter))
        let names = list.names(raw[...]) ?? []
        precondition(names.elementsEqual(some) { $0.utf8.elementsEqual($1.utf8) }, "escaped names are others")
    }

    private static let seeds = [
        "a,b%2Cc,d\na\nb,c\nd", "a%2Cb%2Cc\na\nb\na,b\nb,c", "a;b,c;d\na;b\nc;d", "%zz,a\na", ",,%2C\n,\n",
        "+a,b+c\n a\nb c", "é,e%CC%81\né", "a%3Bb;c\na;b\nc",
    ]
}
