internal import Gateway
internal import Yams

extension ServerSettings {
    static let keys = [
        "workers", "threads", "memory", "public_url", "deadline_seconds", "drain_seconds", "gate_file",
        "spool_directory", "spool_bytes", "body_bytes", "refresh", "lifetime", "waiting_share",
        "hang_seconds",
    ]
    static let groupKeys = ["interactive", "bulk", "control"]

    init(_ mapping: StrictMapping, directory: String) throws(ConfigurationError) {
        self.init()
        workers = try WorkerCounts(mapping, usual: workers) ?? workers
        memory = try mapping.bytes("memory", in: (64 << 20)...(1 << 46)) ?? memory
        drainSeconds = try mapping.seconds("drain_seconds", in: 0...3600) ?? drainSeconds
        spoolBytes = try mapping.bytes("spool_bytes", in: 0...(1 << 50)) ?? spoolBytes
        bodyBytes = try mapping.bytes("body_bytes", in: 0...(1 << 30)) ?? bodyBytes
        waitingShare = try mapping.fraction("waiting_share", in: 0.01...1) ?? waitingShare
        hangSeconds = try mapping.seconds("hang_seconds", in: 2...3600) ?? hangSeconds
        refreshSeconds = try mapping.seconds("refresh", in: 0...86400)
        lifetimeSeconds = try mapping.seconds("lifetime", in: 0...86400) ?? lifetimeSeconds
        gateFile = try mapping.sitePath("gate_file", below: directory)
        spoolDirectory = try mapping.path("spool_directory", below: directory) ?? spoolDirectory
        if let url = try mapping.text("public_url") {
            guard let origin = PublicOrigin(url: url) else {
                throw mapping.error(
                    "public_url",
                    "must be such as 'https://cubes.example.org' or with a path below it"
                )
            }
            publicOrigin = origin
        }
        try readGroups(mapping)
    }

    private mutating func readGroups(_ mapping: StrictMapping) throws(ConfigurationError) {
        if let groups = try mapping.mapping("threads", keys: Self.groupKeys) {
            threads.interactive = try groups.integer("interactive", in: 1...256) ?? threads.interactive
            threads.bulk = try groups.integer("bulk", in: 1...256) ?? threads.bulk
            threads.control = try groups.integer("control", in: 1...64) ?? threads.control
        }
        if let groups = try mapping.mapping("deadline_seconds", keys: Self.groupKeys) {
            let range = 0.1...86400.0
            deadlineSeconds.interactive =
                try groups.seconds("interactive", in: range) ?? deadlineSeconds.interactive
            deadlineSeconds.bulk = try groups.seconds("bulk", in: range) ?? deadlineSeconds.bulk
            deadlineSeconds.control = try groups.seconds("control", in: range) ?? deadlineSeconds.control
        }
    }
}
