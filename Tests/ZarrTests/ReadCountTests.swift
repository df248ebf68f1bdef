import Execution
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// What a request is said to have cost, against what the store has really sent.
struct ReadCountTests {
    private struct Cost: Equatable {
        var sent = 0
        var storeBytes = 0
        var encodedBytes = 0
        var decoded = 0
        var cached = 0
    }

    private func cost(
        of chunks: [[Int]],
        _ array: ZarrArray,
        _ store: MemoryStore,
        context: WorkContext = .background(seconds: 30)
    ) throws -> Cost {
        _ = store.takeSentBytes()
        try array.readChunks(
            chunks.map(ChunkCoordinates.init),
            window: 1 << 20,
            fillsCache: true,
            context: context
        ) { _, _ in }
        let count = context.measurements.count
        return Cost(
            sent: store.takeSentBytes(),
            storeBytes: count(.storeBytes),
            encodedBytes: count(.encodedBytes),
            decoded: count(.chunksDecoded),
            cached: count(.chunksCached)
        )
    }

    /// Sixteen truth values are three bytes (numcodecs `packbits`: padding, then bits): three sixteenths.
    @Test func storedShareIsThatOfTheCodecs() throws {
        let document = """
            {"zarr_format":2,"shape":[64],"chunks":[16],"dtype":"|b1","fill_value":false,"order":"C",
            "filters":[{"id":"packbits"}],"compressor":null}
            """
        var objects = [".zarray": Array(document.utf8)]
        for chunk in 0..<4 { objects["\(chunk)"] = [0, 0b1010_0000, 1] }
        let store = MemoryStore(objects)
        for far: any ObjectStore in [store, UnlistedStore(store)] {
            let array = try Fixture.reader().openArray(far, path: "", context: .background(seconds: 30))
            #expect(array.storedShare == 3.0 / 16)
            let first = try cost(of: [[0], [1]], array, store)
            #expect(first == Cost(sent: 6, storeBytes: 6, encodedBytes: 6, decoded: 2, cached: 0))
            #expect(array.storedShare == 3.0 / 16)
            let second = try cost(of: [[0], [1], [2]], array, store)
            #expect(second == Cost(sent: 3, storeBytes: 3, encodedBytes: 3, decoded: 1, cached: 2))
            #expect(array.storedShare == 3.0 / 16)
        }
    }

    /// Two inner chunks of four with a hole of one between them: read together from far, the gap comes along; the index
    /// comes once.
    @Test(arguments: [true, false])
    func partsOfShardsCountWhatIsReadAlong(isFar: Bool) throws {
        let document = ZarrText.array("16", type: "uint8", fill: "7", codecs: ZarrText.sharding("4"))
        let index = (0..<4).flatMap { [UInt64(4 * $0), 4] }
            .flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
        let shard = [UInt8](0..<16) + index
        let store = MemoryStore(["zarr.json": Array(document.utf8), "c/0": shard])
        let used: any ObjectStore = isFar ? UnlistedStore(store) : store
        let array = try Fixture.reader().openArray(used, path: "", context: .background(seconds: 30))
        let read = isFar ? 12 : 8
        let first = try cost(of: [[0], [2]], array, store)
        #expect(
            first == Cost(sent: 64 + read, storeBytes: 64 + read, encodedBytes: 8, decoded: 2, cached: 0)
        )
        #expect(array.storedShare == 1)
        let second = try cost(of: [[1], [2]], array, store)
        #expect(second == Cost(sent: 4, storeBytes: 4, encodedBytes: 4, decoded: 1, cached: 1))
    }

    /// What compressors make of chunks follows from values, which no plan looks at: half, before anything was read and after.
    @Test func compressedChunksCountAsHalf() throws {
        let gzip = #"{"name":"gzip","configuration":{"level":1}}"#
        let codecs = [ZarrText.bytes + "," + gzip, ZarrText.bytes + "," + gzip + #",{"name":"crc32c"}"#]
        let sharded = codecs.map {
            ZarrText.sharding("4").replacing(
                "\"codecs\":[\(ZarrText.bytes)]",
                with: "\"codecs\":[\($0)]",
                maxReplacements: 1
            )
        }
        for chain in codecs + sharded {
            let document = Array(ZarrText.array("16", type: "uint8", codecs: chain).utf8)
            let store = MemoryStore(["zarr.json": document])
            let array = try Fixture.reader().openArray(store, path: "", context: .background(seconds: 30))
            #expect(array.storedShare == 0.5)
            _ = try cost(of: [[0]], array, store)
            #expect(array.storedShare == 0.5)
        }
    }
}
