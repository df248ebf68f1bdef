internal import ArgumentParser
internal import Catalogue
internal import Gateway

/// `sluice status`: how a running server does.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say how the workers of a running server do.",
        discussion: """
            The first line and the exit status are those of a monitoring plugin: 0 when all is well, 1 for a warning, 2 \\
            when no worker answers, 3 when no server does. Run it as the user that serves, or as root.
            """
    )

    @Flag(help: "Print it as JSON.")
    var json = false

    @Option(name: .customLong("runtime-dir"), help: ControlPlace.help)
    var runtimeDirectory: String?

    func run() throws {
        let answer = ControlSocket.ask(
            .status,
            directory: ControlPlace.directory(runtimeDirectory),
            seconds: ControlPlace.seconds
        )
        let status = answer.flatMap(PoolStatus.init(json:))
        let verdict = PoolVerdict(status)
        if json, let status {
            try CommandRun.print(status.json + "\n")
        } else {
            let text = verdict.line(status) + "\n" + (status.map { StatusText($0).lines } ?? "")
            try CommandRun.print(VisibleText.of(text, lines: true))
        }
        if status == nil { FailedStart.report(ControlPlace.nobody(runtimeDirectory)) }
        if verdict.level != .ok { throw ExitCode(verdict.level.rawValue) }
    }
}

/// A status in lines for people.
struct StatusText {
    private let status: PoolStatus

    init(_ status: PoolStatus) {
        self.status = status
    }

    var lines: String {
        let names = ListeningSocket.Group.names
        let workers = status.workers.map { worker in
            let busy = zip(names, zip(worker.busy, status.threads)).map { "\($0) \($1.0)/\($1.1)" }
            return
                "worker \(worker.pid): generation \(worker.generation), \(worker.answers ? "" : "does not answer yet, ")"
                + "\(worker.livedSeconds) s, \(worker.memory >> 20) MiB, busy \(busy.joined(separator: ", ")), "
                + "\(worker.begun) requests\n"
        }
        let suspects = status.suspects.map { suspect in
            let state = suspect.refusedSeconds > 0 ? "refused for \(suspect.refusedSeconds) s" : "tried"
            return
                "request \(suspect.fingerprint): \(suspect.deaths) workers died, \(state): \(suspect.request)\n"
        }
        let failing = status.failingNames.map { "dataset \($0): failing\n" }
        let rolling = status.isRolling ? ["the workers are being replaced\n"] : []
        let leaving = status.leaving > 0 ? ["\(status.leaving) workers finish what they have in hand\n"] : []
        let store = status.quotaStore.map { ["quota store: \($0)\n"] } ?? []
        return (workers + rolling + leaving + failing + suspects + store).joined()
    }
}
