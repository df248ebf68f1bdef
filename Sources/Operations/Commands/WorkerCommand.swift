internal import ArgumentParser
internal import Gateway

/// `sluice worker`: what `sluice serve` starts; not for the terminal.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Answer requests on inherited sockets (started by 'sluice serve').",
        shouldDisplay: false
    )

    @Option(name: .customLong("config"), help: "The path that errors name.")
    var path: String

    @Option(name: .customLong("workers"), help: "How many workers may share this host.")
    var workers: Int

    @Option(name: .customLong("supervisor"), help: "The process to end with.")
    var supervisor: Int32

    @Option(name: .customLong("place"), help: "Where the supervisor looks for its heartbeat.")
    var place = 0

    func run() throws {
        do {
            let loaded = try LoadedConfiguration(
                path: path,
                descriptor: WorkerLauncher.configurationDescriptor,
                workers: WorkerCounts(from: workers, to: workers)
            )
            guard let gate = Environment.value(GateSecret.variable).flatMap({ Gate(secret: $0) }) else {
                throw ConfigurationError(file: "gate", line: nil, problem: "was not handed over")
            }
            Worker(loaded: loaded, gate: gate, supervisor: supervisor, place: place).run()
        } catch let error as ConfigurationError {
            FailedStart.report(error.description)
            throw ExitCode.failure
        }
    }
}
