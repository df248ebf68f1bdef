internal import CPlatform
internal import Catalogue
internal import Execution
internal import Glibc

/// How workers are started: this very program, with the sockets and the configuration's text as descriptors.
struct WorkerLauncher {
    /// Descriptor of the first socket in a worker; the others follow, then configuration, counters, heads,
    /// tallies, board, what was discovered, what was used, and failures to sign in.
    static let firstDescriptor: Int32 = 3
    static let configurationDescriptor = firstDescriptor + Int32(ListeningSocket.Group.allCases.count)
    static let countersDescriptor = configurationDescriptor + 1
    static let headsDescriptor = countersDescriptor + 1
    static let talliesDescriptor = headsDescriptor + 1
    static let boardDescriptor = talliesDescriptor + 1
    static let discoveredDescriptor = boardDescriptor + 1
    static let usesDescriptor = discoveredDescriptor + 1
    static let attemptsDescriptor = usesDescriptor + 1
    /// Descriptors are moved above this before they are placed, so that none overwrites another.
    private static let safeDescriptor: Int32 = 16

    let executable: String
    let sockets: [ListeningSocket]
    var gate: String
    /// Descriptor of the file in which all workers count.
    let counters: Int32
    /// Descriptor of the `RefTable` that all workers share.
    let heads: Int32
    /// Descriptor of the `StoreTallies` that all workers share.
    let tallies: Int32
    /// Descriptor of the `WorkerBoard` that all workers share with the supervisor.
    let board: Int32
    /// Descriptor of the `UseTable` that all workers share with the supervisor.
    let uses: Int32
    /// Descriptor of the `AttemptTable` that all workers share.
    let attempts: Int32

    /// - Throws: `PoolError` when the system cannot start another process.
    func launch(configuration: ConfigurationText, place: Int, generation: Int) throws(PoolError)
        -> WorkerProcess
    {
        let discovered = configuration.discovered.descriptor
        let shared = [configuration.descriptor, counters, heads, tallies, board, discovered, uses, attempts]
        let sources = (sockets.map(\.descriptor) + shared).map { descriptor in
            fcntl(descriptor, F_DUPFD_CLOEXEC, Self.safeDescriptor)
        }
        defer { for source in sources { close(source) } }
        let arguments = [
            executable, "worker", "--config", configuration.path, "--workers", String(configuration.workers),
            "--supervisor", String(getpid()), "--place", String(place),
        ]
        let process = try start(arguments, sources)
        return WorkerProcess(process: process, started: .now, place: place, generation: generation)
    }

    /// Starts this program with words and descriptors, in a process group of its own: Ctrl-C is for the supervisor.
    ///
    /// It ends with this process, whatever it does then: nobody could replace a worker that hangs, or keep it from taking
    /// requests. Signals stay blocked until the worker has said what they mean to it: none ends it before.
    private func start(_ arguments: [String], _ descriptors: [Int32]) throws(PoolError) -> pid_t {
        let before = ProcessSignals.hold()
        defer { ProcessSignals.release(before) }
        let process = Self.withStrings(arguments) { arguments in
            Self.withStrings(environment()) { environment in
                sluice_start_worker(
                    executable,
                    arguments,
                    environment,
                    descriptors,
                    Int32(descriptors.count),
                    Self.firstDescriptor
                )
            }
        }
        guard process > 0 else { throw .system("exec", executable, errno) }
        return process
    }

    /// Ours, with the gate's secret and the allocator's settings, and without what systemd meant for the supervisor.
    private func environment() -> [String] {
        var entries: [String] = []
        var pointer = environ
        while let entry = pointer.pointee {
            entries.append(String(cString: entry))
            pointer += 1
        }
        let own = ["LISTEN_", "NOTIFY_SOCKET=", "WATCHDOG_", GateSecret.variable + "="]
        entries.removeAll { entry in own.contains { entry.hasPrefix($0) } }
        let unset = Self.allocator.filter { name, _ in !entries.contains { $0.hasPrefix("\(name)=") } }
        return entries + unset.map { "\($0)=\($1)" } + ["\(GateSecret.variable)=\(gate)"]
    }

    /// Settings of glibc's allocator that keep a worker's memory near what it uses.
    ///
    /// Left alone it raises its threshold for memory of one's own to 32 MB as it goes, and keeps an arena for nearly
    /// every thread: chunks that come and go then leave holes. A worker of 512 MB whose cache was full when large
    /// downloads came held 1.3 GB with a threshold of 4 MB; with these, and the ledger's own call to give memory back,
    /// it stays below its 512.
    private static let allocator = [
        ("MALLOC_ARENA_MAX", "4"), ("MALLOC_MMAP_THRESHOLD_", "1048576"),
        ("MALLOC_TRIM_THRESHOLD_", "16777216"),
    ]

    private static func withStrings<Result>(
        _ texts: [String],
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = texts.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        pointers.append(nil)
        return pointers.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else {
                preconditionFailure("an array with a null at its end")
            }
            return body(base)
        }
    }
}

/// A running worker.
struct WorkerProcess {
    let process: pid_t
    let started: Deadline
    /// Its place on the `WorkerBoard`.
    var place = 0
    /// How many times the configuration had been loaded anew before.
    var generation = 0

    var livedSeconds: Double { Double(Deadline.now.nanoseconds - started.nanoseconds) / 1e9 }

    func send(_ signal: Int32) {
        kill(process, signal)
    }
}

/// The file behind the `DiscoveryBoard` of all workers whose configuration publishes the same prefixes.
final class DiscoveredFile {
    let rules: [PublishRule]
    let descriptor: Int32

    init(rules: [PublishRule], orIn directory: String) throws(PoolError) {
        self.rules = rules
        descriptor = try SharedFile.open(orIn: directory)
        let bytes = DiscoveryBoard.bytes
        DiscoveryBoard.prepare(
            try SharedFile.memory(behind: descriptor, bytes: bytes, "the board of what is discovered")
        )
    }

    deinit {
        close(descriptor)
    }
}

/// A configuration as it was when it was found right: workers that start later get the same, whatever the file says.
final class ConfigurationText {
    let path: String
    /// The most that there may be.
    let workers: Int
    let descriptor: Int32
    let discovered: DiscoveredFile

    init(path: String, text: String, server: ServerSettings, discovered: DiscoveredFile) throws(PoolError) {
        let directory = server.spoolDirectory
        self.path = path
        self.discovered = discovered
        workers = server.workers.most
        descriptor = try SharedFile.open(orIn: directory)
        var text = text
        let isWritten = text.withUTF8 { bytes in
            bytes.isEmpty || write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
        }
        guard isWritten else { throw .system("write", directory, errno) }
    }

    deinit {
        close(descriptor)
    }
}
