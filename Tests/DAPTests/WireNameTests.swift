import Cube
import Foundation
import Gateway
import Grids
import JSON
import TestSupport
import Testing
import Zarr

@testable import DAP

/// Names that clients refuse, or take for something else, and what they are called instead (tried with netCDF-C 4.9.0
/// and 4.10.1, pydap and libdap; `test_dap_names.py` asks them).
@Suite struct WireNameTests {
    @Test(arguments: [
        ("t2m", "t2m", "t2m"), ("2t", "2t", "2t"), ("_x", "_x", "_x"), ("a.b", "a%2Eb", "a.b"),
        ("a b", "a%20b", "a b"), ("é", "_%C3%A9", "é"), ("xé", "x%C3%A9", "xé"), ("-x", "_-x", "_-x"),
        ("*x", "_*x", "_*x"), ("@id", "_%40id", "_@id"), (" x", "_%20x", "_ x"), ("x ", "x%20", "x _"),
        ("+", "_%2B", "_+"), ("a/b", "a%2Fb", "a_b"), ("/", "_%2F", "_"), ("a\u{1}", "a%01", "a<U+0001>"),
        ("a\tb", "a%09b", "a<U+0009>b"),
    ])
    func namesBeginAsClientsWant(_ name: String, _ dap2: String, _ dap4: String) {
        #expect(TypedAttribute.Dialect.dap2.spelled(name) == dap2)
        #expect(TypedAttribute.Dialect.dap4.spelled(name) == dap4)
    }

    @Test(arguments: [
        ("NC_GLOBAL", "NC_GLOBAL_"), ("ice_global", "ice_global_"), ("Global", "Global_"),
        ("globals", "globals"),
        ("DODS_EXTRA", "_DODS_EXTRA"), ("dods", "dods"), ("DODS_GLOBAL", "_DODS_GLOBAL_"),
        ("Int32", "_Int32"),
        ("string", "_string"), ("Alias", "_Alias"), ("attributes", "_attributes"), ("Grid", "Grid"),
        ("éGlobal", "_%C3%A9Global_"),
    ])
    func containersAreNoOthers(_ name: String, _ expected: String) {
        #expect(TypedAttribute.Dialect.dap2.spelled(variable: name) == expected)
        #expect(TypedAttribute.Dialect.dap4.spelled(variable: name) == name)
    }

    /// Characters with which some client cannot ask for a variable (`test_dap_names.py` asks for all of them).
    @Test(arguments: [
        ("a,b", "a%2Cb", "a,b"), ("a;b", "a%3Bb", "a_b"), ("a[0]", "a%5B0%5D", "a[0]"),
        ("a{b}", "a%7Bb%7D", "a{b}"),
        ("a%b", "a_b", "a%b"), ("a%2Cb", "a_2Cb", "a_2Cb"), ("a!b", "a_b", "a!b"), ("a~b", "a_b", "a~b"),
        ("a'b", "a_b", "a'b"), ("a\"b", "a_b", "a\"b"), ("a/b", "a_b", "a_b"), ("a#b", "a%23b", "a_b"),
        ("a&b", "a%26b", "a_b"), ("a\\b", "a%5Cb", "a_b"), ("a@b", "a%40b", "a_b"), ("a.b", "a%2Eb", "a.b"),
        ("日本", "_%E6%97%A5%E6%9C%AC", "日本"),
    ])
    func variablesCanBeAskedFor(_ name: String, _ dap2: String, _ dap4: String) {
        #expect(TypedAttribute.Dialect.dap2.spelled(variable: name) == dap2)
        #expect(TypedAttribute.Dialect.dap4.spelled(variable: name) == dap4)
    }

    /// Two attributes, dimensions or variables whose names become one stay two.
    @Test func whatBecomesOneStaysTwo() throws {
        let names = WireNames(["a!b", "a_b", "a~b"], .dap2)
        #expect(names["a_b"] == "a_b" && Set(["a!b", "a~b"].map { names[$0] }) == ["_a_b", "__a_b"])
        let attributes = ["a\u{1}", "a<U+0001>", "a\u{2}"].map {
            TypedAttribute(name: $0, kind: .text, values: ["v"])
        }
        #expect(
            TypedAttribute.spelled(attributes, .dap4).map(\.name) == ["a<U+0001>", "_a<U+0001>", "a<U+0002>"]
        )
        let cube = try CubeFixture(
            attributes: [("c\u{1}", 1), ("c<U+0001>", 2)],
            arrays: [FixtureArray("v", [("d\u{1}", 1), ("d\u{2}", 1)], .int32, [Int32(1)])]
        )
        let dmr = try DAPClient([cube]).get("/dap/fixture.dmr").text
        for line in [
            "<Dimension name=\"d&lt;U+0001&gt;\" size=\"1\"/>", "<Dim name=\"/d&lt;U+0002&gt;\"/>",
            "<Attribute name=\"c&lt;U+0001&gt;\" type=\"Int32\"><Value>1<",
            "<Attribute name=\"_c&lt;U+0001&gt;\" type=\"Int32\"><Value>2<",
        ] { #expect(dmr.contains(line), "\(line) in \(dmr)") }
    }

    /// No name with an escape of its own is taken for another one's, such as `a%2Cb` beside `a,b`.
    ///
    /// A literal bracket delimits.
    @Test(arguments: [
        ("a%2Cb", 1), ("a%252Cb", 1), ("a_2Cb", 2), ("c%5B0%5D", 3), ("c%5B0%5D%5B0%5D", 3), ("c[0]", 4),
        ("c[0][0]", 3), ("c", 4),
    ])
    func pydapAndNetCDFMeanTheSame(query: String, last: UInt8) throws {
        let one = { (name: String, value: Int32) in FixtureArray(name, [("n", 1)], .int32, [value]) }
        let cube = try CubeFixture(arrays: [one("a,b", 1), one("a%2Cb", 2), one("c[0]", 3), one("c", 4)])
        let answer = try DAPClient([cube]).get("/dap/fixture.dods", query: query)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.body.last == last, "\(answer.text)")
    }

    /// As libdap and Hyrax write them, without a backslash; asked for in either form.
    @Test(arguments: [
        "/a%20b", "/a%5C%20b", "/c.d", "/c%5C.d", "/c%5C%5Cd", "c.d", "/e;f", "/e%3Bf%5B0:1:0%5D",
    ])
    func namesAreNotEscaped(word: String) throws {
        let cube = try CubeFixture(
            arrays: [
                FixtureArray("a b", [("c.d", 1)], .int32, [Int32(1)]),
                FixtureArray("c.d", [("c.d", 1)], .int32, [Int32(1)]),
                FixtureArray("e;f", [("a b", 1)], .int32, [Int32(1)]),
            ]
        )
        let dmr = try DAPClient([cube]).get("/dap/fixture.dmr").text
        #expect(dmr.contains("<Dim name=\"/c.d\"/>") && dmr.contains("<Dim name=\"/a b\"/>"))
        let answer = try DAPClient([cube]).get(
            "/dap/fixture.dap",
            query: "dap4.ce=\(word)&dap4.checksum=false"
        )
        #expect(answer.status == 200, "\(answer.text)")
    }

    /// Messages are UTF-8, as Hyrax and THREDDS write them; what would act in a terminal is named.
    @Test func messagesAreUTF8() throws {
        let answer = try client().get("/dap/fixture.dods", query: "gr%C3%B6%C3%9Fe%E2%80%AE")
        #expect(answer.status == 400)
        #expect(answer.text.contains("größe<U+202E>"), "\(answer.text)")
    }

    /// No two names are alike, and the sound one keeps its own.
    @Test func noTwoAreAlike() {
        let names = WireNames(["-x", "_-x", "__-x", "*y", "NC_GLOBAL", "NC_GLOBAL_", "_NC_GLOBAL_"], .dap2)
        #expect(names["_-x"] == "_-x" && names["__-x"] == "__-x" && names["-x"] == "___-x")
        #expect(names["*y"] == "_*y")
        #expect(names["NC_GLOBAL"] == "__NC_GLOBAL_")
        let attributes = ["@a", "_@a"].map { TypedAttribute(name: $0, kind: .text, values: ["v"]) }
        #expect(TypedAttribute.spelled(attributes, .dap4).map(\.name) == ["_@a", "__@a"])
    }

    private func client() throws -> DAPClient {
        DAPClient([
            try CubeFixture(
                attributes: [("@context", "g"), ("é", 1)],
                arrays: [
                    FixtureArray("é", [("é", 2)], .int32, [Int32(1), 2]),
                    FixtureArray(
                        "-v",
                        [("é", 2)],
                        .int32,
                        [Int32(3), 4],
                        attributes: [("coordinates", "é NC_GLOBAL"), ("@id", "i"), ("original_name", "o")]
                    ),
                    FixtureArray("NC_GLOBAL", [], .int32, [Int32(5)], attributes: [("units", "m")]),
                    FixtureArray("q.é", [("é", 2)], .int32, [Int32(6), 7]),
                ]
            )
        ])
    }

    @Test func documentsHaveThem() throws {
        #expect(
            try client().get("/dap/fixture.dds").text == """
                Dataset {
                    Int32 _%C3%A9[_%C3%A9 = 2];
                    Int32 _-v[_%C3%A9 = 2];
                    Int32 NC_GLOBAL_;
                    Int32 q%2E%C3%A9[_%C3%A9 = 2];
                } fixture;

                """
        )
        #expect(
            try client().get("/dap/fixture.das").text == """
                Attributes {
                    _%C3%A9 {
                        String original_name "é";
                    }
                    _-v {
                        String coordinates "_%C3%A9 NC_GLOBAL_";
                        String _%40id "i";
                        String original_name "o";
                    }
                    NC_GLOBAL_ {
                        String units "m";
                        String original_name "NC_GLOBAL";
                    }
                    q%2E%C3%A9 {
                    }
                    NC_GLOBAL {
                        String _%40context "g";
                        Int32 _%C3%A9 1;
                    }
                }

                """
        )
        let dmr = try client().get("/dap/fixture.dmr").text
        for line in [
            "<Dimension name=\"é\" size=\"2\"/>", "<Int32 name=\"é\">", "<Int32 name=\"_-v\">",
            "<Int32 name=\"NC_GLOBAL\">", "<Attribute name=\"_@id\"", "<Attribute name=\"_@context\"",
            "<Attribute name=\"coordinates\" type=\"String\"><Value>é NC_GLOBAL</Value>",
        ] { #expect(dmr.contains(line), "\(line)") }
    }

    /// By the name of the DDS encoded once more (netCDF-C) or not (pydap), by the name of the store, and as it was before.
    @Test(
        arguments: [
            ("_%25C3%25A9", [1, 2]), ("_%C3%A9", [1, 2]), ("%C3%A9", [1, 2]), ("%25C3%25A9", [1, 2]),
            ("_-v", [3, 4]), ("-v", [3, 4]), ("-v[1]", [4]), ("NC_GLOBAL", [5]), ("NC_GLOBAL_", [5]),
            ("q.%C3%A9", [6, 7]), ("q%252E%25C3%25A9[0]", [6]),
        ] as [(String, [UInt8])]
    )
    func requestsMayUseAnyForm(query: String, values: [UInt8]) throws {
        let answer = try client().get("/dap/fixture.dods", query: query)
        #expect(answer.status == 200, "\(answer.text)")
        let bytes = Array(answer.body.suffix(4 * values.count))
        #expect(bytes == values.flatMap { [0, 0, 0, $0] })
    }

    @Test(arguments: ["/_-v", "_-v", "/-v", "-v"])
    func dap4TakesBothForms(name: String) throws {
        let answer = try client().get("/dap/fixture.dap", query: "dap4.ce=\(name)&dap4.checksum=false")
        #expect(Array(answer.body.suffix(8)) == [3, 0, 0, 0, 4, 0, 0, 0])
    }
}
