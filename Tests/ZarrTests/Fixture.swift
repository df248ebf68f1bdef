import Execution
import JSON
import ObjectStorage
import TestSupport
import Zarr

/// What most tests of this target begin with.
enum Fixture {
    static func cache(limit: Int = 64 << 20) -> ChunkCache {
        ChunkCache(limit: limit, ledger: MemoryLedger(budget: 256 << 20))
    }

    static func reader(cache: ChunkCache = cache(), helpers: Int = 1, limits: ZarrLimits = ZarrLimits())
        -> ZarrReader
    {
        ZarrReader(cache: cache, pool: DecodePool(helpers: helpers), limits: limits)
    }

    static func paths(below group: ZarrGroup) -> (groups: [String], arrays: [String]) {
        var groups = [group.path]
        var arrays = group.arrays.map(\.metadata.path)
        for child in group.groups {
            let below = paths(below: child)
            groups += below.groups
            arrays += below.arrays
        }
        return (groups, arrays)
    }
}

extension JSONText {
    /// Reads a file of test data.
    static func file(_ path: String) throws -> JSONValue? {
        let parts = path.split(separator: "/")
        let folder = "/" + parts.dropLast().joined(separator: "/")
        let outcome = try FileStore(root: folder).read(
            ObjectRequest(key: String(parts.last ?? ""), mostBytes: 64 << 20),
            context: .background(seconds: 60)
        )
        guard case .found(let object) = outcome else { return nil }
        return try object.bytes.withBytes { try JSONParser.parse($0) }
    }
}
