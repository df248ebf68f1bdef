import Foundation
import Gateway
import TestSupport
import Testing
import Zarr

@testable import DAP

/// Arrays with an empty dimension: in DAP4 they are there, as nothing; in DAP2 they are not, because netCDF-C 4.9 and
/// 4.10 then fail on every other variable ("Index exceeds dimension bound").
@Suite struct EmptyArrayTests {
    private func client() throws -> DAPClient {
        DAPClient([
            try CubeFixture(
                arrays: [
                    FixtureArray("v", [("n", 0)], .int32, [Int32](), chunkShape: [1]),
                    FixtureArray("z", [("m", 3), ("n", 0)], .float32, [Float](), chunkShape: [1, 1]),
                    FixtureArray("w", [("m", 3)], .int32, [Int32]([1, 2, 3])),
                ]
            )
        ])
    }

    @Test func dap4HasThem() throws {
        let dmr = try client().get("/dap/fixture.dmr").text
        #expect(dmr.contains("<Dimension name=\"n\" size=\"0\"/>"), "\(dmr)")
        #expect(
            dmr.contains("<Float32 name=\"z\">\n    <Dim name=\"/m\"/>\n    <Dim name=\"/n\"/>"),
            "\(dmr)"
        )
        let data = try client().get("/dap/fixture.dap")
        #expect(data.status == 200)
        // Of nothing the CRC-32 is 0.
        let numbers: [UInt8] = [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]
        let zero: [UInt8] = [0, 0, 0, 0]
        #expect(Array(data.body.suffix(24)) == zero + zero + numbers + Self.sum)
        #expect(data.text.components(separatedBy: "<Value>0</Value>").count == 3)
    }

    /// `zlib.crc32(struct.pack("<iii", 1, 2, 3))`, little-endian.
    private static let sum: [UInt8] = [147, 34, 224, 176]

    /// pydap's open end of an empty dimension is 9223372036854775806.
    @Test(arguments: [
        "/v", "/z", "/z[][]", "/z[1][]", "/v[0:1:9223372036854775806]", "/z[0:1:2][0:1:9223372036854775806]",
    ])
    func dap4SendsNothingOfThem(constraint: String) throws {
        let data = try client().get("/dap/fixture.dap", query: "dap4.ce=\(constraint)")
        #expect(data.status == 200, "\(data.text)")
        #expect(Array(data.body.suffix(8)) == [5, 0, 0, 4, 0, 0, 0, 0])
        let plain = try client().get("/dap/fixture.dap", query: "dap4.ce=\(constraint)&dap4.checksum=false")
        #expect(Array(plain.body.suffix(4)) == [5, 0, 0, 0])
    }

    @Test(arguments: ["/v[0]", "/v[0:]", "/z[0][0:1]", "/v[1:1:9223372036854775806]"])
    func thereIsNoIndexOfThem(constraint: String) throws {
        let answer = try client().get("/dap/fixture.dap", query: "dap4.ce=\(constraint)")
        #expect(answer.status == 400)
        #expect(answer.text.contains("which is empty"), "\(answer.text)")
    }

    @Test(arguments: ["v", "z", "z[0][0:1]", "z.n"])
    func dap2SaysWhyItHasThemNot(constraint: String) throws {
        let answer = try client().get("/dap/fixture.dods", query: constraint)
        #expect(answer.status == 400 && answer.text.contains("code = 1004"))
        let isDenied = answer.text.contains("There is no variable")
        #expect(constraint == "z.n" || !isDenied, "\(answer.text)")
        #expect(constraint == "z.n" || answer.text.contains("empty along 'n'"), "\(answer.text)")
    }

    @Test func dap2HasOnlyTheOthers() throws {
        let dds = try client().get("/dap/fixture.dds").text
        #expect(dds == "Dataset {\n    Int32 w[m = 3];\n} fixture;\n")
        #expect(try client().get("/dap/fixture.dods").status == 200)
    }
}
