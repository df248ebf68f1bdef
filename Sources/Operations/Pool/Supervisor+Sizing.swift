internal import Execution

extension Supervisor {
    /// Fits the number of workers to what their threads do.
    mutating func resize() {
        guard let board, !mustRoll else { return }
        let counts = loaded.configuration.server.workers
        let loads = takeLoads(board)
        let areSettled = slots.allSatisfy { $0.current.map(answers) == true && $0.predecessor == nil }
        let decision = sizing.decide(
            workers: slots.count,
            areSettled: areSettled,
            loads: loads,
            counts: counts,
            now: .now
        )
        switch decision {
        case .stay: return
        case .grow(let more):
            for _ in 0..<more { slots.append(WorkerSlot()) }
            board[.grown] += more
        case .shrink:
            var last = slots.removeLast()
            for worker in last.takeAll() { dismiss(worker) }
            board[.shrunk] += 1
        }
        OperationsLog.event(
            decision == .shrink ? "pool_shrunk" : "pool_grown",
            [("workers", String(slots.count))]
                + zip(ListeningSocket.Group.names, loads).map { ("\($0)_busy", String($1.busy)) }
        )
    }

    /// What the threads of maps, points and data do, and did since the last look; a health check makes nobody wait.
    private mutating func takeLoads(_ board: WorkerBoard) -> [PoolSizing.Load] {
        let server = loaded.configuration.server
        let groups = ListeningSocket.Group.allCases.enumerated().filter { $0.element != .control }
        let workers = slots.compactMap(\.current)
        return groups.map { index, group in
            var load = PoolSizing.Load(busy: 0, threads: server.threads(of: group))
            for worker in workers {
                let score = board.score(of: index, place: worker.place)
                let before = scores[worker.process, default: []]
                let known = before.indices.contains(index) ? before[index] : GroupScore()
                load.busy += score.busy
                load.begun += Int(clamping: score.begun &- known.begun)
                load.waitedSeconds += Double(score.waitedNanoseconds &- known.waitedNanoseconds) / 1e9
                if before.isEmpty {
                    scores[worker.process] = Array(
                        repeating: GroupScore(),
                        count: ListeningSocket.Group.allCases.count
                    )
                }
                scores[worker.process]?[index] = score
            }
            return load
        }
    }
}
