internal import JSON
internal import ObjectStorage
internal import TestSupport
internal import Zarr

/// Documents: whatever a store says of its arrays and groups.
enum MetadataFuzzing {
    static let targets = [
        array("metadata-v2", key: ".zarray"), array("metadata-v3", key: "zarr.json"),
        hierarchy("consolidated-v2", key: ".zmetadata"), hierarchy("consolidated-v3", key: "zarr.json"),
    ]

    /// Opens the document as an array, and reads what would be its first chunks if it had any.
    private static func array(_ name: String, key: String) -> FuzzTarget {
        let seeds = ZarrFixture.all.flatMap { fixture in
            fixture.objects.filter { $0.key.split(separator: "/").last.map(String.init) == key }.map(\.value)
        }
        return FuzzTarget(name, seeds: seeds, isRefusal: ZarrFuzzing.isRefusal) { input in
            let store = MemoryStore([key: Array(input)])
            let array = try ZarrFuzzing.reader.openArray(store, path: "", context: ZarrFuzzing.context())
            _ = array.metadata.chunkGrid.description.bytes
            try ZarrFuzzing.readChunks(array, most: 3)
        }
    }

    /// Opens the document as a whole hierarchy.
    private static func hierarchy(_ name: String, key: String) -> FuzzTarget {
        let seeds = ZarrFixture.all.filter { $0.name.hasPrefix("hierarchy") }.compactMap { $0.objects[key] }
        return FuzzTarget(name, seeds: seeds, isRefusal: ZarrFuzzing.isRefusal) { input in
            let store = MemoryStore([key: Array(input)])
            let root = try ZarrFuzzing.reader.open(store, path: "", context: ZarrFuzzing.context())
            for array in root.arrays.prefix(3) { try ZarrFuzzing.readChunks(array, most: 2) }
        }
    }
}
