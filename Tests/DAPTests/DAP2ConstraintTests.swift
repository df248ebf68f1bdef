import Failures
import Testing

@testable import DAP

@Suite struct DAP2ConstraintTests {
    struct Accepted: CustomTestStringConvertible {
        let query: String
        let items: [(String, [IndexTriple])]

        init(_ query: String, _ items: [(String, [IndexTriple])]) {
            self.query = query
            self.items = items
        }

        var testDescription: String { query }
    }

    private static func triple(_ start: Int, _ stride: Int, _ stop: Int) -> IndexTriple {
        IndexTriple(start: start, stride: stride, stop: stop)
    }

    static let accepted: [Accepted] = [
        Accepted("", []),
        Accepted("&", []),
        Accepted("&&&", []),
        Accepted("t", [("t", [])]),
        Accepted("t&", [("t", [])]),
        Accepted("t[3]", [("t", [triple(3, 1, 3)])]),
        Accepted("t[1:3]", [("t", [triple(1, 1, 3)])]),
        Accepted("t[1:2:4]", [("t", [triple(1, 2, 4)])]),
        Accepted("t[1:50:2]", [("t", [triple(1, 50, 2)])]),
        Accepted("t%5B1%3A2%3a4%5d", [("t", [triple(1, 2, 4)])]),
        Accepted("%74%5B1%5D", [("t", [triple(1, 1, 1)])]),
        Accepted("g.g[0][1:2]", [("g.g", [triple(0, 1, 0), triple(1, 1, 2)])]),
        Accepted("a,b%2Cc[0]", [("a", []), ("b", []), ("c", [triple(0, 1, 0)])]),
        Accepted("a+b", [("a+b", [])]),
        Accepted("a%252Eb", [("a%2Eb", [])]),
        Accepted("a%2Eb", [("a.b", [])]),
        // A name with a bracket is found before its indices are looked for.
        Accepted("x%5By[2]", [("x[y", [triple(2, 1, 2)])]),
        Accepted("x%5By%5D", [("x[y]", [])]),
        Accepted("f(x)", [("f(x)", [])]),
        // As pydap sends them: a name of the DDS as it stands there, then ranges.
        Accepted("x%5By%5D%5B0:1:2%5D", [("x[y]", [triple(0, 1, 2)])]),
        Accepted("p%2Cq%5B0:1:2%5D", [("p,q", [triple(0, 1, 2)])]),
        Accepted("p%2Cq%5B0:1:2%5D,f(x)", [("p,q", [triple(0, 1, 2)]), ("f(x)", [])]),
        Accepted("f(x)%2Cp%2Cq%2Cother", [("f(x)", []), ("p,q", []), ("other", [])]),
        Accepted("p%2Cr", [("p", []), ("r", [])]),
        // Which of two names is meant, the number of its dimensions tells.
        Accepted("v[0][1]", [("v", [triple(0, 1, 0), triple(1, 1, 1)])]),
        Accepted("v[0][0:1:2]", [("v", [triple(0, 1, 0), triple(0, 1, 2)])]),
        Accepted("v[k][0:1:2]", [("v[k]", [triple(0, 1, 2)])]),
        Accepted("v[0]", [("v[0]", [])]),
        // A bracket as it is delimits where it can; one that is escaped may be part of the name.
        Accepted("f[0]", [("f", [triple(0, 1, 0)])]),
        Accepted("f[0],f", [("f", [triple(0, 1, 0)]), ("f", [])]),
        Accepted("f%5B0%5D", [("f[0]", [])]), Accepted("f%5b0%5d", [("f[0]", [])]),
        Accepted("f%5B0%5D[0:1:2]", [("f[0]", [triple(0, 1, 2)])]),
        Accepted("f[0][0:1:2]", [("f[0]", [triple(0, 1, 2)])]),
        Accepted("t[000000000000000001]", [("t", [triple(1, 1, 1)])]),
    ]

    @Test(arguments: accepted)
    func accepts(_ accepted: Accepted) throws {
        let ranks: [Substring: Int] = [
            "x[y": 1, "x[y]": 1, "f(x)": 1, "p,q": 1, "v": 2, "v[0]": 1, "v[k]": 1, "f": 1, "f[0]": 1,
        ]
        let constraint = try DAP2Constraint(rawQuery: accepted.query, mostCommas: 1) { ranks[$0] }
        #expect(constraint.items.map(\.name) == accepted.items.map(\.0))
        #expect(constraint.items.map(\.indices) == accepted.items.map(\.1))
    }

    static let refused: [String] = [
        "t[", "t]", "t[]", "t[1", "t1]", "][", "[1]", "t[1]2", "t[1]]", "t[[1]]", "t[1][", "t[1]x[2]",
        "t[-1]", "t[+1]", "t[0.5]", "t[a:b]", "t[ 1 ]", "t[1,2]", "t[0:1:1:1]", "t[1:0]", "t[1:1:0]",
        "t[0:0:0]",
        "t[:]", "t[1:]", "t[:1]", "t[1::2]", "t[99999999999999999999999]", "t[0:9223372036854775808:1]",
        ",", ",,,", "a,", ",a", "a,,b", "f(", "f(((", "f(1,2)", ")",
        "t&t>1", "&t>1", "t&t%3E1", "t&&t=1",
        "%zz", "%", "%4", "a%00b", "a%0Ab", "%7F", "%ff%fe", "%C3", String(repeating: "t,", count: 5000),
        String(repeating: "%5B", count: 3000), String(repeating: "x", count: 70_000),
        "t" + String(repeating: "[0]", count: 65), "t" + String(repeating: "[0]", count: 2000),
    ]

    @Test(arguments: refused)
    func refuses(_ query: String) throws {
        let error = #expect(throws: Failure.self) { _ = try DAP2Constraint(rawQuery: query) { _ in nil } }
        #expect(error?.status == 400)
        #expect((error?.description ?? "").utf8.count < 600)
    }
}
