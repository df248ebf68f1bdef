import Failures
import Testing

@testable import DAP

@Suite struct DAP4ConstraintTests {
    struct Accepted: CustomTestStringConvertible {
        let text: String
        let dimensions: [DAP4Constraint.Clause]
        let variables: [DAP4Constraint.Clause]

        init(_ text: String, dimensions: [(String, DAP4Slice)] = [], _ variables: [(String, [DAP4Slice])]) {
            self.text = text
            self.dimensions = dimensions.map { DAP4Constraint.Clause(name: $0.0, slices: [$0.1]) }
            self.variables = variables.map { DAP4Constraint.Clause(name: $0.0, slices: $0.1) }
        }

        var testDescription: String { text }
    }

    private static func range(_ start: Int, _ stride: Int, _ stop: Int?) -> DAP4Slice {
        .range(start: start, stride: stride, stop: stop)
    }

    static let accepted: [Accepted] = [
        Accepted("", []),
        Accepted("/v", [("/v", [])]),
        Accepted("v", [("v", [])]),
        Accepted("/v;", [("/v", [])]),
        Accepted("/v;/w", [("/v", []), ("/w", [])]),
        Accepted("/v[]", [("/v", [.whole])]),
        Accepted("/v[3]", [("/v", [range(3, 1, 3)])]),
        Accepted("/v[1:3][1:2:9]", [("/v", [range(1, 1, 3), range(1, 2, 9)])]),
        Accepted("/v[1:][1:2:]", [("/v", [range(1, 1, nil), range(1, 2, nil)])]),
        Accepted("/lat=[0:4:99];/v", dimensions: [("/lat", range(0, 4, 99))], [("/v", [])]),
        Accepted(
            "lat=[];lon=[2];/v[]",
            dimensions: [("lat", .whole), ("lon", range(2, 1, 2))],
            [("/v", [.whole])]
        ),
        Accepted("/lat=[0:1]", dimensions: [("/lat", range(0, 1, 1))], []),
        Accepted("/a=[0]", [("/a=", [range(0, 1, 0)])]),
        Accepted("/b[c[1]", [("/b[c", [range(1, 1, 1)])]),
        // pydap escapes everything, netCDF-C 4.10 no semicolon.
        Accepted("/p%3Bq%5B0:1:2%5D", [("/p;q", [range(0, 1, 2)])]),
        Accepted("/p;q", [("/p;q", [])]),
        Accepted("/p;q;/w", [("/p;q", []), ("/w", [])]),
        Accepted("/x%5By%5D%5B0:1:2%5D", [("/x[y]", [range(0, 1, 2)])]),
        Accepted("/%7Bs%7D%7Ct%5B0:1:2%5D", [("/{s}|t", [range(0, 1, 2)])]),
        Accepted("/d;e=[0:1];/p;q", dimensions: [("/d;e", range(0, 1, 1))], [("/p;q", [])]),
        Accepted("%2Fv%3B%2Fw", [("/v", []), ("/w", [])]),
        // A bracket as it is delimits where it can; netCDF-C escapes those of names.
        Accepted("/g[0]", [("/g", [range(0, 1, 0)])]), Accepted("/g%5b0%5d", [("/g[0]", [])]),
        Accepted("/g%5B0%5D[0:1:2]", [("/g[0]", [range(0, 1, 2)])]),
        Accepted("/g[0][0:1:2]", [("/g[0]", [range(0, 1, 2)])]),
    ]

    @Test(arguments: accepted)
    func accepts(_ accepted: Accepted) throws {
        let ranks: [Substring: Int] = [
            "/a=": 1, "/b[c": 1, "/p;q": 1, "/x[y]": 1, "/{s}|t": 1, "/g": 1, "/g[0]": 1,
        ]
        let constraint = try DAP4Constraint(
            accepted.text[...],
            mostSemicolons: 1,
            isDimension: { $0 == "/d;e" }
        ) {
            ranks[$0]
        }
        #expect(constraint.dimensions == accepted.dimensions)
        #expect(constraint.variables == accepted.variables)
    }

    static let refused: [String] = [
        ";", ";;", ";/v", "/v;;/w", "/v[", "/v]", "][", "[0]", "/v[-1]", "/v[x]", "/v[1:0]", "/v[0:0:0]",
        "/v[:]",
        "/v[1::2]", "/v[0:1:2:3]", "/v[0,2:3]", "/v[99999999999999999999999]", "/v[0]x", "/v{a}", "/v{", "{",
        "}",
        "/v|v<3", "/v[0]|v<3", "=[0]", "/lat=[0][1];/v", "/lat=[0", "/v;/lat=[0]",
        String(repeating: "{", count: 3000), String(repeating: ";", count: 5000),
        "/v" + String(repeating: "[]", count: 65),
    ]

    @Test(arguments: refused)
    func refuses(_ text: String) throws {
        let error = #expect(throws: Failure.self) { _ = try DAP4Constraint(text[...]) { _ in nil } }
        #expect(error?.status == 400)
    }

    static let badQueries = [
        "dap4.ce=%zz", "dap4.ce=%ff", "dap4.ce=%00", "dap4.checksum=maybe", "dap4.checksum=",
        "dap4.ce=/a&dap4.ce=/b",
        "dap4.function=f(1)", "dap4.func=f(1)", "dap4.ce=" + String(repeating: "x", count: 70_000),
    ]

    @Test(arguments: badQueries)
    func refusesQueries(_ query: String) {
        #expect(throws: Failure.self) { _ = try DAP4Query(rawQuery: query) }
    }

    @Test func keysComeInAnyOrderAndOthersAreIgnored() throws {
        let query = try DAP4Query(rawQuery: "x=1&dap4.checksum=false&dap4.ce=%2Fv%5B0%5D%3B/w+&dap4.async=1")
        #expect(query.constraint == "/v[0];/w+")
        #expect(!query.wantsChecksums)
        #expect(try DAP4Query(rawQuery: "").wantsChecksums)
    }
}
