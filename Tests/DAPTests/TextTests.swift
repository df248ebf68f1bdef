import Cube
import Execution
import Failures
import Foundation
import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import DAP

/// Arrays of texts: DAP2 `String`, DAP4 `String`, whichever way they are stored.
@Suite struct TextTests {
    private static let names = ["Oslo", "Ålesund", "", "Bergen"]

    private func client(limits: Limits = Limits()) throws -> DAPClient {
        let station = [("station", 4)]
        let letters = Array("abc\0de\0\0\0\0\0\0fghi".utf8)
        return DAPClient([
            try CubeFixture(
                arrays: [
                    FixtureArray("height", station, .int16, [Int16(10), 20, 30, 40]),
                    FixtureArray("lat", station, .float32, [Float(60), 61, 62, 63]),
                ],
                texts: [
                    FixtureTexts(
                        "name",
                        along: "station",
                        Self.names,
                        attributes: [("long_name", "a \"name\"")]
                    ),
                    FixtureTexts("varying", along: "station", Self.names, varying: true),
                    FixtureTexts(letters: "code", [("station", 4), ("strlen4", 4)], letters),
                    FixtureTexts(
                        letters: "turned",
                        [("strlen2", 2), ("station", 4)],
                        Array("abcd1 \u{0}4".utf8)
                    ),
                    FixtureTexts(letters: "title", [("strlen5", 5)], Array("Hello".utf8)),
                ],
                limits: limits
            )
        ])
    }

    @Test func structureAndAttributes() throws {
        let dds = try client().get("/dap/fixture.dds").text
        for line in [
            "String code[station = 4];", "String name[station = 4];", "String turned[station = 4];",
            "String varying[station = 4];", "String title;", "Int16 height[station = 4];",
        ] {
            #expect(dds.contains("    \(line)\n"), "\(dds)")
        }
        #expect(!dds.contains("[strlen"))
        let das = try client().get("/dap/fixture.das").text
        #expect(das.contains(#"String long_name "a \"name\"";"#))
        // "name" has room for 7 letters, and its longest text, Ålesund, takes 8 bytes; "varying" is known by reading.
        for (name, length) in [("name", 8), ("varying", 8), ("code", 4), ("turned", 2), ("title", 5)] {
            let hint = "Int32 DODS.strlen \(length);\n        String DODS.dimName \"\(name)_strlen\";\n    }"
            let start = try #require(das.range(of: "    \(name) {"))
            #expect(das[start.upperBound...].prefix(200).contains(hint), "\(das)")
        }
        let dmr = try client().get("/dap/fixture.dmr").text
        #expect(dmr.contains("<String name=\"name\">\n    <Dim name=\"/station\"/>"), "\(dmr)")
    }

    /// XDR: a count, then each text with its length, filled up to four bytes (DAP 2.0, section 7.2; digest §3.3).
    private func xdr(_ texts: [String], isScalar: Bool = false) -> [UInt8] {
        let number = { (count: Int) in withUnsafeBytes(of: UInt32(count).bigEndian) { Array($0) } }
        let counted = texts.flatMap { text -> [UInt8] in
            let bytes = Array(text.utf8)
            return number(bytes.count) + bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
        }
        return isScalar ? counted : number(texts.count) + counted
    }

    private static let wanted: [(constraint: String, texts: [String])] = [
        ("name", names), ("name[1:2:3]", ["Ålesund", "Bergen"]), ("varying[1:3]", ["Ålesund", "", "Bergen"]),
        ("code", ["abc", "de", "", "fghi"]), ("code[3]", ["fghi"]), ("turned[0:2]", ["a1", "b ", "c"]),
        ("varying[0]", ["Oslo"]),
    ]

    @Test(arguments: wanted)
    func textsInDAP2(constraint: String, texts: [String]) throws {
        let client = try client()
        let answer = try client.get("/dap/fixture.dods", query: constraint)
        #expect(answer.status == 200, "\(answer.text)")
        let mark = Array("\nData:\n".utf8)
        let start = try #require(answer.body.indices.first { answer.body[$0...].starts(with: mark) })
        #expect(Array(answer.body[(start + mark.count)...]) == xdr(texts))
        let ascii = try client.get("/dap/fixture.ascii", query: constraint).text
        #expect(ascii.contains(texts.map { "\"\($0)\"" }.joined(separator: ", ")), "\(ascii)")
        #expect(try client.get("/dap/fixture.plan", query: constraint).status == 200)
    }

    @Test func textsBesideNumbersAndScalars() throws {
        let answer = try client().get("/dap/fixture.dods", query: "title,height[1:2],name[0]")
        let mark = Array("\nData:\n".utf8)
        let start = try #require(answer.body.indices.first { answer.body[$0...].starts(with: mark) })
        let numbers: [UInt8] = [0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 20, 0, 0, 0, 30]
        let expected = numbers + xdr(["Oslo"]) + xdr(["Hello"], isScalar: true)
        #expect(Array(answer.body[(start + mark.count)...]) == expected)
        #expect(answer.fields["Content-Length"] == "\(answer.body.count)")
    }

    /// DAP4: each text after its length in 64 bits, then the checksum (volume 1, section 7).
    @Test(arguments: [true, false])
    func textsInDAP4(checksums: Bool) throws {
        let query = "dap4.ce=/name[1:2];/height[0]" + (checksums ? "" : "&dap4.checksum=false")
        let answer = try client().get("/dap/fixture.dap", query: query)
        #expect(answer.status == 200, "\(answer.text)")
        let end = Array("</Dataset>\n\r\n".utf8)
        let start = try #require(answer.body.indices.first { answer.body[$0...].starts(with: end) })
        // The head of the last chunk: flags and 24 bits of length.
        let data = Array(answer.body[(start + end.count + 4)...])
        let texts: [UInt8] = [8, 0, 0, 0, 0, 0, 0, 0] + Array("Ålesund".utf8) + [0, 0, 0, 0, 0, 0, 0, 0]
        let expected = checksums ? 2 + 4 + texts.count + 4 : 2 + texts.count
        #expect(data.count == expected)
        #expect(Array(data[..<2]) == [10, 0])
        #expect(Array(data[(checksums ? 6 : 2)...].prefix(texts.count)) == texts)
    }

    /// Blanks and line feeds are data; only the NULs that fill a text up are none.
    @Test func textsOfBlanksArriveAsTheyAre() throws {
        let texts = [" ", "\n", " a ", ""]
        let client = DAPClient([
            try CubeFixture(
                arrays: [FixtureArray("height", [("station", 4)], .int16, [Int16(1), 2, 3, 4])],
                texts: [
                    FixtureTexts("fixed", along: "station", texts),
                    FixtureTexts("varying", along: "station", texts, varying: true),
                    FixtureTexts(
                        letters: "code",
                        [("station", 4), ("strlen3", 3)],
                        Array(" \0\0\n\0\0 a \0\0\0".utf8)
                    ),
                ]
            )
        ])
        for name in ["fixed", "varying", "code"] {
            let answer = try client.get("/dap/fixture.dods", query: name)
            #expect(answer.body.suffix(xdr(texts).count) == xdr(texts)[...], "\(name)")
        }
        let ascii = try client.get("/dap/fixture.ascii", query: "code").text
        #expect(ascii.contains(#"" ", "<U+000A>", " a ", """#), "\(ascii)")
    }

    /// A name that something else has is no name for the dimension of letters.
    @Test func theDimensionOfLettersIsNoOther() throws {
        let client = DAPClient([
            try CubeFixture(
                arrays: [FixtureArray("v", [("station", 2), ("name_strlen", 3)], .int16, [Int16](1...6))],
                texts: [FixtureTexts("name", along: "station", ["a", "b"])]
            )
        ])
        let das = try client.get("/dap/fixture.das").text
        #expect(das.contains("DODS.strlen") && !das.contains("DODS.dimName"), "\(das)")
    }

    @Test func whatIsNotThereIsRefused() throws {
        let client = try client()
        for query in ["name[4]", "name[0][0]", "code[0][0]", "title[0]", "nome"] {
            #expect(try client.get("/dap/fixture.dods", query: query).status == 400, "\(query)")
        }
    }

    @Test(arguments: [(0, 1 << 30, "chunks"), (1, 3, "bytes"), (1, 1 << 30, nil)] as [(Int, Int, String?)])
    func limitsHoldForTextsToo(chunks: Int, decodedBytes: Int, unit: String?) throws {
        var limits = Limits()
        limits.chunks = chunks
        limits.decodedBytes = decodedBytes
        let client = try client(limits: limits)
        for (path, query) in [("/dap/fixture.dods", "name"), ("/dap/fixture.dap", "dap4.ce=/name")] {
            let answer = try client.get(path, query: query)
            #expect(answer.status == (unit == nil ? 200 : 413), "\(path)")
            if let unit { #expect(answer.text.contains(unit), "\(answer.text)") }
        }
    }

    /// Under a policy that names variables, texts that label nothing of them are hidden.
    @Test func policiesHideTexts() throws {
        let cube = try client().cubes[0]
        let box = try cube.restricted(by: Policy(variables: ["height"]))
        let dds = try DAPClient([box]).get("/dap/fixture.dds").text
        #expect(dds.contains("height") && dds.contains("String") && !dds.contains("title"), "\(dds)")
    }
}
