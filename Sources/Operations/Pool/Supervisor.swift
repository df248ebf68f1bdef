internal import Execution
internal import Glibc

/// Keeps the pool of workers: starts them, replaces those that die, reloads, and stops them gently.
///
/// It runs on the main thread alone and waits for signals; it never touches a request.
struct Supervisor {
    private static let signals = [SIGCHLD, SIGTERM, SIGINT, SIGHUP]
    /// Beyond the drain limit workers end themselves; those that do not within this are killed.
    private static let mercySeconds = 4.0

    private var launcher: WorkerLauncher
    private let sockets: ListeningSockets
    /// Reads the configuration and the gate's secret again; throws what is wrong with them.
    private let reload: () throws -> (loaded: LoadedConfiguration, gate: String)
    private var loaded: LoadedConfiguration
    private var text: ConfigurationText
    private var slots: [WorkerSlot] = []
    /// Workers that were told to end, and when they are killed.
    private var leaving: [pid_t: Deadline] = [:]
    private var isStopping = false

    init(
        launcher: WorkerLauncher,
        sockets: ListeningSockets,
        loaded: LoadedConfiguration,
        reload: @escaping () throws -> (loaded: LoadedConfiguration, gate: String)
    ) throws(PoolError) {
        self.launcher = launcher
        self.sockets = sockets
        self.loaded = loaded
        self.reload = reload
        text = try loaded.frozen()
        slots = Array(repeating: WorkerSlot(), count: loaded.configuration.server.workers)
    }

    /// Blocks the signals that `run` waits for; call it before any thread starts.
    static func blockSignals() {
        var set = signalSet()
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Returns when all workers have ended after SIGTERM or SIGINT.
    mutating func run() {
        while !isStopping || !leaving.isEmpty {
            if !isStopping { startMissing() }
            retireReplaced()
            killStragglers()
            switch waitForSignal() {
            case SIGTERM, SIGINT: stop()
            case SIGHUP: replaceAll()
            default: reap()
            }
        }
    }

    private mutating func startMissing() {
        for index in slots.indices where slots[index].wantsWorker {
            do {
                let worker = try launcher.launch(configuration: text)
                slots[index].start(worker)
                OperationsLog.event("worker_started", [("pid", String(worker.process))])
            } catch {
                slots[index].postpone(afterSeconds: 0)
                OperationsLog.event("worker_not_started", [("cause", "\(error)")])
            }
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

    private mutating func replaceAll() {
        guard !isStopping else { return }
        do {
            let fresh = try reload()
            text = try fresh.loaded.frozen()
            loaded = fresh.loaded
            launcher.gate = fresh.gate
        } catch {
            return OperationsLog.event("not_reloaded", [("cause", "\(error)")])
        }
        OperationsLog.event("reloaded", [])
        sockets.setBacklogs(loaded.configuration.server.backlog)
        let wanted = loaded.configuration.server.workers
        for index in slots.indices { slots[index].replace() }
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
            guard leaving.removeValue(forKey: process) == nil else { continue }
            for index in slots.indices {
                guard let worker = slots[index].hasLost(process) else { continue }
                OperationsLog.event(
                    "worker_ended",
                    [
                        ("pid", String(process)), ("cause", Self.cause(status)),
                        ("lived_seconds", String((worker.livedSeconds * 1000).rounded() / 1000)),
                    ]
                )
            }
        }
    }

    /// How a process ended (wait(2)).
    private static func cause(_ status: Int32) -> String {
        let signal = status & 0x7F
        return signal == 0 ? "exit \((status >> 8) & 0xFF)" : "signal \(signal)"
    }

    /// The next signal, or 0 when something is due.
    private func waitForSignal() -> Int32 {
        let due = (isStopping ? [] : slots.compactMap(\.due)) + leaving.values
        let seconds = min(due.min()?.remainingSeconds ?? 60, 60)
        var timeout = timespec(
            tv_sec: Int(seconds),
            tv_nsec: Int(seconds.truncatingRemainder(dividingBy: 1) * 1e9)
        )
        var set = Self.signalSet()
        let signal = sigtimedwait(&set, nil, &timeout)
        return signal > 0 ? signal : 0
    }

    private static func signalSet() -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        return set
    }
}
