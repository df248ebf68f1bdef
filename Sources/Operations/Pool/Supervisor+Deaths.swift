internal import Catalogue
internal import Execution
internal import Glibc

/// When workers died that nobody had told to.
struct DeathRecord {
    private static let kept = 1024

    private(set) var total = 0
    private var moments: [Deadline] = []

    mutating func add(at moment: Deadline) {
        total += 1
        moments.append(moment)
        if moments.count > Self.kept { moments.removeFirst() }
    }

    /// Deaths of the last while, at most the last thousand.
    func count(withinSeconds seconds: Double, before now: Deadline) -> Int {
        moments.count { $0.later(bySeconds: seconds) >= now }
    }
}

extension Supervisor {
    /// A worker that has just started may take so many times `hang_seconds` to its first beat.
    private static let startingFactor = 3.0

    /// Kills workers whose hearts have stopped, and replaces those of which threads do not come back.
    mutating func replaceHung() {
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

    /// Replaces one worker that is over its memory or its age, the successor first; the next once that is done.
    mutating func replaceWorn() {
        guard let board, !mustRoll,
            slots.allSatisfy({ $0.current.map(answers) == true && $0.predecessor == nil })
        else { return }
        let server = loaded.configuration.server
        for index in slots.indices {
            guard let worker = slots[index].current else { continue }
            let memory = board.memory(place: worker.place)
            let wear = Wear.of(
                memory: memory,
                livedSeconds: worker.livedSeconds,
                share: server.memoryPerWorker,
                maxAgeSeconds: server.workers.maxAgeSeconds
            )
            guard let wear else { continue }
            OperationsLog.event(
                "worker_worn",
                [
                    ("pid", String(worker.process)), ("by", wear.rawValue), ("memory", String(memory)),
                    ("lived_seconds", String(Int(worker.livedSeconds))),
                ]
            )
            board[.replaced] += 1
            _ = slots[index].replace()
            return
        }
    }

    /// Counts the death of a worker by its own doing against what it was at: the datasets that it was opening, which are
    /// known to end workers, else the requests that it had in hand.
    func blame(place: Int, pid: pid_t) {
        guard let board else { return }
        let openings = board.openings(place: place)
        guard openings.isEmpty else { return count(deathOver: openings, pid: pid) }
        for request in board.suspects(place: place) {
            guard let known = board.addDeath(over: request, at: .now) else { continue }
            let seconds = WorkerBoard.refusal(after: known.deaths)
            OperationsLog.event(
                seconds == nil ? "worker_died_answering" : "request_refused",
                [
                    ("request", RequestText.shown(request.text)), ("fingerprint", RequestText.name(request)),
                    ("pid", String(pid)), ("deaths", String(known.deaths)),
                ] + (seconds.map { [("seconds", String(Int($0)))] } ?? [])
            )
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
}

/// Requests as operators see them.
enum RequestText {
    /// A short name of a request.
    static func name(_ request: HeldRequest) -> String {
        let text = String(request.digest, radix: 16)
        return String(repeating: "0", count: max(0, 16 - text.count)) + text
    }

    /// Without the token of a signed address (`/s/{token}/…`).
    static func shown(_ text: String) -> String {
        var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        for index in parts.indices.dropFirst() where parts[index - 1] == "s" { parts[index] = "…" }
        return parts.joined(separator: "/")
    }
}
