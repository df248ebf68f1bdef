internal import Authentication
internal import Catalogue
internal import Cube
internal import ObjectStorage
internal import Quotas

extension Configuration {
    /// The keys of the whole file: a line for each part.
    static let table = [
        KeyDescription("server", .mapping(ServerSettings.table), "Processes, memory, addresses", ""),
        KeyDescription("limits", .mapping(Limits.table), "What one request may cost", ""),
        KeyDescription(
            "storage",
            .list(StorageProfile.table),
            "How stores are asked, and with whose credentials: the longest prefix counts",
            ""
        ),
        KeyDescription(
            "object_cache",
            .mapping(ObjectCacheSettings.table),
            "Objects of stores that are kept on a local disk",
            ""
        ),
        KeyDescription(
            "publish",
            .either([.mapping(PublishRule.table), .list(PublishRule.table)]),
            "Prefixes below which every store is published, as it comes and goes",
            "{prefix: 's3://bucket/cubes/'}"
        ),
        KeyDescription(
            "datasets",
            .list(PublishedDataset.table),
            "What is published; more may stand in files of datasets.d beside this one",
            ""
        ),
        KeyDescription(
            "login",
            .mapping(LoginSettings.table),
            "Who there is: users, groups, tokens; without it nobody signs in",
            ""
        ),
        KeyDescription(
            "access",
            .list(AccessRule.table),
            "Who may see what, the first rule that fits decides; without it everything is public",
            "[{datasets: ['*'], to: [public]}]"
        ),
        KeyDescription(
            "site",
            .mapping(SiteSettings.table),
            "How nginx stands before the workers: names, certificate, limits, cache; sluice config site writes it",
            ""
        ),
        KeyDescription(
            "quotas",
            .list(Quota.table),
            "How much may be used within a while, and by whom: all that fit count",
            "[{to: [public], window: PT1H, requests: 1000}]"
        ),
        KeyDescription(
            "quota_store",
            .mapping(QuotaStoreSettings.table),
            "A server of Redis' protocol in which several hosts count together",
            "{redis: 'localhost:6379', hosts: 2}"
        ),
        KeyDescription(
            "fair_use",
            .mapping(FairUseRules.table),
            "When the dear work of whoever has had much comes behind that of others",
            ""
        ),
    ]
}

extension ServerSettings {
    static let table: [KeyDescription] = {
        let usual = ServerSettings()
        return [
            KeyDescription(
                "workers",
                .either([.integer(WorkerCounts.range), .mapping(WorkerCounts.table)]),
                "Processes: always as many, or from min to max as there is to do",
                "\(usual.workers.most)"
            ),
            KeyDescription(
                "threads",
                .mapping(grouped((1...256, 1...256, 1...64), usual.threads)),
                "Threads of each worker: as many requests as may wait for storage at once",
                "{interactive: 16, bulk: 8, control: 4}"
            ),
            KeyDescription(
                "memory",
                .bytes((64 << 20)...(1 << 46)),
                "What all workers together may use",
                ByteSize.text(usual.memory)
            ),
            KeyDescription(
                "public_url",
                .text,
                "What links in answers begin with",
                "https://cubes.example.org"
            ),
            KeyDescription(
                "deadline_seconds",
                .mapping(
                    ServerSettings.groupKeys.map { KeyDescription($0, .number(0.1...86_400), "Seconds", "5") }
                ),
                "Seconds that a request may take",
                "{interactive: 30, bulk: 600, control: 5}"
            ),
            KeyDescription(
                "drain_seconds",
                .number(0...3600),
                "Seconds that requests in flight still have when a worker stops",
                "30"
            ),
            KeyDescription(
                "gate_file",
                .text,
                "The secret that nginx sends with every request",
                GateSecret.usualFile
            ),
            KeyDescription(
                "spool_directory",
                .text,
                "Where answers wait that are too long for memory",
                usual.spoolDirectory
            ),
            KeyDescription(
                "spool_bytes",
                .bytes(0...(1 << 50)),
                "What these answers of all workers may take together",
                ByteSize.text(usual.spoolBytes)
            ),
            KeyDescription("body_bytes", .bytes(0...(1 << 30)), "Bytes of a request's body", "1 MiB"),
            KeyDescription(
                "refresh",
                .number(0...86_400),
                "Seconds until a dataset is looked at again, where it does not say so itself",
                "60"
            ),
            KeyDescription(
                "lifetime",
                .number(0...86_400),
                "Seconds for which clients may keep an answer at most while no update is expected",
                "300"
            ),
            KeyDescription(
                "waiting_share",
                .number(0.01...1),
                "Share of each group's threads that may wait for one dataset or store",
                "0.25"
            ),
            KeyDescription(
                "hang_seconds",
                .number(2...3600),
                "Seconds without a sign of life until a worker is replaced",
                "10"
            ),
        ]
    }()

    private static func grouped(
        _ ranges: (ClosedRange<Int>, ClosedRange<Int>, ClosedRange<Int>),
        _ usual: Grouped<Int>
    ) -> [KeyDescription] {
        [
            KeyDescription(
                "interactive",
                .integer(ranges.0),
                "Maps, points, metadata",
                "\(usual.interactive)"
            ),
            KeyDescription("bulk", .integer(ranges.1), "Data, files, large areas", "\(usual.bulk)"),
            KeyDescription("control", .integer(ranges.2), "Health, metrics, logins", "\(usual.control)"),
        ]
    }
}

extension WorkerCounts {
    static let table = [
        KeyDescription("min", .integer(range), "Processes that there are always", "2"),
        KeyDescription("max", .integer(range), "The most that there are; memory is divided by it", "6"),
        KeyDescription("calm_seconds", .number(calmRange), "Seconds of calm until one too many ends", "60"),
        KeyDescription(
            "max_age",
            .number(ageRange),
            "Seconds until a worker is replaced by a new one",
            "86400"
        ),
    ]
}

extension Limits {
    static let table: [KeyDescription] = {
        let (usual, most) = (Limits(), 1 << 50)
        let ranges: [Name: ClosedRange<Int>] = [
            .spoolBytes: 0...most, .coordinateBytes: 0...most, .pixels: 1...(1 << 28),
            .pictureSide: 1...16_383,
            .vertices: 4...1_000_000, .crossings: 1...1_000_000_000, .seconds: 1...86_400,
        ]
        let abouts: [Name: String] = [
            .decodedBytes: "Bytes of all chunks that a request decodes",
            .fetchedBytes: "Bytes that it takes from the store", .chunks: "Chunks that it touches",
            .outputCells: "Values of an answer in text", .outputBytes: "Bytes of a binary answer",
            .pixels: "Pixels of a picture", .pictureSide: "Pixels of its longer side",
            .vertices: "Corners of the polygons of a request",
            .crossings: "Crossings of the polygons' edges with rows of cells",
            .seconds: "Seconds that a request takes at least, as estimated before",
            .spoolBytes: "Bytes that a request may turn round on disk",
            .coordinateBytes: "Bytes that the coordinates of one dataset hold while it is open",
            .chunkBytes: "Bytes of one decoded chunk",
        ]
        return keys.compactMap { Name(rawValue: $0) }.map { name in
            let range = ranges[name] ?? 1...most
            let isSize = name.unit == "bytes"
            return KeyDescription(
                name.rawValue,
                isSize ? .bytes(range) : .integer(range),
                abouts[name] ?? "",
                isSize ? ByteSize.text(usual[name]) : "\(usual[name])"
            )
        }
    }()
}
