import Cube
import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import DAP

@Suite struct AttributeTests {
    struct Typed: CustomTestStringConvertible {
        let name: String
        let value: JSONValue
        let variable: WireType?
        /// A line of a DAS; nil when the attribute is left out.
        let line: String?

        init(_ name: String, _ value: JSONValue, _ variable: WireType?, _ line: String?) {
            self.name = name
            self.value = value
            self.variable = variable
            self.line = line
        }

        var testDescription: String { "\(name) = \(value) of \(variable.map { "\($0)" } ?? "global")" }
    }

    static let dap2: [Typed] = [
        Typed("units", "K", .float32, "text K"),
        Typed("flag", true, .float32, "text true"),
        Typed("level", 7, .float32, "int32 7"),
        Typed("level", 2_147_483_648, .float32, "float64 2147483648.0"),
        Typed("level", 1.5, .float32, "float64 1.5"),
        Typed("range", [250, 310], .float32, "int32 250 310"),
        Typed("range", [250, 310.5], .float32, "float64 250.0 310.5"),
        Typed("names", ["a", "b"], .float32, "text a b"),
        Typed("mixed", ["a", 1], .float32, #"text ["a",1]"#),
        Typed("mixed", [[1, 2], [3]], nil, "text [[1,2],[3]]"),
        Typed("nothing", [], .float32, nil),
        Typed("nothing", nil, .float32, nil),
        Typed("nested", ["a": 1, "b": ["c": "d"], "e": nil], .float32, "{a int32 1; b {c text d}}"),
        Typed("nested", [["a": 1]], .float32, #"text [{"a":1}]"#),
        Typed("nested", [:], .float32, "{}"),
        Typed("_FillValue", -999, .int16, "int16 -999"),
        Typed("_FillValue", -999.0, .int16, "int16 -999"),
        Typed("_FillValue", [-999], .int16, "int16 -999"),
        Typed("_FillValue", [1, 2], .int16, nil),
        Typed("_FillValue", 40_000, .int16, "int16 -25536"),
        Typed("_FillValue", 70_000, .int16, nil),
        Typed("_FillValue", 1.5, .int16, nil),
        Typed("_FillValue", .number(.nan), .int16, nil),
        Typed("_FillValue", "x", .int16, nil),
        Typed("_FillValue", -1, .uint8, "uint8 255"),
        Typed("_FillValue", 1e20, .float32, "float32 1.0000000200408773e+20"),
        Typed("_FillValue", 0.1, .float32, "float32 0.10000000149011612"),
        Typed("_FillValue", 0.1, .float64, "float64 0.1"),
        Typed("_FillValue", .number(.nan), .float32, "float32 NaN"),
        Typed("_FillValue", "NaN", .float32, "float32 NaN"),
        Typed("_FillValue", "-Infinity", .float64, "float64 -Inf"),
        Typed("_FillValue", .integer(.min), .float64, "float64 -9.223372036854776e+18"),
        Typed("_FillValue", 0, .uint32, "uint32 0"),
        Typed("valid_range", [0, 10_000], .int16, "int16 0 10000"),
        Typed("valid_range", [0, 100_000], .int16, "int32 0 100000"),
        Typed("missing_value", "none", .int16, "text none"),
        Typed("_FillValue", 5, nil, "int32 5"),
    ]

    @Test(arguments: dap2)
    func typesForDAS(_ typed: Typed) {
        check(typed, .dap2)
    }

    static let dap4: [Typed] = [
        Typed("level", 2_147_483_648, .float32, "int64 2147483648"),
        Typed("level", .unsigned(.max), .float32, "uint64 18446744073709551615"),
        Typed("level", [1, .unsigned(.max)], .float32, "uint64 1 18446744073709551615"),
        Typed("level", [-1, .unsigned(.max)], .float32, "float64 -1.0 1.8446744073709552e+19"),
        Typed("_FillValue", .integer(.min), .int64, "int64 -9223372036854775808"),
        Typed("_FillValue", -1, .int8, "int8 -1"),
        Typed("_FillValue", 255, .int8, "int8 -1"),
    ]

    @Test(arguments: dap4)
    func typesForDMR(_ typed: Typed) {
        check(typed, .dap4)
    }

    private func check(_ typed: Typed, _ dialect: TypedAttribute.Dialect) {
        let made = TypedAttribute(
            name: typed.name,
            value: typed.value,
            variable: typed.variable,
            dialect: dialect
        )
        #expect(made.map(line) == typed.line)
    }

    private func line(_ attribute: TypedAttribute) -> String {
        switch attribute.kind {
        case .text: (["text"] + attribute.values).joined(separator: " ")
        case .number(let type): (["\(type)"] + attribute.values).joined(separator: " ")
        case .container(let members):
            "{" + members.map { "\($0.name) \(line($0))" }.joined(separator: "; ") + "}"
        }
    }

    /// Float32 attributes of a DMR, and what stands beside them (digest §4).
    ///
    /// netCDF-C changes Float32 attributes of a DMR; the float nearest to -9999.9 is -9999.900390625
    /// (-9999.9 × 2^10 = -10239897.6, rounded -10239898 / 2^10), that to 0.1 0.100000001490116119…
    static let floats: [(JSONValue, [String])] = [
        (
            ["_FillValue": -9999.9],
            ["_FillValue float32 -9999.900390625", "missing_value float64 -9999.900390625"]
        ),
        (
            ["missing_value": 0.1, "_FillValue": -1],
            ["missing_value float64 0.10000000149011612 -1.0", "_FillValue float32 -1.0"]
        ),
        (
            ["_FillValue": 2, "missing_value": [3, 2]],
            ["_FillValue float32 2.0", "missing_value float64 3.0 2.0"]
        ),
        (["_FillValue": .number(.nan)], ["_FillValue float32 NaN"]),
        (["_FillValue": "Infinity", "valid_min": 0.5], ["_FillValue float32 Inf", "valid_min float64 0.5"]),
        (["_FillValue": 1, "missing_value": "none"], ["_FillValue float32 1.0", "missing_value text none"]),
        (["_DAP4_Checksum_CRC32": 7, "_DAP4_Little_Endian": 1, "units": "K"], ["units text K"]),
    ]

    @Test(arguments: floats)
    func floatsOfADMRArriveUnchanged(attributes: JSONValue, lines: [String]) throws {
        let list = TypedAttribute.list(
            try #require(attributes.objectValue),
            variable: .float32,
            dialect: .dap4
        )
        #expect(list.map { "\($0.name) \(line($0))" } == lines)
    }

    /// Line ends of other systems arrive as they are: readers of XML would make line feeds of them.
    @Test func carriageReturnsStay() throws {
        #expect(MarkupText.escape("a\r\nb") == "a&#13;\nb")
        let attributes: [(String, JSONValue)] = [("note", "a\r\nb")]
        let array = FixtureArray("v", [("x", 2)], .int32, [Int32(1), 2], attributes: attributes)
        let dataset = try CubeFixture(arrays: [array]).dataset
        let text = DAS(inventory: DAP2Inventory.of(dataset), textLengths: [:]).text(
            global: dataset.attributes
        )
        #expect(text.contains("\"a\r\nb\""))
    }

    /// One would be a syntax error that hides the attributes of the whole dataset.
    @Test func attributesWithoutANameAreLeftOut() throws {
        let inner = JSONValue.object(JSONObject([("", "x"), ("b", "y")]))
        let attributes = JSONObject([("", "empty"), ("after", "yes"), ("inner", inner)])
        for dialect in [TypedAttribute.Dialect.dap2, .dap4] {
            let list = TypedAttribute.list(attributes, variable: nil, dialect: dialect)
            #expect(list.map(\.name) == ["after", "inner"])
            #expect(list.last?.rows.map(\.name) == ["inner.b"])
        }
    }

    @Test func otherTypesAndDAP2KeepTheirMarkers() {
        let attributes = JSONObject([("_FillValue", -1), ("missing_value", -2)])
        for (type, dialect) in [
            (WireType.int16, TypedAttribute.Dialect.dap4), (.float64, .dap4), (.float32, .dap2),
        ] {
            let list = TypedAttribute.list(attributes, variable: type, dialect: dialect)
            #expect(list.map(\.kind) == [.number(type), .number(type)])
        }
    }

    static let quoted: [(String, String)] = [
        ("K", "\"K\""), ("a\"b", "\"a\\\"b\""), ("a\\b", "\"a\\\\b\""), ("a\nb", "\"a\nb\""),
        ("a\u{0}b\u{7}", "\"a b \""), ("é", "\"é\""), ("", "\"\""),
    ]

    @Test(arguments: quoted)
    func quotesTexts(_ text: String, _ expected: String) {
        #expect(DAP2Text.quoted(text) == expected)
    }

    static let identifiers: [(String, String)] = [
        ("t2m", "t2m"), ("_x-1*", "_x-1*"), ("a.b", "a%2Eb"), ("a b", "a%20b"), ("a/b", "a%2Fb"),
        ("a%b", "a%25b"),
        ("x[0]", "x%5B0%5D"), ("q'\"!~", "q%27%22%21%7E"), ("é", "%C3%A9"), ("a#b", "a%23b"),
    ]

    @Test(arguments: identifiers)
    func encodesIdentifiers(_ name: String, _ expected: String) {
        #expect(DAP2Identifier.encode(name) == expected)
    }

    @Test func aDASHasAContainerForEveryVariableAndHintsForUnsignedTypes() throws {
        let cube = try CubeFixture(
            attributes: [
                ("title", "Sea \"ice\""), ("n", [1, 2]),
                ("crs", ["proj:code": "EPSG:4326", "deep": ["a": 1.5]]),
                ("odd", "a\u{1B}[2J\u{202E}b"),
            ],
            arrays: [
                FixtureArray(
                    "u",
                    [("x", 2)],
                    .uint16,
                    [UInt16]([1, 2]),
                    attributes: [("_FillValue", 65535), ("long name", "U")]
                ),
                FixtureArray("b", [("x", 2)], .int8, [Int8]([1, -2]), attributes: [("_FillValue", -128)]),
                FixtureArray(
                    "ub",
                    [("x", 2)],
                    .int8,
                    [Int8]([1, -2]),
                    attributes: [("_Unsigned", "true"), ("_FillValue", -1)]
                ),
                FixtureArray("plain.", [("x", 2)], .float32, [Float]([1, 2])),
            ]
        )
        let text = DAS(inventory: DAP2Inventory.of(cube.dataset), textLengths: [:])
            .text(global: cube.dataset.attributes)
        #expect(
            text == """
                Attributes {
                    u {
                        UInt16 _FillValue 65535;
                        String long%20name "U";
                        String _Unsigned "true";
                    }
                    b {
                        Int16 _FillValue -128;
                    }
                    ub {
                        String _Unsigned "true";
                        Byte _FillValue 255;
                    }
                    plain%2E {
                    }
                    NC_GLOBAL {
                        String title "Sea \\"ice\\"";
                        Int32 n 1, 2;
                        crs {
                            String proj%3Acode "EPSG:4326";
                            deep {
                                Float64 a 1.5;
                            }
                        }
                        String odd "a<U+001B>[2J<U+202E>b";
                    }
                }

                """
        )
    }
}
