package import Authentication
package import Catalogue
package import Execution
package import Failures
package import Gateway
package import ObjectStorage
package import Quotas
package import WMS

/// What an operator has written down, checked and frozen.
package struct Configuration: Sendable {
    package var server = ServerSettings()
    package var limits = Limits()
    package var storage = StorageProfiles()
    /// Where indexes and objects of stores are kept on a local disk, and how many bytes of them; nil for nowhere.
    package var cache: CacheSettings?
    package var datasets: [PublishedDataset] = []
    /// Who there is; nil where nobody signs in.
    package var login: LoginSettings?
    /// How nginx stands before the workers; nil where the configuration says nothing of it.
    package var site: SiteSettings?
    /// What is published beside these, as it comes and goes.
    package var publish: [PublishRule] = []
    /// Who may see what of them, in the order in which it is asked; nil where everything is public.
    package var access: [AccessRule]?
    /// How much may be used of it, and by whom.
    package var quotas: [Quota] = []
    /// Where several hosts count together; nil where this one is alone.
    package var quotaStore: QuotaStoreSettings?
    package var fairUse = FairUseRules()
    /// What is said of all WMS.
    package var wms = WMSSettings()
    /// Where all of that is written.
    var lines = ConfigurationLines()

    package init() {}
}

/// How the server runs: every setting has a default that suits one host of two cores.
package struct ServerSettings: Sendable, Equatable {
    /// One number for each group of threads.
    package struct Grouped<Value: Sendable & Equatable>: Sendable, Equatable {
        package var interactive: Value
        package var bulk: Value
        package var control: Value

        package init(interactive: Value, bulk: Value, control: Value) {
            self.interactive = interactive
            self.bulk = bulk
            self.control = control
        }
    }

    /// Processes: few, because each has a cache of its own.
    package var workers: WorkerCounts = 2
    /// Threads of every worker: as many requests as may wait for storage at once.
    package var threads = Grouped(interactive: 16, bulk: 8, control: 4)
    /// Bytes that all workers together may use.
    package var memory = 2 << 30
    /// Where clients reach this server, if nginx cannot know it.
    package var publicOrigin: PublicOrigin?
    /// Seconds that a request may take in each group.
    package var deadlineSeconds = Grouped(interactive: 30.0, bulk: 600.0, control: 5.0)
    /// Seconds that a request in flight may still take when the server stops.
    package var drainSeconds = 30.0
    /// Where the secret stands that nginx sends with every request.
    package var gateFile: String?
    /// Where answers wait that are too long for memory.
    package var spoolDirectory = "/var/tmp"
    /// Bytes that such answers of all workers may take together.
    package var spoolBytes = 8 << 30
    /// Bytes of the longest body of a request.
    package var bodyBytes = 1 << 20
    /// Of a group's threads, the part that may wait for one dataset or host that does not answer.
    package var waitingShare = 0.25
    /// Seconds after which a worker without a heartbeat is replaced.
    package var hangSeconds = 10.0
    /// Seconds for which a dataset's state is believed without another look; nil is the kind of store's own.
    package var refreshSeconds: Double?
    /// Seconds for which clients may keep an answer at most, until the update that a dataset's rhythm lets expect.
    package var lifetimeSeconds = 300.0

    package init() {}
}

extension ServerSettings {
    /// What a worker takes beside data: code, stacks, buffers of answers, and memory that waits for its next use.
    private static let maxOverheadBytes = 80 << 20

    /// What even a small worker takes, where that is no more than three eighths of its share.
    private static let usualOverheadBytes = 32 << 20

    /// Bytes that one worker may take, the program itself included.
    package var memoryPerWorker: Int { memory / workers.most }

    /// Bytes of chunks, values and documents that one worker may hold: its share of `memory` but for what the program itself
    /// takes, a sixth, from 32 to 80 MiB.
    package var dataBytesPerWorker: Int {
        let share = memoryPerWorker
        let overhead = max(share / 6, min(share / 8 * 3, Self.usualOverheadBytes))
        return share - min(overhead, Self.maxOverheadBytes)
    }

    /// Bytes of freed chunks and slabs that one worker keeps for the next ones, of what `dataBytesPerWorker` leaves.
    package var reservedBytesPerWorker: Int { min(memoryPerWorker / 32, 32 << 20) }

    package var bulkheadRules: BulkheadRules {
        var rules = BulkheadRules()
        rules.share = waitingShare
        return rules
    }
}
