import Gateway
import Testing

/// Lists of names of which some have the delimiter in them.
///
/// What each reading should be follows from RFC 3986, section 2.2 (a
/// delimiter is none once it is escaped) and from what clients send: OWSLib 0.31, QGIS 3 and Python's `urlencode` escape
/// every comma.
@Suite struct NameListTests {
    struct Case: CustomTestStringConvertible {
        let known: Set<String>
        let raw: String
        let names: [String]

        init(_ known: Set<String>, _ raw: String, _ names: [String]) {
            (self.known, self.raw, self.names) = (known, raw, names)
        }

        var testDescription: String { "\(raw) of \(known.sorted())" }
    }

    private static let all: Set<String> = ["a", "b", "c", "a,b", "b,c"]

    static let cases = [
        // Literal commas separate; an escaped one is part of a name.
        Case(all, "a,b", ["a", "b"]), Case(all, "a%2Cb", ["a,b"]), Case(all, "a%2cb,c", ["a,b", "c"]),
        Case(all, "a,b%2Cc", ["a", "b,c"]), Case(all, "c,a%2Cb,a", ["c", "a,b", "a"]),
        // Where no such name is, the escaped comma separates as well.
        Case(["a", "b", "b,c"], "a%2Cb", ["a", "b"]), Case(["a", "c", "a,b"], "a%2Cb%2Cc", ["a,b", "c"]),
        Case(["a", "b", "c", "a,b"], "c%2Ca%2Cb", ["c", "a,b"]),
        // And a literal one is part of a name where there is no other way.
        Case(["a,b"], "a,b", ["a,b"]), Case(["a,b", "c"], "c,a,b", ["c", "a,b"]),
        // Of two readings without a stranger that of fewer names, then that of the longer first one.
        Case(all, "a%2Cb%2Cc", ["a,b", "c"]), Case(["a", "b", "c", "b,c"], "a%2Cb%2Cc", ["a", "b,c"]),
        Case(["a", "a,a", "a,a,a"], "a%2Ca%2Ca%2Ca%2Ca", ["a,a,a", "a,a"]),
        // What is unknown stays as small as can be.
        Case(["a,b", "c"], "a%2Cb%2Cx%2Cc", ["a,b", "x", "c"]), Case(["a,b"], "x,y", ["x", "y"]),
        Case(["a,b"], "x%2Cy", ["x", "y"]), Case(["a,b"], ",a,b,,", ["", "a,b", "", ""]),
        Case(["a,b"], "", [""]),
        // Blanks are a plus or an escape.
        Case(["a b,c"], "a+b%2Cc", ["a b,c"]), Case(["é,é"], "%C3%A9,%C3%A9", ["é,é"]),
        // By bytes: what Unicode calls equivalent is another name.
        Case(["\u{E9},b"], "\u{E9}%2Cb", ["\u{E9},b"]),
    ]

    @Test(arguments: cases) func reads(_ query: Case) {
        let most = query.known.map { $0.utf8.count { $0 == 0x2C } }.max() ?? 0
        let list = NameList(delimiter: ",", plusIsSpace: true, mostInName: most) { query.known.contains($0) }
        #expect(list.names(query.raw[...]) == query.names)
    }

    @Test(arguments: ["%zz", "a,%", "%FF", "a%2Cb%C3"]) func refusesWhatCannotBeDecoded(raw: String) {
        let list = NameList(delimiter: ",", plusIsSpace: true, mostInName: 1) { _ in true }
        #expect(list.names(raw[...]) == nil)
    }

    /// Longer lists than any are read without looking for names: as many looks would be needed.
    @Test func longListsAreSplit() {
        var looks = 0
        let raw = String(repeating: "a,", count: 5000)
        let list = NameList(delimiter: ",", plusIsSpace: true, mostInName: 200) { _ in
            looks += 1
            return false
        }
        #expect(list.names(raw[...])?.count == 5001)
        #expect(looks == 0)
    }

    /// All names of a list come back, whatever commas are in them, if each is escaped: 200 generated lists.
    @Test func escapedNamesComeBack() {
        var state: UInt64 = 7
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<200 {
            let known = (0..<6).map { _ in
                (0...next(5)).map { _ in ["a", "b", ",", "%2C"][next(4)] }.joined()
            }
            let asked = (0...next(4)).map { _ in known[next(known.count)] }
            let raw = asked.map { $0.replacing("%", with: "%25").replacing(",", with: "%2C") }
            let most = known.map { $0.utf8.count { $0 == 0x2C } }.max() ?? 0
            let list = NameList(delimiter: ",", plusIsSpace: true, mostInName: most) { known.contains($0) }
            #expect(list.names(raw.joined(separator: ",")[...]) == asked, "\(raw)")
        }
    }
}
