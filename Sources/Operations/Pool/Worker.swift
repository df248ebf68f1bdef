internal import CPlatform
internal import Execution
internal import Gateway
internal import Glibc
internal import ObjectStorage

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
        var set = prepareSignals()
        _ = DescriptorLimit.raise(for: loaded.configuration)
        let board = WorkerBoard(descriptor: WorkerLauncher.boardDescriptor)
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
        let bulkheads = Bulkheads(rules: settings.bulkheadRules)
        let site = Site(
            configuration: loaded.configuration,
            metrics: metrics,
            heads: heads(),
            generation: NoticeBoard.generation(of: WorkerLauncher.configurationDescriptor),
            tallies: StoreTallies(descriptor: WorkerLauncher.talliesDescriptor),
            bulkheads: bulkheads,
            trials: OpeningTrials(board: board, place: place),
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
            groups: groups(settings, bulkheads),
            dispatcher: Dispatcher(services: site.services, spool: spool, ledger: site.ledger),
            settings: serving,
            log: .standardError
        )
        let warmUp = WarmUp(site.catalogue, bulkheads: bulkheads)
        let patience = settings.hangSeconds
        let pulse = Pulse(board: board, place: place, supervisor: supervisor) {
            server.hasLostThreads(after: patience, sending: Self.longestSendingSeconds + patience)
                || warmUp.isOverdue(bySeconds: patience)
        }
        var signal: Int32 = 0
        while signal != SIGTERM { sigwait(&set, &signal) }
        _ = server.stop(drainSeconds: settings.drainSeconds)
        pulse.stop()
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

    /// SIGTERM is waited for; a terminal's Ctrl-C and hang-up are the supervisor's; its death is ours, whatever we do:
    /// nobody could replace a worker that hangs, or keep it from taking requests.
    private func prepareSignals() -> sigset_t {
        signal(SIGINT, SIG_IGN)
        signal(SIGHUP, SIG_IGN)
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        sluice_signal_when_parent_ends(SIGKILL, supervisor)
        return set
    }
}
