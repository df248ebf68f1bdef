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
        package var mostAttempts = 5
        /// Certificates to trust instead of the system's.
        package var certificateFile: String?
        /// Finds the addresses of a host name; it may block.
        ///
        /// Tests put a name server of their own here.
        var lookup: NameResolver.Lookup = NameResolver.system

        package init() {}
    }

    private let options: Options
    private let inbox: TransferInbox
    private let thread: Mutex<WorkerThread?>

    package init(options: Options = Options()) {
        self.options = options
        CurlLibrary.start()
        let inbox = TransferInbox()
        self.inbox = inbox
        let started = WorkerThread(name: "transfers") {
            TransferLoop(inbox: inbox, options: options).run()
        }
        thread = Mutex(started)
    }

    deinit {
        inbox.close()
        thread.withLock { $0 }?.join()
    }

    /// Reads all of `orders` and hands out what became of each, on the calling thread, as it arrives.
    ///
    /// - Throws: `StorageError.timedOut` with the first key still owed when the deadline passes while waiting, else
    ///   `Interruption`, or what `deliver` throws.
    func run(
        _ orders: [TransferOrder],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        let batch = TransferBatch(deadline: context.deadline)
        var next = 0
        var waiting = 0
        var settled = Set<Int>()
        defer {
            if waiting > 0 {
                batch.abandon()
                inbox.post(.dropAbandoned)
            }
        }
        while next < orders.count || waiting > 0 {
            let room = min(options.transfersPerBatch - waiting, orders.count - next)
            if room > 0 {
                inbox.post(orders[next..<(next + room)].map { .start($0, batch) })
                next += room
                waiting += room
            }
            for (index, outcome) in try take(
                batch,
                owing: { orders.first { !settled.contains($0.index) } },
                context
            ) {
                waiting -= 1
                settled.insert(index)
                book(outcome, context)
                try deliver(index, outcome)
            }
        }
    }

    /// A deadline that passes here is the store's doing: it had the request's time and did not answer.
    private func take(
        _ batch: TransferBatch,
        owing order: () -> TransferOrder?,
        _ context: WorkContext
    ) throws -> [(Int, ObjectOutcome)] {
        do {
            return try batch.take(context)
        } catch .deadlinePassed {
            guard let order = order() else { throw Interruption.deadlinePassed }
            throw StorageError.timedOut(key: order.request.key)
        }
    }

    private func book(_ outcome: ObjectOutcome, _ context: WorkContext) {
        context.measurements.add(to: .storeReads)
        guard case .found(let object) = outcome else { return }
        context.measurements.add(object.bytes.count, to: .storeBytes)
    }
}

/// The global part of libcurl, begun once in a process.
enum CurlLibrary {
    private static let result = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    static func start() {
        precondition(result == CURLE_OK, "libcurl cannot be started")
    }
}
