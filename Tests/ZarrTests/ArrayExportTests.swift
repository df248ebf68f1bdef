import Execution
import TestSupport
import Testing
import Zarr

struct ArrayExportTests {
    private func export(_ array: ZarrArray, _ ranges: [Range<Int>]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try ArrayExport(array, ranges: ranges).write(context: .background(seconds: 30)) { bytes += $0 }
        return bytes
    }

    @Test(arguments: ZarrFixture.all.filter { !$0.name.hasPrefix("hierarchy") })
    func theWholeIsWhatWasWritten(_ test: ZarrFixture) throws {
        let array = try Fixture.reader().openArray(test.store, path: "", context: .background(seconds: 30))
        let bytes = try export(array, array.metadata.shape.map { 0..<$0 })
        #expect(
            SHA256.hexadecimal(WholeArray.quietingNaNs(bytes, array.metadata.element))
                == test.arrays.first?.hash
        )
    }

    @Test func aPartIsThatPartOfTheWhole() throws {
        let test = try #require(ZarrFixture.all.first { $0.name == "v3.codec.transpose" })
        let array = try Fixture.reader().openArray(test.store, path: "", context: .background(seconds: 30))
        let (shape, size) = (array.metadata.shape, array.metadata.dataType.size)
        let whole = try export(array, shape.map { 0..<$0 })
        for ranges in [
            [1..<5, 2..<3, 0..<4], [5..<6, 0..<5, 1..<4], [0..<1, 4..<5, 3..<4], [2..<2, 0..<5, 0..<4],
        ] {
            var expected: [UInt8] = []
            for x in ranges[0] {
                for y in ranges[1] {
                    for z in ranges[2] {
                        let start = ((x * shape[1] + y) * shape[2] + z) * size
                        expected += whole[start..<(start + size)]
                    }
                }
            }
            #expect(try export(array, ranges) == expected)
        }
    }
}
