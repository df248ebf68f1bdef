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
