internal import ArgumentParser
internal import Authentication
internal import Catalogue
internal import Gateway
internal import Glibc
internal import ObjectStorage
internal import Quotas

/// `sluice serve`: owns the sockets and keeps the workers.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the datasets of a configuration to nginx.",
        discussion: """
            Opens interactive.sock, bulk.sock and control.sock in the runtime directory (or takes them from systemd) \
            and keeps a pool of workers behind them. SIGHUP and 'sluice reload' load the configuration anew; \
            SIGTERM, SIGINT and SIGQUIT stop gently.
            """
    )

    @Option(name: .customLong("config"), help: "The configuration (YAML).")
    var path: String

    @Option(
        name: .customLong("runtime-dir"),
        help: "Where the sockets are; default $RUNTIME_DIRECTORY or /run/sluice."
    )
    var runtimeDirectory: String?

    @Option(help: "Worker processes, always as many, instead of the configuration's numbers.")
    var workers: Int?

    func validate() throws {
        guard workers.map({ (1...64).contains($0) }) ?? true else {
            throw ValidationError("--workers must be from 1 to 64")
        }
    }

    func run() throws {
        let signals = ProcessSignals.takeForSupervisor()
        do {
            let (loaded, gate) = try load()
            let directory = runtimeDirectory ?? Environment.value("RUNTIME_DIRECTORY") ?? "/run/sluice"
            let sockets = try ListeningSockets(
                directory: directory,
                backlog: loaded.configuration.server.backlog
            )
            defer {
                sockets.removeFiles()
                sockets.close()
            }
            DescriptorLimit.raise(for: loaded.configuration).report()
            let spool = loaded.configuration.server.spoolDirectory
            let heads = try SharedFile.open(orIn: spool)
            RefTable.prepare(
                try SharedFile.memory(behind: heads, bytes: RefTable.bytes, "the table of heads")
            )
            let board = try SharedFile.open(orIn: spool)
            try WorkerBoard.prepare(descriptor: board)
            let uses = try SharedFile.open(orIn: spool)
            UseTable.prepare(
                try SharedFile.memory(behind: uses, bytes: UseTable.bytes, "the table of use")
            )
            let attempts = try SharedFile.open(orIn: spool)
            AttemptTable.prepare(
                try SharedFile.memory(behind: attempts, bytes: AttemptTable.bytes, "the table of failures")
            )
            let launcher = WorkerLauncher(
                executable: Self.executable,
                sockets: sockets.sockets,
                gate: gate,
                counters: try SharedFile.open(orIn: spool),
                heads: heads,
                tallies: try SharedFile.open(orIn: spool),
                board: board,
                uses: uses,
                attempts: attempts
            )
            var supervisor = try Supervisor(
                launcher: launcher,
                sockets: sockets,
                loaded: loaded,
                signals: signals,
                manager: ServiceManager(),
                control: Self.control(in: directory),
                reload: load
            )
            OperationsLog.event("serving", [("directory", directory), ("pid", String(getpid()))])
            supervisor.run()
        } catch {
            FailedStart.report(ErrorWords.text(error))
            throw ExitCode.failure
        }
    }

    /// A server that nobody can ask is served all the same.
    private static func control(in directory: String) -> ControlSocket? {
        do throws(PoolError) {
            return try ControlSocket(directory: directory)
        } catch {
            OperationsLog.event("no_control_socket", [("cause", "\(error)")])
            return nil
        }
    }

    private func load() throws -> (loaded: LoadedConfiguration, gate: String) {
        let workers = workers.map { WorkerCounts(from: $0, to: $0) }
        let loaded = try LoadedConfiguration(path: path, workers: workers)
        try Self.checkCache(loaded)
        let gate = try GateSecret.load(for: loaded)
        for note in loaded.configuration.storage.notes {
            OperationsLog.event("configuration", [("ignored", note)])
        }
        return (loaded, gate)
    }

    /// Nothing is written among what is published, whatever a configuration says.
    private static func checkCache(_ loaded: LoadedConfiguration) throws(ConfigurationError) {
        let configuration = loaded.configuration
        guard let cache = configuration.cache,
            let refusal = CachePlace.refusal(of: cache, in: configuration, file: loaded.path)
        else { return }
        throw ConfigurationError(
            file: loaded.path,
            line: configuration.lines["\(cache.key).path"],
            problem: "\(cache.key): \(refusal)"
        )
    }

    /// This program's file, also after an upgrade has replaced it: reloading then starts the new one.
    private static var executable: String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes { buffer in
            buffer.withMemoryRebound(to: CChar.self) {
                $0.baseAddress.map { readlink("/proc/self/exe", $0, buffer.count) } ?? -1
            }
        }
        guard count > 0, count < buffer.count else { return CommandLine.arguments.first ?? "sluice" }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}

/// Why a command ends before it has begun, in words for the terminal.
enum FailedStart {
    static func report(_ text: String) { write("sluice: \(VisibleText.of(text, lines: true))\n") }

    static func write(_ text: String) {
        Array(text.utf8).withUnsafeBytes { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
