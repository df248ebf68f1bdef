import Cube
import Foundation
import Gateway
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
        ("+", "_%2B", "_+"), ("a/b", "a%2Fb", "a_b"), ("/", "_%2F", "_"),
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
