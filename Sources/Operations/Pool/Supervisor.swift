internal import Catalogue
internal import Execution
internal import Glibc
internal import Quotas

/// Keeps the pool of workers: starts them, replaces those that die or are worn, fits their number to what there is to do,
/// reloads, and stops them gently.
///
/// It runs on the main thread alone and waits for signals and questions; it never touches a request.
struct Supervisor {
    /// Beyond the drain limit workers end themselves; those that do not within this are killed.
    static let mercySeconds = 4.0
    /// How often hearts are listened to, and how often the threads of a pool that may grow are looked at.
    private static let roundSeconds = (fixed: 1.0, growing: 0.2)

    /// A worker that was told to end.
    struct Leaving {
        var killAt: Deadline
        let generation: Int
    }

    var launcher: WorkerLauncher
    let sockets: ListeningSockets
    let board: WorkerBoard?
    /// What was used, and how the store of quotas does.
    let uses: UseTable?
    /// Reads the configuration and the gate's secret again; throws what is wrong with them.
    let reload: () throws -> (loaded: LoadedConfiguration, gate: String)
    var loaded: LoadedConfiguration
    var text: ConfigurationText
    /// How many times the configuration was loaded anew.
    var generation = 0
    /// The configuration is newer than the workers, which are replaced as soon as those of the one before have gone.
    var mustRoll = false
    var slots: [WorkerSlot] = []
    var leaving: [pid_t: Leaving] = [:]
    /// The places on the board of all workers that live.
    var places: [pid_t: Int] = [:]
    var sizing = PoolSizing()
    /// What the threads had done at the last look.
    var scores: [pid_t: [GroupScore]] = [:]
    var deaths = DeathRecord()
    /// Why the configuration was not taken over, the last time that it was to be.
    var refusal: String?
    private var isStopping = false
    /// Readable while a signal waits.
    private let signals: Int32
    private var memoryKills = MemoryKills()
    var manager: ServiceManager?
    var control: ControlSocket?
    /// Those who wait for a reload, and for which generation.
    var waiting: [Int32: Int] = [:]

    /// `signals`: readable while one of those that the supervisor waits for is there.
    init(
        launcher: WorkerLauncher,
        sockets: ListeningSockets,
        loaded: LoadedConfiguration,
        signals: Int32,
        manager: ServiceManager? = nil,
        control: ControlSocket? = nil,
        reload: @escaping () throws -> (loaded: LoadedConfiguration, gate: String)
    ) throws(PoolError) {
        self.launcher = launcher
        self.sockets = sockets
        board = WorkerBoard(descriptor: launcher.board)
        uses = UseTable(descriptor: launcher.uses)
        self.loaded = loaded
        self.signals = signals
        self.manager = manager
        self.control = control
        self.reload = reload
        text = try loaded.frozen()
        slots = Array(repeating: WorkerSlot(), count: loaded.configuration.server.workers.least)
    }

    /// Returns when all workers have ended after SIGTERM, SIGINT or SIGQUIT.
    mutating func run() {
        while !isStopping || !leaving.isEmpty {
            if !isStopping {
                roll()
                startMissing()
                retireReplaced()
                replaceWorn()
                resize()
            }
            killStragglers()
            replaceHung()
            report()
            for (client, question) in ControlSocket.wait(&control, signals: signals, seconds: pauseSeconds) {
                answer(client, question)
            }
            while let signal = ProcessSignals.next(signals) { take(signal) }
        }
        control?.close()
    }

    private mutating func take(_ signal: Int32) {
        switch signal {
        case SIGTERM, SIGINT, SIGQUIT: stop()
        case SIGHUP: _ = loadAnew()
        default: reap()
        }
    }

    private mutating func startMissing() {
        for index in slots.indices where slots[index].wantsWorker {
            do {
                let place = freePlace
                board?.clear(place: place)
                let worker = try launcher.launch(configuration: text, place: place, generation: generation)
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

    /// Whether a worker has shown that it takes requests.
    func answers(_ worker: WorkerProcess) -> Bool {
        board.map { $0.lastBeat(place: worker.place) != nil } ?? true
    }

    private mutating func retireReplaced() {
        for index in slots.indices {
            guard let current = slots[index].current, answers(current) else { continue }
            if let old = slots[index].takeRetiring() { dismiss(old) }
        }
    }

    mutating func dismiss(_ worker: WorkerProcess) {
        worker.send(SIGTERM)
        leaving[worker.process] = Leaving(
            killAt: .after(seconds: loaded.configuration.server.drainSeconds + Self.mercySeconds),
            generation: worker.generation
        )
    }

    private mutating func killStragglers() {
        for (process, worker) in leaving where worker.killAt.hasPassed {
            OperationsLog.event("worker_killed", [("pid", String(process))])
            kill(process, SIGKILL)
            leaving[process]?.killAt = .after(seconds: Self.mercySeconds)
        }
    }

    private mutating func stop() {
        guard !isStopping else { return }
        isStopping = true
        OperationsLog.event("stopping", [])
        manager?.stopping()
        // From now on nginx cannot connect and says so at once, rather than queueing for workers that are leaving.
        sockets.removeFiles()
        control?.close()
        control = nil
        for index in slots.indices {
            for worker in slots[index].takeAll() { dismiss(worker) }
        }
    }

    private mutating func reap() {
        var status: Int32 = 0
        while true {
            let process = waitpid(-1, &status, WNOHANG)
            guard process > 0 else { return }
            let end = WorkerEnd(status: status)
            let isOwnDoing = end.isOwnDoing { memoryKills.haveGrown() }
            let place = places.removeValue(forKey: process)
            defer { if let place { board?.clear(place: place) } }
            scores[process] = nil
            guard leaving.removeValue(forKey: process) == nil else { continue }
            for index in slots.indices {
                guard let worker = slots[index].hasLost(process) else { continue }
                if !end.wasAskedFor { deaths.add(at: .now) }
                OperationsLog.event(
                    "worker_ended",
                    [
                        ("pid", String(process)), ("cause", end.cause),
                        ("lived_seconds", String((worker.livedSeconds * 1000).rounded() / 1000)),
                    ]
                )
                if end.wasFaultOfMemory, let cache = loaded.configuration.cache {
                    // Its successor believes no index before it has read all of it.
                    IndexShelf.disprove(cache.indexFolder)
                }
                if isOwnDoing, let place { blame(place: place, pid: process) }
            }
        }
    }

    /// How long there is nothing to do but to wait.
    private var pauseSeconds: Double {
        let due = (isStopping ? [] : slots.compactMap(\.due)) + leaving.values.map(\.killAt)
        let isFixed = loaded.configuration.server.workers.isFixed && waiting.isEmpty
        let round = isFixed ? Self.roundSeconds.fixed : Self.roundSeconds.growing
        let signs = manager?.watchdogSeconds.map { $0 / 2 } ?? round
        // What is due and cannot be done yet is looked at a hundred times a second at most.
        return max(min(due.min()?.remainingSeconds ?? round, round, signs), 0.01)
    }
}
