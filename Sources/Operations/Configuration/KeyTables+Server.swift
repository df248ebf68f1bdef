internal import Catalogue

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
