import JSON
import Testing
import Zarr

@testable import Operations

struct IndexSelectionTests {
    private let metadata = ArrayMetadata(
        path: "a",
        format: 3,
        shape: [10, 5, 3],
        chunkGrid: ChunkGrid(chunkShape: [1, 1, 1], shape: [10, 5, 3]),
        dataType: .int8,
        fillValue: [0],
        fillMarksMissing: false,
        dimensionNames: ["time", "lat", nil],
        attributes: JSONObject(),
        keyEncoding: ChunkKeyEncoding(style: .default, separator: "/"),
        codecs: CodecPipeline()
    )

    @Test(arguments: [
        ("", [0..<10, 0..<5, 0..<3]), ("time=0:4", [0..<4, 0..<5, 0..<3]),
        ("lat=3,time=9", [9..<10, 3..<4, 0..<3]),
        ("time=8:", [8..<10, 0..<5, 0..<3]), ("time=:2,2=1", [0..<2, 0..<5, 1..<2]),
        ("0=5:5", [5..<5, 0..<5, 0..<3]),
    ])
    func selects(_ text: String, _ ranges: [Range<Int>]) throws {
        #expect(try IndexSelection(text).ranges(of: metadata) == ranges)
    }

    @Test(arguments: [
        "time", "time=", "time=a", "time=1:2:3", "=3", "lon=1", "time=10", "time=-1", "time=5:4", "time=0:11",
        "7=1",
        "time=9223372036854775807",
    ])
    func refuses(_ text: String) {
        #expect(throws: IndexSelection.Fault.self) { try IndexSelection(text).ranges(of: metadata) }
    }
}
