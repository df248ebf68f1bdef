internal import Cube
internal import DAP
internal import EDR
internal import Execution
internal import Gateway
internal import Glibc
internal import ObjectStorage
internal import Portal
internal import WMS
internal import Zarr

/// Everything that one worker serves, and what its requests share: memory, cache, decoding threads, connections.
struct Site {
    let catalogue: ConfiguredCatalogue
    /// One line per protocol.
    private(set) var services: [any Service]

    init(configuration: Configuration, metrics: RequestMetrics?, heads: HeadTable = HeadTable()) {
        let ledger = MemoryLedger(budget: configuration.server.memory / configuration.server.workers)
        let reader = ZarrReader(
            cache: ChunkCache(limit: ledger.budget, ledger: ledger),
            pool: DecodePool(helpers: Self.cores - 1)
        )
        catalogue = ConfiguredCatalogue(
            configuration.datasets,
            opener: StoreSourceOpener(
                engine: TransferEngine(),
                reader: reader,
                profiles: configuration.storage
            ),
            heads: HeadKeeper(heads),
            limits: configuration.limits,
            resources: ReadingResources(ledger: ledger)
        )
        services = [
            WMSService(catalogue: catalogue),
            EDRService(catalogue: catalogue),
            DAPService(catalogue: catalogue),
            HealthService(datasets: catalogue),
            PortalService(catalogue: catalogue),
        ]
        if let metrics { services.append(MetricsService(metrics: metrics, datasets: catalogue)) }
    }

    private static var cores: Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }
}
