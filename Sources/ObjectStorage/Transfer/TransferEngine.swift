internal import CCurl
internal import Execution
internal import Synchronization

/// Reads over HTTP for every request of a worker: one thread, one `curl_multi`, connections that are used again.
///
/// A caller waits on its own thread, to its own deadline. When it goes, only its own transfers are dropped.
package final class TransferEngine: Sendable {
    /// What an engine allows itself; the numbers are those of storage practice.
    package struct Options: Sendable {
        /// Connections to one host, name and port.
        package var connectionsPerHost = 64
        /// Transfers of one batch at a time, so that a large request leaves connections to others.
        package var transfersPerBatch = 48
        package var connectSeconds = 5.0
        /// A transfer that moves less than 1 KiB/s for so long is given up; so is one whose host has no address yet.
        package var stallSeconds = 10.0
        package var maxAttempts = 5
        /// Certificates to trust instead of the system's.
        package var certificateFile: String?
        /// Where objects of stores are kept on a local disk; nil for nowhere.
        package var cache: DiskCache?
        /// Where all workers count what they ask of stores.
        package var tallies: StoreTallies?
        /// Where the names of proxies are looked for.
        package var environment = StorageEnvironment.process
        /// Finds the addresses of a host name; it may block.
        ///
        /// Tests put a name server of their own here.
        var lookup: NameResolver.Lookup = NameResolver.system
        /// What stores are told that asks them, such as `sluice/1.0`.
        package var product = "sluice"

        package init() {}
    }

    let cache: DiskCache?
    let tallies: StoreTallies?
    private let inbox: TransferInbox
    let runner: TransferRunner
    let registry = CredentialRegistry()
    private let thread: Mutex<WorkerThread?>

    package init(options: Options = Options()) {
        CurlLibrary.start()
        cache = options.cache
        tallies = options.tallies
        let inbox = TransferInbox()
        self.inbox = inbox
        runner = TransferRunner(inbox: inbox, transfersPerBatch: options.transfersPerBatch)
        let started = WorkerThread(name: "transfers") {
            TransferLoop(inbox: inbox, options: options).run()
        }
        thread = Mutex(started)
    }

    deinit {
        inbox.close()
        thread.withLock { $0 }?.join()
        registry.close()
    }

    /// Reads all of `orders`, which are for one store, and hands out what became of each, on the calling thread.
    ///
    /// - Throws: `StorageError.timedOut` with the first key still owed when the deadline passes while waiting, else
    ///   `Interruption`, or what `deliver` throws.
    func run(
        _ orders: [TransferOrder],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        try runner.run(orders, context: context, deliver: deliver)
    }
}

/// The global part of libcurl, begun once in a process.
enum CurlLibrary {
    private static let result = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    static func start() {
        precondition(result == CURLE_OK, "libcurl cannot be started")
    }
}
