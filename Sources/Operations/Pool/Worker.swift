internal import Authentication
internal import CPlatform
internal import Catalogue
internal import Execution
internal import Gateway
internal import Glibc
internal import ObjectStorage
internal import Quotas

/// One process of the pool: opens nothing but datasets, answers on the sockets it was given, ends on SIGTERM.
struct Worker {
    /// A body that is made may leave slowly: a thread is past its deadline for so long before it counts as lost.
    private static let longestSendingSeconds = 60.0

    let loaded: LoadedConfiguration
    let gate: Gate
    /// The process that started this one.
    let supervisor: Int32
    /// Its place on the supervisor's board.
    let place: Int

    /// Returns when the worker was asked to stop and has finished what it had in hand; the process then exits.
    func run() {
        var set = ProcessSignals.takeForWorker()
        _ = DescriptorLimit.raise(for: loaded.configuration)
        let board = WorkerBoard(descriptor: WorkerLauncher.boardDescriptor)
        let settings = loaded.configuration.server
        let metrics = RequestMetrics(
            descriptor: WorkerLauncher.countersDescriptor,
            groups: ListeningSocket.Group.names
        )
        metrics?.countWorkerStart()
        let heads = heads()
        let generation = NoticeBoard.generation(of: WorkerLauncher.configurationDescriptor)
        let notices = FolderNotices(
            name: "spool",
            folder: settings.spoolDirectory,
            board: NoticeBoard(heads, generation: generation)
        ) { OperationsLog.event($0, $1) }
        let spool = Spool(
            directory: settings.spoolDirectory,
            maxBytes: settings.spoolBytes / settings.workers.most
        ) { notices.note($0?.description) }
        let uses = uses()
        var poolText: (@Sendable () -> String)?
        if let board {
            let pool = PoolMetrics(board: board, server: settings)
            let store = loaded.configuration.quotaStore == nil ? nil : uses
            poolText = { pool.text + (store.map(QuotaStoreMetrics.text) ?? "") }
        }
        let bulkheads = Bulkheads(rules: settings.bulkheadRules)
        let site = Site(
            configuration: loaded.configuration,
            metrics: metrics,
            heads: heads,
            generation: generation,
            tallies: StoreTallies(descriptor: WorkerLauncher.talliesDescriptor),
            bulkheads: bulkheads,
            trials: OpeningTrials(board: board, place: place),
            spool: spool,
            poolText: poolText,
            uses: uses,
            attempts: attempts()
        )
        var serving = FastCGIServer.Settings(gate: gate, publicOrigin: settings.publicOrigin)
        serving.maxBodyBytes = settings.bodyBytes
        serving.metrics = metrics
        serving.board = board.map { WorkerScores(board: $0, place: place) }
        if board != nil { sluice_tell_faults() }
        serving.unlistedHosts = UnlistedHosts { host in
            let advice = "set public_url below server, or list the name in nginx's map $sluice_host"
            OperationsLog.event(
                "unlisted_host",
                [("host", host), ("links_lead_to", "localhost"), ("advice", advice)]
            )
        }
        let discovery = discovery(site, NoticeBoard(heads, generation: generation))
        // Before the first request: those who know a dataset notice nothing of a new worker.
        discovery.start()
        let keeper = loaded.configuration.quotaStore.map { StoreKeeper($0, table: uses) }
        keeper?.start()
        let server = FastCGIServer(
            groups: groups(settings, bulkheads),
            dispatcher: site.dispatcher(spool: spool),
            settings: serving,
            log: .standardError
        )
        let warmUp = WarmUp(site.whole, bulkheads: bulkheads)
        let patience = settings.hangSeconds
        let whole = site.whole
        let issuer = IssuerWatch(site.login, board: NoticeBoard(heads, generation: generation))
        let pulse = Pulse(
            board: board,
            place: place,
            supervisor: supervisor,
            states: { whole.states() },
            loginFails: { issuer.fails() }
        ) {
            server.hasLostThreads(after: patience, sending: Self.longestSendingSeconds + patience)
                || warmUp.isOverdue(bySeconds: patience)
        }
        var signal: Int32 = 0
        while signal == 0 { sigwait(&set, &signal) }
        _ = server.stop(drainSeconds: settings.drainSeconds)
        pulse.stop()
        discovery.stop()
        keeper?.stop()
        warmUp.stop()
        site.login?.close()
        // Threads that did not end hold references: nothing is torn down under them.
        _exit(0)
    }

    private func discovery(_ site: Site, _ notices: NoticeBoard) -> Discovery {
        let configuration = loaded.configuration
        return Discovery(
            configuration.publish,
            board: DiscoveryBoard(descriptor: WorkerLauncher.discoveredDescriptor) ?? DiscoveryBoard(),
            list: Discovery.lister(profiles: configuration.storage, engine: site.engine),
            note: { rule, cause in
                guard notices.post(cause, about: "publish:\(rule.prefix)") else { return }
                let facts =
                    [("prefix", StoreLocation.shown(rule.prefix))] + (cause.map { [("cause", $0)] } ?? [])
                OperationsLog.event(cause == nil ? "publish_working" : "publish_failing", facts)
            },
            publish: { [whole = site.whole] in whole.publish(discovered: $0) }
        )
    }

    /// The table of this host; a supervisor of another release may have none that this one understands.
    private func heads() -> RefTable {
        if let shared = RefTable(descriptor: WorkerLauncher.headsDescriptor) { return shared }
        OperationsLog.event("heads_not_shared", [("pid", String(getpid()))])
        return RefTable()
    }

    /// The same for what was used.
    private func uses() -> UseTable {
        if let shared = UseTable(descriptor: WorkerLauncher.usesDescriptor) { return shared }
        OperationsLog.event("quotas_not_shared", [("pid", String(getpid()))])
        return UseTable()
    }

    /// The same for failures to sign in.
    private func attempts() -> AttemptTable {
        if let shared = AttemptTable(descriptor: WorkerLauncher.attemptsDescriptor) { return shared }
        OperationsLog.event("attempts_not_shared", [("pid", String(getpid()))])
        return AttemptTable()
    }

    private func groups(_ settings: ServerSettings, _ bulkheads: Bulkheads) -> [ListenGroup] {
        ListeningSocket.Group.allCases.enumerated().map { index, group in
            ListenGroup(
                name: group.rawValue,
                socket: WorkerLauncher.firstDescriptor + Int32(index),
                threads: settings.threads(of: group),
                deadlineSeconds: settings.deadlineSeconds(of: group),
                bulkheads: bulkheads
            )
        }
    }
}
