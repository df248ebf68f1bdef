internal import Execution

/// Numbers of the pool for Prometheus, from the board that its workers share with their supervisor.
struct PoolMetrics: Sendable {
    let board: WorkerBoard
    let server: ServerSettings

    var text: String {
        let scores = groupScores
        return workersText + ratioText(scores) + busyText(scores) + memoryText + countersText
    }

    /// Of each group, what all workers that beat have in hand.
    private var groupScores: [GroupScore] {
        let places = places
        return ListeningSocket.Group.allCases.indices.map { group in
            places.reduce(into: GroupScore()) { sum, place in
                sum.busy += board.score(of: group, place: place).busy
            }
        }
    }

    private var places: [Int] {
        (0..<WorkerBoard.places).filter { board.lastBeat(place: $0) != nil }
    }

    private var workersText: String {
        Self.gauge(
            "sluice_pool_workers",
            "Worker processes: those that answer, those that finish what they have in hand, and the least and most.",
            [
                ("state=\"answering\"", board[.workers]), ("state=\"leaving\"", board[.leaving]),
                ("state=\"min\"", board[.least]), ("state=\"max\"", board[.most]),
            ].map { ($0, "\($1)") }
        )
            + Self.gauge(
                "sluice_pool_generation",
                "Reloads since the server started.",
                [("", "\(board[.generation])")]
            )
    }

    private func ratioText(_ scores: [GroupScore]) -> String {
        let ratios = ListeningSocket.Group.allCases.enumerated().filter { $0.element != .control }.map {
            Double(scores[$0.offset].busy) / Double(server.threads(of: $0.element) * server.workers.most)
        }
        return Self.gauge(
            "sluice_pool_busy_ratio",
            "Part of the threads of all workers that there may be that is busy, of the busier of interactive and bulk.",
            [("", "\(ratios.max() ?? 0)")]
        )
    }

    private func busyText(_ scores: [GroupScore]) -> String {
        Self.gauge(
            "sluice_pool_busy_threads",
            "Threads with a request in hand.",
            zip(ListeningSocket.Group.names, scores).map { ("group=\"\($0)\"", "\($1.busy)") }
        )
    }

    private var memoryText: String {
        Self.gauge(
            "sluice_pool_memory_bytes",
            "Memory that all workers have for themselves.",
            [("", "\(places.reduce(0) { $0 + board.memory(place: $1) })")]
        )
    }

    private var countersText: String {
        let counters: [(String, String, WorkerBoard.Total)] = [
            ("worker_deaths", "Workers that died without being told to.", .deaths),
            ("worker_replacements", "Workers replaced for their age or memory.", .replaced),
            ("reloads", "Configurations taken over.", .reloads),
            ("refused_reloads", "Configurations that were broken.", .refusedReloads),
            ("pool_grown", "Workers added because there was much to do.", .grown),
            ("pool_shrunk", "Workers taken away in calm.", .shrunk),
        ]
        return counters.map { name, help, total in
            let name = "sluice_\(name)_total"
            return "# HELP \(name) \(help)\n# TYPE \(name) counter\n\(name) \(board[total])\n"
        }.joined()
    }

    private static func gauge(_ name: String, _ help: String, _ values: [(labels: String, value: String)])
        -> String
    {
        let lines = values.map { "\(name)\($0.isEmpty ? "" : "{\($0)}") \($1)\n" }
        return "# HELP \(name) \(help)\n# TYPE \(name) gauge\n" + lines.joined()
    }
}
