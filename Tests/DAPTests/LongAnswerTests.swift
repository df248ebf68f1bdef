import Gateway
import TestSupport
import Testing
import Zarr

@testable import DAP

/// Arrays longer than every buffer on the way: nothing is lost or doubled where one ends.
@Suite struct LongAnswerTests {
    /// Not a multiple of any buffer, chunk or padding.
    private static let count = 140_007

    private func body(_ array: FixtureArray, suffix: String, query: String) throws -> [UInt8] {
        let response = try DAPClient([try CubeFixture(arrays: [array])]).get(
            "/dap/fixture\(suffix)",
            query: query
        )
        #expect(response.status == 200)
        #expect(response.fields["Content-Length"] == "\(response.body.count)")
        return response.body
    }

    /// The values behind `Data:` and the two counts.
    private func values(_ array: FixtureArray) throws -> [UInt8] {
        let body = try body(array, suffix: ".dods", query: "v")
        let separator = Array("\nData:\n".utf8)
        let start = try #require(body.indices.first { body[$0...].starts(with: separator) })
        let data = Array(body[(start + separator.count)...])
        #expect(Array(data.prefix(8)) == bigEndian(UInt32(Self.count)) + bigEndian(UInt32(Self.count)))
        return Array(data.dropFirst(8))
    }

    private func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    private func array<Value: BitwiseCopyable>(_ type: DataType, _ values: [Value]) -> FixtureArray {
        FixtureArray("v", [("x", Self.count)], type, values, chunkShape: [35_001])
    }

    @Test func bytesAreCopiedAndPadded() throws {
        let numbers = (0..<Self.count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        #expect(try values(array(.uint8, numbers)) == numbers + [0])
    }

    @Test func shortIntegersAreWidened() throws {
        let numbers = (0..<Self.count).map { Int16(truncatingIfNeeded: $0 &* 3) }
        #expect(try values(array(.int16, numbers)) == numbers.flatMap { bigEndian(Int32($0)) })
    }

    @Test func longNumbersAreSwapped() throws {
        let numbers = (0..<Self.count).map { Double($0) * 0.1 - 7 }
        #expect(try values(array(.float64, numbers)) == numbers.flatMap { bigEndian($0.bitPattern) })
    }

    @Test func dap4CutsDataIntoChunks() throws {
        let numbers = (0..<Self.count).map { Double($0) }
        let body = try body(array(.float64, numbers), suffix: ".dap", query: "dap4.checksum=false")
        var chunks: [(flags: UInt8, bytes: ArraySlice<UInt8>)] = []
        var offset = 0
        while offset < body.count {
            let length = body[(offset + 1)..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
            chunks.append((body[offset], body[(offset + 4)..<(offset + 4 + length)]))
            offset += 4 + length
        }
        #expect(chunks.map(\.flags) == [4, 4, 5])
        #expect(chunks[0].bytes.suffix(2) == [0x0D, 0x0A])
        let data = chunks.dropFirst().flatMap(\.bytes)
        #expect(data == numbers.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian) { Array($0) } })
    }
}
