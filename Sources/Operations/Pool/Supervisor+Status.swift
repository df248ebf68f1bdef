internal import Execution
internal import Glibc
internal import Quotas

extension Supervisor {
    /// Beyond two drains somebody who waits for a reload is told that it takes long.
    private var longestWait: Double {
        2 * (loaded.configuration.server.drainSeconds + Self.mercySeconds) + 60
    }

    /// Tells whoever watches: the board, the service manager, those who wait for a reload.
    mutating func report() {
        let counts = loaded.configuration.server.workers
        if let board {
            board[.generation] = generation
            board[.workers] = slots.count { $0.current.map(answers) == true }
            board[.leaving] = leaving.count
            board[.least] = counts.least
            board[.most] = counts.most
            board[.deaths] = deaths.total
        }
        manager?.showLife()
        let line = statusLine
        if manager?.isReady == false, hasRolled { manager?.ready(line) } else { manager?.tell(line) }
        for (client, wanted) in waiting
        where control?.isOpen(client) == false || (wanted <= generation && hasRolled) {
            waiting[client] = nil
            let verdict = ReloadVerdict(generation: wanted, problem: nil)
            control?.answer(client, verdict.json)
        }
    }

    private var statusLine: String {
        let counts = loaded.configuration.server.workers
        let running = slots.count { $0.current.map(answers) == true }
        let range = counts.isFixed ? "" : " (\(counts))"
        let refused = refusal.map { "; not reloaded: \($0)" } ?? ""
        return "\(running) of \(slots.count) workers\(range) answer, generation \(generation)\(refused)"
    }

    mutating func answer(_ client: Int32, _ question: ControlSocket.Question) {
        switch question {
        case .status:
            let status = status
            control?.answer(client, status.json)
        case .reload, .reloadAndWait:
            let problem = loadAnew()
            if problem == nil, question == .reloadAndWait {
                waiting[client] = generation
                let seconds = longestWait
                control?.keep(client, seconds: seconds)
            } else {
                let verdict = ReloadVerdict(generation: generation, problem: problem)
                control?.answer(client, verdict.json)
            }
        }
    }

    private var status: PoolStatus {
        let server = loaded.configuration.server
        let now = Deadline.now
        var status = PoolStatus(pid: Int(getpid()), generation: generation)
        status.isRolling = !hasRolled
        (status.wanted, status.least, status.most) = (slots.count, server.workers.least, server.workers.most)
        status.leaving = leaving.count
        status.memoryLimit = Wear.limit(ofShare: server.memoryPerWorker)
        status.notReloaded = refusal
        status.deaths = deaths.total
        status.recentDeaths = deaths.count(withinSeconds: PoolStatus.recentSeconds, before: now)
        if loaded.configuration.quotaStore != nil { status.quotaStore = uses?.storeState.word }
        guard let board else { return status }
        var failing: Set<String> = []
        for worker in slots.flatMap(\.workers) {
            let states = board.states(place: worker.place)
            failing.formUnion(states.failingNames)
            status.failing = max(status.failing, states.failing)
            status.loginFails = status.loginFails || board.loginFails(place: worker.place)
            let groups = ListeningSocket.Group.allCases.indices.map {
                board.score(of: $0, place: worker.place)
            }
            status.workers.append(
                PoolStatus.Worker(
                    pid: Int(worker.process),
                    generation: worker.generation,
                    answers: answers(worker),
                    livedSeconds: Int(worker.livedSeconds),
                    memory: board.memory(place: worker.place),
                    busy: groups.map(\.busy),
                    begun: groups.reduce(0) { $0 + Int(clamping: $1.begun) },
                    waitedSeconds: groups.reduce(0) { $0 + Double($1.waitedNanoseconds) / 1e9 }
                )
            )
        }
        status.failingNames = failing.sorted()
        status.threads = ListeningSocket.Group.allCases.map { server.threads(of: $0) }
        status.suspects = board.suspectedRequests(at: now).map { suspect in
            PoolStatus.Suspect(
                fingerprint: RequestText.name(suspect.request),
                request: RequestText.shown(suspect.request.text),
                deaths: suspect.deaths,
                refusedSeconds: Int(
                    suspect.refusedUntil > now
                        ? Double(suspect.refusedUntil.nanoseconds - now.nanoseconds) / 1e9 : 0
                )
            )
        }
        return status
    }
}

extension StoreState {
    fileprivate var word: String {
        switch self {
        case .unknown: "unknown"
        case .up: "up"
        case .down: "down"
        }
    }
}
