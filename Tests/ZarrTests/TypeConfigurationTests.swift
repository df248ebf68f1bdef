import Execution
import TestSupport
import Testing
import Zarr

/// Data types whose name is known and whose configuration is not what it should be: the fault is named, not the type.
struct TypeConfigurationTests {
    private static func error(ofV3 type: String) throws -> String {
        let plain = ZarrText.array("4", type: "int64")
        let document = plain.replacing("\"int64\"", with: type, maxReplacements: 1)
        return try error(["zarr.json": Array(document.utf8)])
    }

    private static func error(ofV2 type: String) throws -> String {
        let document = """
            {"zarr_format":2,"shape":[4],"chunks":[4],"dtype":\(type),"compressor":null,"filters":null,
            "fill_value":0,"order":"C"}
            """
        return try error([".zarray": Array(document.utf8)])
    }

    private static func error(_ objects: [String: [UInt8]]) throws -> String {
        let error = try #require(throws: ZarrError.self) {
            try Fixture.reader().openArray(MemoryStore(objects), path: "", context: .background(seconds: 30))
        }
        return error.description
    }

    private static func type(_ name: String, _ configuration: String) -> String {
        "{\"name\":\"\(name)\",\"configuration\":{\(configuration)}}"
    }

    @Test(arguments: ["numpy.datetime64", "numpy.timedelta64"])
    func aTimeNeedsItsUnit(name: String) throws {
        let missing = "zarr.json: data type \(name) needs 'unit' in its configuration"
        #expect(try Self.error(ofV3: "\"\(name)\"") == missing)
        #expect(try Self.error(ofV3: Self.type(name, "\"scale_factor\":1")) == missing)
        let known = "expected one of Y, M, W, D, h, m, s, ms, us, ns, ps, fs, as"
        for unit in ["\"generic\"", "\"sec\"", "7", "\"\""] {
            let text = try Self.error(ofV3: Self.type(name, "\"unit\":\(unit),\"scale_factor\":1"))
            #expect(text == "zarr.json: 'unit' of data type \(name) is \(unit): \(known)")
        }
        for scale in ["0", "-1", "2147483648", "1.5", "\"1\""] {
            let text = try Self.error(ofV3: Self.type(name, "\"unit\":\"ns\",\"scale_factor\":\(scale)"))
            #expect(
                text
                    == "zarr.json: 'scale_factor' of data type \(name) is \(scale): expected a whole number from 1 to 2147483647"
            )
        }
    }

    @Test(arguments: ["raw_bytes", "null_terminated_bytes", "fixed_length_utf32"])
    func aFixedLengthNeedsItsBytes(name: String) throws {
        #expect(
            try Self.error(ofV3: "\"\(name)\"")
                == "zarr.json: data type \(name) needs 'length_bytes' in its configuration"
        )
        for length in ["-1", "\"4\"", "1048577", "4.5"] {
            let text = try Self.error(ofV3: Self.type(name, "\"length_bytes\":\(length)"))
            #expect(text.hasPrefix("zarr.json: 'length_bytes' of data type \(name) is \(length): expected "))
        }
    }

    @Test func textIsOfWholeCodePoints() throws {
        #expect(
            try Self.error(ofV3: Self.type("fixed_length_utf32", "\"length_bytes\":6"))
                == "zarr.json: 'length_bytes' of data type fixed_length_utf32 is 6: expected a multiple of 4 from 0 to 1048576"
        )
    }

    @Test func aStructureNeedsItsFields() throws {
        #expect(
            try Self.error(ofV3: "\"struct\"")
                == "zarr.json: data type struct needs 'fields' in its configuration"
        )
        #expect(
            try Self.error(ofV3: Self.type("struct", "\"fields\":[]"))
                == "zarr.json: 'fields' of data type struct is []: expected a list of 1 to 1024 fields"
        )
        #expect(
            try Self.error(ofV3: Self.type("struct", "\"fields\":[[\"t\",\"numpy.datetime64\"]]"))
                == "zarr.json: data type numpy.datetime64 needs 'unit' in its configuration"
        )
        #expect(
            try Self.error(ofV3: Self.type("struct", "\"fields\":[[\"t\",\"string\"]]"))
                == "/: the field 't' of a structure, whose length varies, is not supported"
        )
    }

    @Test(arguments: [
        ("<M8", "data type M8 without a unit, as in M8[ns],"),
        ("<m8", "data type m8 without a unit, as in m8[ns],"),
        (
            "<M8[generic]",
            "the unit of data type M8[generic] (known are Y, M, W, D, h, m, s, ms, us, ns, ps, fs, as)"
        ),
        ("<M8[0s]", "the multiple of a unit in data type M8[0s]"),
    ])
    func aTimeOfTheSecondFormatNeedsItsUnit(type: String, feature: String) throws {
        #expect(try Self.error(ofV2: "\"\(type)\"") == "/: \(feature) is not supported")
    }

    /// What is no known name stays named.
    @Test func otherTypesAreNamed() throws {
        #expect(try Self.error(ofV3: "\"float8_e5m2\"") == "/: data type float8_e5m2 is not supported")
        #expect(try Self.error(ofV2: "\"<f3\"") == "/: data type <f3 is not supported")
    }
}
