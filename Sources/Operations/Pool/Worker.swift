internal import CPlatform
internal import Execution
internal import Gateway
internal import Glibc
internal import ObjectStorage

/// One process of the pool: opens nothing but datasets, answers on the sockets it was given, ends on SIGTERM.
struct Worker {
    /// Requests of all groups, connections to stores, spool files and then some.
    private static let mostDescriptors: rlim_t = 65_536

    let loaded: LoadedConfiguration
    let gate: Gate
    /// The process that started this one.
    let supervisor: Int32

    /// Returns when the worker was asked to stop and has finished what it had in hand; the process then exits.
    func run() {
        var set = prepareSignals()
        Self.raiseDescriptorLimit()
        let settings = loaded.configuration.server
        let metrics = RequestMetrics(
            descriptor: WorkerLauncher.countersDescriptor,
            groups: ListeningSocket.Group.names
        )
        metrics?.countWorkerStart()
        let spool = Spool(
            directory: settings.spoolDirectory,
            mostBytes: settings.spoolBytes / settings.workers
        )
        let site = Site(
            configuration: loaded.configuration,
            metrics: metrics,
            heads: heads(),
            generation: NoticeBoard.generation(of: WorkerLauncher.configurationDescriptor),
            tallies: StoreTallies(descriptor: WorkerLauncher.talliesDescriptor),
            spool: spool
        )
        var serving = FastCGIServer.Settings(gate: gate, publicOrigin: settings.publicOrigin)
        serving.mostBodyBytes = settings.bodyBytes
        serving.metrics = metrics
        serving.unlistedHosts = UnlistedHosts { host in
            let advice = "set public_url below server, or list the name in nginx's map $sluice_host"
            OperationsLog.event(
                "unlisted_host",
                [("host", host), ("links_lead_to", "localhost"), ("advice", advice)]
            )
        }
        let server = FastCGIServer(
            groups: groups(settings),
            dispatcher: Dispatcher(services: site.services, spool: spool, ledger: site.ledger),
            settings: serving,
            log: .standardError
        )
        let warmUp = WarmUp(site.catalogue)
        var signal: Int32 = 0
        while signal != SIGTERM { sigwait(&set, &signal) }
        _ = server.stop(drainSeconds: settings.drainSeconds)
        warmUp.stop()
        // Threads that did not end hold references: nothing is torn down under them.
        _exit(0)
    }

    /// The table of this host; a supervisor of another release may have none that this one understands.
    private func heads() -> HeadTable {
        if let shared = HeadTable(descriptor: WorkerLauncher.headsDescriptor) { return shared }
        OperationsLog.event("heads_not_shared", [("pid", String(getpid()))])
        return HeadTable()
    }

    private func groups(_ settings: ServerSettings) -> [ListenGroup] {
        ListeningSocket.Group.allCases.enumerated().map { index, group in
            ListenGroup(
                name: group.rawValue,
                socket: WorkerLauncher.firstDescriptor + Int32(index),
                threads: settings.threads(of: group),
                deadlineSeconds: settings.deadlineSeconds(of: group)
            )
        }
    }

    /// SIGTERM is waited for; a terminal's Ctrl-C and hang-up are the supervisor's; its death is ours.
    private func prepareSignals() -> sigset_t {
        signal(SIGINT, SIG_IGN)
        signal(SIGHUP, SIG_IGN)
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        sluice_signal_when_parent_ends(SIGTERM, supervisor)
        return set
    }

    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = min(limit.rlim_max, mostDescriptors)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
