internal import Catalogue
internal import Glibc
internal import ObjectStorage

/// How many files and connections a process of the pool may have open at once.
struct DescriptorLimit {
    /// What one process may need with a configuration.
    let needed: Int
    /// What the system lets it have.
    let granted: Int

    /// Program, libraries, log, sockets, shared files, and what the system's own libraries open for a moment.
    private static let base = 128
    /// A request's connection, its spool file, and the folder, file and archive that it reads.
    private static let perThread = 6
    /// `TransferEngine.Options.connectionsPerHost`, and as many that are kept for the next requests.
    private static let perHost = 128
    /// More than is needed is taken where it is to be had, for hosts that only references name.
    private static let wanted = 65_536

    /// For one worker: its threads, and the hosts of its stores.
    static func needed(by configuration: Configuration) -> Int {
        let threads = configuration.server.threads
        let count = threads.interactive + threads.bulk + threads.control
        return base + count * perThread + hosts(of: configuration).count * perHost
    }

    /// Schemes and hosts (or buckets) of stores and of what they may refer to; folders have none.
    static func hosts(of configuration: Configuration) -> Set<String> {
        let places = configuration.datasets.flatMap { dataset in
            [dataset.store] + dataset.virtualChunks.map { $0.at ?? $0.prefix }
        }
        return Set((places + configuration.publish.map(\.prefix)).compactMap(host))
    }

    private static func host(of location: String) -> String? {
        let parts = location.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].hasSuffix(":"), parts[0] != "file:", parts[1].isEmpty else {
            return nil
        }
        return "\(parts[0])//\(parts[2])"
    }

    /// Raises the limit of this process, and of those that it starts.
    static func raise(for configuration: Configuration) -> DescriptorLimit {
        let needed = needed(by: configuration)
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return DescriptorLimit(needed: needed, granted: 0) }
        let wanted = rlim_t(max(needed, Self.wanted))
        if limit.rlim_max < rlim_t(needed) {
            // Only the privileged may; for others the attempt changes nothing.
            var raised = rlimit(rlim_cur: wanted, rlim_max: wanted)
            setrlimit(resource, &raised)
            getrlimit(resource, &limit)
        }
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, wanted))
        setrlimit(resource, &limit)
        getrlimit(resource, &limit)
        return DescriptorLimit(needed: needed, granted: Int(clamping: limit.rlim_cur))
    }

    /// Says what was needed and what there is; loudly where it is too little.
    func report() {
        let facts = [("needed", String(needed)), ("limit", String(granted))]
        let advice = (
            "advice", "raise LimitNOFILE of the unit, or ulimit -Hn, or give the groups fewer threads"
        )
        OperationsLog.event(
            granted < needed ? "too_few_descriptors" : "descriptors",
            granted < needed ? facts + [advice] : facts
        )
    }
}
