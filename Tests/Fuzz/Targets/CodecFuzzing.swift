internal import ObjectStorage
internal import TestSupport
internal import Zarr

/// Chunks: one target for every chain of codecs that a fixture has.
///
/// The input is a byte that picks one of the fixtures with that chain (other types, other parameters), and a chunk as it
/// is stored.
enum CodecFuzzing {
    static let targets: [FuzzTarget] = {
        var names: [String] = []
        var chains: [String: [Member]] = [:]
        for fixture in ZarrFixture.all where fixture.arrays.count == 1 {
            guard let member = Member(fixture) else { continue }
            let name = "codecs-" + member.array.metadata.codecs.names.joined(separator: "-")
            if chains[name] == nil { names.append(name) }
            chains[name, default: []].append(member)
        }
        return names.map { target($0, chains[$0] ?? []) }
    }()

    /// A fixture with its chunks taken away but for one, which is the input.
    private struct Member {
        let array: ZarrArray
        let store: MemoryStore
        let key: String
        let chunks: [[UInt8]]

        init?(_ fixture: ZarrFixture) {
            let isDocument = { (key: String) in
                [".zarray", ".zattrs", ".zgroup", "zarr.json"].contains { key.hasSuffix($0) }
            }
            store = fixture.store
            let keys = fixture.objects.keys.filter { !isDocument($0) }.sorted()
            let opened = try? ZarrFuzzing.reader.openArray(store, path: "", context: ZarrFuzzing.context())
            guard let opened, opened.metadata.shards == nil, let first = keys.first else { return nil }
            array = opened
            key = first
            chunks = keys.compactMap { fixture.objects[$0] }
        }
    }

    private static func target(_ name: String, _ members: [Member]) -> FuzzTarget {
        let seeds = members.enumerated().flatMap { number, member in
            member.chunks.map { [UInt8(truncatingIfNeeded: number)] + $0 }
        }
        return FuzzTarget(name, seeds: seeds, isRefusal: ZarrFuzzing.isRefusal) { input in
            guard let choice = input.first else { return }
            let member = members[Int(choice) % members.count]
            member.store[member.key] = Array(input.dropFirst())
            try ZarrFuzzing.readChunks(member.array, most: 1)
        }
    }
}
