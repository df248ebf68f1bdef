internal import Authentication
internal import Catalogue
internal import Coverages
internal import Cube
internal import DAP
internal import EDR
internal import Execution
internal import Failures
internal import Gateway
internal import Glibc
internal import Grids
internal import ObjectStorage
internal import Portal
internal import Quotas
internal import Serving
internal import WMS
internal import Zarr

/// Everything that one worker serves, and what its requests share: memory, cache, decoding threads, connections.
struct Site {
    /// All that is published, for the operator.
    let whole: ConfiguredCatalogue
    let engine: TransferEngine
    /// Memory that requests reserve, and that bodies and caches take what is left of.
    let ledger: MemoryLedger
    private(set) var services: [any Service]
    /// Says who sends a request, where people can sign in.
    let login: Login?
    /// What requests are charged to; nil where nobody counts.
    private let quotas: QuotaBook?

    /// `poolText` has numbers of the pool for Prometheus; requests are counted in `uses`, where there is such a table, and
    /// failures to sign in in `attempts`.
    ///
    /// `decoders`: threads that decode beside a request's own; as many as there are other cores when it is not said.
    init(
        configuration: Configuration,
        metrics: RequestMetrics?,
        heads: RefTable = RefTable(),
        generation: UInt64 = 0,
        tallies: StoreTallies? = nil,
        bulkheads: Bulkheads = Bulkheads(),
        trials: OpeningTrials = OpeningTrials(),
        spool: Spool = Spool(),
        poolText: (@Sendable () -> String)? = nil,
        uses: UseTable? = nil,
        attempts: AttemptTable = AttemptTable(),
        decoders: Int? = nil
    ) {
        var options = TransferEngine.Options()
        let board = NoticeBoard(heads, generation: generation)
        let caches = HostCaches(configuration.cache, board)
        options.cache = caches.objects
        options.tallies = tallies
        options.product = "sluice/\(Release.version)"
        let ledger = MemoryLedger(budget: configuration.server.dataBytesPerWorker)
        self.ledger = ledger
        BlockReserve.shared.limit(to: configuration.server.reservedBytesPerWorker)
        let reader = ZarrReader(
            cache: ChunkCache(limit: ledger.budget, ledger: ledger, share: MemoryShare(sixteenths: 13)),
            pool: DecodePool(helpers: decoders ?? Self.cores - 1),
            limits: ZarrLimits(chunkBytes: configuration.limits.chunkBytes, memory: ledger)
        )
        let engine = TransferEngine(options: options)
        self.engine = engine
        whole = ConfiguredCatalogue(
            configuration.datasets,
            opener: StoreSourceOpener(
                engine: engine,
                reader: reader,
                profiles: configuration.storage
            ),
            heads: RefCache(heads),
            outcomes: DatasetOutcomes(board: board) {
                OperationsLog.event($0, $1)
            },
            bulkheads: bulkheads,
            trials: trials,
            limits: configuration.limits,
            resources: ReadingResources(
                ledger: ledger,
                spool: spool,
                indexes: caches.indexes,
                placings: KeptPlacings(ledger: ledger, share: MemoryShare(sixteenths: 1))
            )
        )
        let rules = configuration.accessRules
        login = configuration.login.map { settings in
            Login(
                settings,
                rules: rules,
                engine: engine,
                profiles: configuration.storage,
                attempts: attempts
            ) { OperationsLog.event("login", [("problem", $0)]) }
        }
        quotas = uses.map { QuotaBook(configuration, table: $0) }
        let catalogue = DatasetCatalogue(whole, rules: rules, canSignIn: login != nil)
        services = Self.services(
            of: catalogue,
            ledger: ledger,
            spool: spool,
            login: login,
            wms: configuration.wms
        )
        if let metrics {
            services.append(
                MetricsService(
                    metrics: metrics,
                    datasets: whole,
                    objectCache: caches.objects,
                    indexes: caches.indexes,
                    tallies: tallies,
                    poolText: poolText
                )
            )
        }
    }

    /// Those for clients, whose requests see the catalogue through its views: one line per protocol.
    static func services(
        of catalogue: DatasetCatalogue,
        ledger: MemoryLedger,
        spool: Spool,
        login: Login? = nil,
        wms: WMSSettings = WMSSettings()
    ) -> [any Service] {
        let documents = DocumentCache(ledger: ledger, share: MemoryShare(sixtyFourths: 3))
        let formats = CoverageFormats(ledger: ledger, share: MemoryShare(sixtyFourths: 1))
        var protocols: [any Service & Advertiser] = [
            WMSService(catalogue: catalogue, documents: documents, settings: wms, formats: formats),
            EDRService(catalogue: catalogue, documents: documents, formats: formats),
        ]
        protocols.append(DAPService(catalogue: catalogue, documents: documents, others: protocols))
        return protocols + [
            HealthService(catalogue: catalogue, spool: spool) { login?.problem },
            PortalService(catalogue: catalogue, offers: Advertisements(protocols)),
        ]
    }

    /// Answers requests from what is published here.
    func dispatcher(spool: Spool = Spool()) -> Dispatcher {
        var authentication: Dispatcher.Authentication?
        if let login {
            authentication = { question, context in login.answer(question, context: context) }
        }
        var accounts: Dispatcher.Accounts?
        if let quotas {
            accounts = { request, context in
                quotas.account(
                    of: request.principal,
                    address: request.address,
                    crawler: request.crawler,
                    priority: context.priority,
                    measurements: context.measurements
                )
            }
        }
        return Dispatcher(
            services: services,
            authentication: authentication,
            strangersClass: login?.strangersClass,
            accounts: accounts,
            spool: spool,
            ledger: ledger
        )
    }

    private static var cores: Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }
}
