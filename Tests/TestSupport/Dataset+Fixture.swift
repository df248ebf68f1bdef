package import Cube
package import Execution
package import Failures
package import ObjectStorage
package import Zarr

extension Dataset {
    /// A group as a catalogue opens it, at an address of one name.
    package static func fixture(
        _ group: ZarrGroup,
        below ancestors: [ZarrGroup] = [],
        id: String = "fixture",
        limits: Limits = Limits(),
        ledger: MemoryLedger = MemoryLedger(budget: 64 << 20),
        context: WorkContext = .background(seconds: 30)
    ) throws -> Dataset {
        try Dataset.open(
            group,
            ancestors: ancestors,
            address: DatasetAddress(id: id),
            title: nil,
            summary: nil,
            version: DatasetVersion(snapshot: "1", isPinned: false, freshSeconds: 60),
            limits: limits,
            policy: .unrestricted,
            resources: ReadingResources(ledger: ledger),
            context: context
        )
    }

    /// The root of a store as a dataset.
    package static func fixture(
        in store: any ObjectStore,
        limits: Limits = Limits(),
        ledger: MemoryLedger = MemoryLedger(budget: 64 << 20),
        context: WorkContext = .background(seconds: 30)
    ) throws -> Dataset {
        let root = try ZarrReader.fixture(ledger: ledger).open(store, path: "", context: context)
        return try fixture(root, limits: limits, ledger: ledger, context: context)
    }
}

extension ZarrReader {
    /// A reader that decodes in the caller's thread and keeps `cache` bytes of chunks.
    package static func fixture(ledger: MemoryLedger, cache: Int = 1 << 20) -> ZarrReader {
        ZarrReader(cache: ChunkCache(limit: cache, ledger: ledger), pool: DecodePool(helpers: 0))
    }
}
