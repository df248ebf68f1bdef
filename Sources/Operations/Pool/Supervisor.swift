internal import Catalogue
internal import Execution
internal import Glibc

/// Keeps the pool of workers: starts them, replaces those that die, reloads, and stops them gently.
///
/// It runs on the main thread alone and waits for signals; it never touches a request.
struct Supervisor {
    /// Beyond the drain limit workers end themselves; those that do not within this are killed.
    static let mercySeconds = 4.0
    /// How often hearts are listened to.
    private static let roundSeconds = 1.0
    /// A worker that has just started may take so many times `hang_seconds` to its first beat.
    private static let startingFactor = 3.0

    private var launcher: WorkerLauncher
    private let sockets: ListeningSockets
    private let board: WorkerBoard?
    /// Reads the configuration and the gate's secret again; throws what is wrong with them.
    private let reload: () throws -> (loaded: LoadedConfiguration, gate: String)
    private var loaded: LoadedConfiguration
    private var text: ConfigurationText
    private var slots: [WorkerSlot] = []
    /// Workers that were told to end, and when they are killed.
    private var leaving: [pid_t: Deadline] = [:]
    /// The places on the board of all workers that live.
    private var places: [pid_t: Int] = [:]
    private var isStopping = false
    private var signals: sigset_t
    private var memoryKills = MemoryKills()

    /// `signals` are those that `run` waits for.
    init(
        launcher: WorkerLauncher,
        sockets: ListeningSockets,
        loaded: LoadedConfiguration,
        signals: sigset_t,
        reload: @escaping () throws -> (loaded: LoadedConfiguration, gate: String)
    ) throws(PoolError) {
        self.launcher = launcher
        self.sockets = sockets
        board = WorkerBoard(descriptor: launcher.board)
        self.loaded = loaded
        self.signals = signals
        self.reload = reload
        text = try loaded.frozen()
        slots = Array(repeating: WorkerSlot(), count: loaded.configuration.server.workers)
    }

    /// Returns when all workers have ended after SIGTERM, SIGINT or SIGQUIT.
    mutating func run() {
        while !isStopping || !leaving.isEmpty {
            if !isStopping { startMissing() }
            retireReplaced()
            killStragglers()
            replaceHung()
            switch waitForSignal() {
            case SIGTERM, SIGINT, SIGQUIT: stop()
            case SIGHUP: replaceAll()
            default: reap()
            }
        }
    }

    private mutating func startMissing() {
        for index in slots.indices where slots[index].wantsWorker {
            do {
                let place = freePlace
                board?.clear(place: place)
                let worker = try launcher.launch(configuration: text, place: place)
                places[worker.process] = place
                slots[index].start(worker)
                OperationsLog.event("worker_started", [("pid", String(worker.process))])
            } catch {
                slots[index].postpone(afterSeconds: 0)
                OperationsLog.event("worker_not_started", [("cause", "\(error)")])
            }
        }
    }

    private var freePlace: Int {
        let taken = Set(places.values)
        return (0..<WorkerBoard.places).first { !taken.contains($0) } ?? 0
    }

    /// Kills workers whose hearts have stopped, and replaces those of which threads do not come back.
    private mutating func replaceHung() {
        guard let board else { return }
        let patience = loaded.configuration.server.hangSeconds
        for index in slots.indices {
            for worker in slots[index].workers {
                let limit =
                    board.lastBeat(place: worker.place)?.later(bySeconds: patience)
                    ?? worker.started.later(bySeconds: patience * Self.startingFactor)
                guard limit.hasPassed else { continue }
                OperationsLog.event("worker_hung", [("pid", String(worker.process))])
                worker.send(SIGKILL)
            }
            guard let worker = slots[index].current, board.isStuck(place: worker.place) else { continue }
            OperationsLog.event("worker_stuck", [("pid", String(worker.process))])
            count(deathOver: board.openings(place: worker.place), pid: worker.process)
            if let old = slots[index].replace() { dismiss(old) }
        }
    }

    /// Notes what a worker was opening when it died by what it did.
    private func count(deathOver datasets: [DatasetKey], pid: pid_t) {
        for key in Set(datasets) {
            guard let deaths = board?.addDeath(over: key) else { continue }
            OperationsLog.event(
                deaths >= OpeningTrials.maxDeaths ? "dataset_left_alone" : "worker_died_opening",
                [("dataset", key.text), ("pid", String(pid)), ("deaths", String(deaths))]
            )
        }
    }

    private mutating func retireReplaced() {
        for index in slots.indices {
            if let worker = slots[index].takeRetiring() { dismiss(worker) }
        }
    }

    private mutating func dismiss(_ worker: WorkerProcess) {
        worker.send(SIGTERM)
        leaving[worker.process] = .after(
            seconds: loaded.configuration.server.drainSeconds + Self.mercySeconds
        )
    }

    private mutating func killStragglers() {
        for (process, deadline) in leaving where deadline.hasPassed {
            OperationsLog.event("worker_killed", [("pid", String(process))])
            kill(process, SIGKILL)
            leaving[process] = .after(seconds: Self.mercySeconds)
        }
    }

    private mutating func stop() {
        guard !isStopping else { return }
        isStopping = true
        OperationsLog.event("stopping", [])
        // From now on nginx cannot connect and says so at once, rather than queueing for workers that are leaving.
        sockets.removeFiles()
        for index in slots.indices {
            for worker in slots[index].takeAll() { dismiss(worker) }
        }
    }

    /// A file without any dataset, where there were some, is one that an editor or a full disk has emptied.
    private static func check(_ fresh: LoadedConfiguration, after running: LoadedConfiguration) throws {
        guard fresh.configuration.datasets.isEmpty, !running.configuration.datasets.isEmpty else { return }
        throw ConfigurationError(
            file: fresh.path,
            line: nil,
            problem: "has no datasets any more: to serve none, restart the service"
        )
    }

    private mutating func replaceAll() {
        guard !isStopping else { return }
        do {
            let fresh = try reload()
            try Self.check(fresh.loaded, after: loaded)
            text = try fresh.loaded.frozen()
            loaded = fresh.loaded
            launcher.gate = fresh.gate
        } catch {
            return OperationsLog.event("not_reloaded", [("cause", "\(error)")])
        }
        OperationsLog.event("reloaded", [])
        DescriptorLimit.raise(for: loaded.configuration).report()
        // What killed workers may not do so any more.
        board?.removeNotes()
        sockets.setBacklogs(loaded.configuration.server.backlog)
        let wanted = loaded.configuration.server.workers
        for index in slots.indices {
            if let old = slots[index].replace() { dismiss(old) }
        }
        while slots.count > wanted {
            var extra = slots.removeLast()
            for worker in extra.takeAll() { dismiss(worker) }
        }
        while slots.count < wanted { slots.append(WorkerSlot()) }
    }

    private mutating func reap() {
        var status: Int32 = 0
        while true {
            let process = waitpid(-1, &status, WNOHANG)
            guard process > 0 else { return }
            let place = places.removeValue(forKey: process)
            let end = WorkerEnd(status: status)
            let isOwnDoing = end.isOwnDoing { memoryKills.haveGrown() }
            guard leaving.removeValue(forKey: process) == nil else { continue }
            for index in slots.indices {
                guard let worker = slots[index].hasLost(process) else { continue }
                OperationsLog.event(
                    "worker_ended",
                    [
                        ("pid", String(process)), ("cause", end.cause),
                        ("lived_seconds", String((worker.livedSeconds * 1000).rounded() / 1000)),
                    ]
                )
                guard isOwnDoing, let place, let board else { continue }
                count(deathOver: board.openings(place: place), pid: process)
            }
        }
    }

    /// The next signal, or 0 when something is due.
    private mutating func waitForSignal() -> Int32 {
        let due = (isStopping ? [] : slots.compactMap(\.due)) + leaving.values
        let seconds = min(due.min()?.remainingSeconds ?? Self.roundSeconds, Self.roundSeconds)
        var timeout = timespec(
            tv_sec: Int(seconds),
            tv_nsec: Int(seconds.truncatingRemainder(dividingBy: 1) * 1e9)
        )
        let signal = sigtimedwait(&signals, nil, &timeout)
        return signal > 0 ? signal : 0
    }
}
