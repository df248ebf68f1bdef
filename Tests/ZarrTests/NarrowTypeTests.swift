import Execution
import TestSupport
import Testing
import Zarr

/// Numbers that are widened when they are read; values by `ml_dtypes` 0.5 (`numpy.array(…, dtype=…).tobytes()`).
struct NarrowTypeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let type: String
        var codecs = #"["bytes"]"#
        let chunk: [UInt8]
        let values: [Double]
        var fill = "0"
        var testDescription: String { "\(type) \(codecs)" }
    }

    private static let endless = #"[{"name":"bytes","configuration":{"endian":"little"}}]"#
    private static let reversed = #"[{"name":"bytes","configuration":{"endian":"big"}}]"#

    static let cases: [Case] = [
        Case(
            type: "bfloat16",
            codecs: endless,
            chunk: [
                0x80, 0x3F, 0x20, 0xC0, 0x49, 0x40, 0x7F, 0x47, 0x01, 0x00, 0x80, 0x7F, 0x80, 0xFF, 0xCD,
                0x3D,
            ],
            values: [1, -2.5, 3.140625, 65280, 9.183549615799121e-41, .infinity, -.infinity, 0.10009765625]
        ),
        Case(
            type: "bfloat16",
            codecs: reversed,
            chunk: [0x3F, 0x80, 0xC0, 0x20],
            values: [1, -2.5, 0, 0, 0, 0, 0, 0]
        ),
        // -8, -1, 0, 7, 3 as ml_dtypes writes them, with the upper bits clear, and as others may.
        Case(
            type: "int4",
            chunk: [0x08, 0x0F, 0, 7, 3, 0xF8, 0xFF, 0x70],
            values: [-8, -1, 0, 7, 3, -8, -1, 0]
        ),
        Case(
            type: "int2",
            chunk: [2, 3, 0, 1, 0xFE, 0xFF, 0xFC, 0xFD],
            values: [-2, -1, 0, 1, -2, -1, 0, 1]
        ),
        Case(type: "uint4", chunk: [0, 15, 9, 0xF9, 0, 0, 0, 0], values: [0, 15, 9, 9, 0, 0, 0, 0]),
        Case(type: "uint2", chunk: [0, 3, 2, 0xFE, 0, 0, 0, 0], values: [0, 3, 2, 2, 0, 0, 0, 0]),
        // The lowest bits of a byte first.
        Case(
            type: "int4",
            codecs: #"["packbits"]"#,
            chunk: [0xF8, 0x70, 0x03, 0],
            values: [-8, -1, 0, 7, 3, 0, 0, 0]
        ),
        Case(
            type: "uint2",
            codecs: #"["packbits"]"#,
            chunk: [0b1110_0100, 0],
            values: [0, 1, 2, 3, 0, 0, 0, 0]
        ),
    ]

    private func store(_ test: Case) -> MemoryStore {
        let document = """
            {"zarr_format":3,"node_type":"array","shape":[16],"data_type":"\(test.type)","fill_value":\(test.fill),
            "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[8]}},
            "chunk_key_encoding":{"name":"default"},"codecs":\(test.codecs)}
            """
        let size =
            test.type == "bfloat16"
            ? 16 : test.codecs.contains("packbits") ? (test.type == "int4" ? 4 : 2) : 8
        let chunk = test.chunk + [UInt8](repeating: 0, count: size - test.chunk.count)
        return MemoryStore(["zarr.json": Array(document.utf8), "c/0": chunk])
    }

    private func values(_ test: Case) throws -> [Double] {
        let context = WorkContext.background(seconds: 30)
        let array = try Fixture.reader().openArray(store(test), path: "", context: context)
        let bytes = try WholeArray.bytes(of: array, context: context)
        switch array.metadata.dataType {
        case .float32:
            return bytes.withUnsafeBytes { bytes in
                (0..<16).map { Double(bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self)) }
            }
        case .int8: return bytes.map { Double(Int8(bitPattern: $0)) }
        case .uint8: return bytes.map { Double($0) }
        default: return []
        }
    }

    @Test(arguments: cases)
    func narrowNumbersAreWidened(_ test: Case) throws {
        #expect(try values(test) == test.values + [Double](repeating: 0, count: 8))
    }

    /// What is not there is the fill value; 3.14159 is 3.140625 as bfloat16, and 65407 and 65408 round apart.
    @Test(
        arguments: [
            ("bfloat16", "3.14159", 3.140625), ("bfloat16", "\"0x4049\"", 3.140625),
            ("bfloat16", "65407", 65280),
            ("bfloat16", "65409", 65536), ("bfloat16", "\"-Infinity\"", -.infinity), ("int4", "-8", -8),
            ("uint4", "15", 15), ("int2", "-2", -2),
        ] as [(String, String, Double)]
    )
    func fillValuesAreWidened(_ type: String, _ fill: String, _ expected: Double) throws {
        var test = Case(type: type, codecs: Self.endless, chunk: [], values: [])
        test.fill = fill
        #expect(try values(test).suffix(8).allSatisfy { $0 == expected })
    }

    /// Behind sharding with a codec around it, holes are the fill value too.
    @Test func wholeShardsAreWidened() throws {
        let index = [UInt64(0), 4, .max, .max].flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        let inner = """
            {"name":"transpose","configuration":{"order":[0]}},\(ZarrText.sharding("4"))
            """
        let document = ZarrText.array("8", type: "int4", fill: "-3", codecs: inner)
        let store = MemoryStore(["zarr.json": Array(document.utf8), "c/0": [1, 0x0F, 7, 8] + index])
        let context = WorkContext.background(seconds: 30)
        let array = try Fixture.reader().openArray(store, path: "", context: context)
        let values = try WholeArray.bytes(of: array, context: context).map { Int8(bitPattern: $0) }
        #expect(values == [1, -1, 7, -8, -3, -3, -3, -3])
    }

    @Test(arguments: [
        ("int4", "8"), ("uint2", "-1"), ("int2", "0.5"), ("bfloat16", "\"0x404\""), ("int4", "\"x\""),
    ])
    func otherFillValuesAreRefused(_ type: String, _ fill: String) {
        var test = Case(type: type, codecs: Self.endless, chunk: [], values: [])
        test.fill = fill
        #expect(throws: ZarrError.self) { try values(test) }
    }

    @Test(arguments: [
        "float8_e4m3", "float8_e5m2", "float8_e8m0fnu", "float4_e2m1fn", "complex_bfloat16", "int3",
        "conditional",
    ])
    func otherTypesAreRefusedByName(_ type: String) throws {
        let test = Case(type: type, codecs: Self.endless, chunk: [], values: [])
        let error = try #require(throws: ZarrError.self) { try values(test) }
        #expect("\(error)".contains(type), "\(error)")
    }

    /// A dimension of no length may have chunks of none.
    @Test(arguments: [
        #"{"zarr_format":2,"shape":[0,2],"chunks":[0,2],"dtype":"<f4","fill_value":0}"#,
        #"{"zarr_format":2,"shape":[0,2],"chunks":[1,2],"dtype":"<f4","fill_value":0}"#,
    ])
    func arraysOfNoLengthAreOpened(_ document: String) throws {
        let store = MemoryStore([".zarray": Array(document.utf8)])
        let context = WorkContext.background(seconds: 30)
        let array = try Fixture.reader().openArray(store, path: "", context: context)
        #expect(array.metadata.shape == [0, 2] && array.metadata.gridShape == [0, 1])
        #expect(try WholeArray.bytes(of: array, context: context) == [])
    }

    @Test func aChunkOfNoLengthOfADimensionWithOneIsRefused() {
        let document = #"{"zarr_format":2,"shape":[1,2],"chunks":[0,2],"dtype":"<f4","fill_value":0}"#
        #expect(throws: ZarrError.self) {
            try Fixture.reader().openArray(
                MemoryStore([".zarray": Array(document.utf8)]),
                path: "",
                context: .background(seconds: 30)
            )
        }
    }
}
