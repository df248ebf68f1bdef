internal import Catalogue
internal import Cube
internal import Execution
internal import Grids
internal import JSON

/// What `sluice doctor` has found out about a dataset: its metadata, the places that it refers to, and some chunks of each
/// array.
struct Diagnosis {
    typealias Severity = MetadataProblem.Severity

    struct Entry: Equatable {
        let severity: Severity
        /// A variable; empty for the dataset as a whole.
        let subject: String
        let text: String
        /// What to do about it; empty where that is clear.
        let remedy: String
    }

    /// Arrays of which chunks are read on trial.
    private static let maxSamples = 200
    /// Chunks of each; and decoded bytes of all before it is one of each.
    private static let chunksOfEach = 7
    private static let maxBytes = 2 << 30

    let dataset: Dataset
    let places: [VirtualPlace]
    /// What matters most comes first.
    let entries: [Entry]
    /// Arrays of which chunks were looked at.
    let samples: Int
    /// How many chunks those were, and how many they have.
    let chunks: (tried: Int, all: Int)

    /// Reads the chunks; stops at the context's deadline and says so.
    ///
    /// `cache`: where the host keeps indexes.
    init(_ opened: OpenedStore, cache: CacheSettings? = nil) {
        dataset = opened.dataset
        places = opened.places
        var entries = FindingGroup.all(dataset.findings).map { finding in
            Entry(
                severity: finding.problem.severity,
                subject: finding.subject,
                text: finding.text,
                remedy: finding.problem.remedy
            )
        }
        if dataset.arrays.isEmpty, dataset.texts.isEmpty {
            entries.append(Self.nothing(dataset))
        } else if dataset.hasOnlyCoordinates, !dataset.children.isEmpty {
            entries.append(Self.onlyCoordinates(dataset))
        }
        if let cache { entries += Self.entries(about: cache, dataset) }
        let sampled = Self.sampled(dataset, opened.context)
        samples = sampled.count
        chunks = sampled.chunks
        // What could not be read as a coordinate is said.
        let damaged = Set(
            dataset.findings.filter { finding in
                if case .damagedCoordinate = finding.problem { true } else { false }
            }
            .map(\.subject)
        )
        entries += sampled.entries.filter { !damaged.contains($0.subject) }
        self.entries = entries.enumerated()
            .sorted { ($0.element.severity, $0.offset) < ($1.element.severity, $1.offset) }.map(\.element)
    }

    /// Whether something keeps data from being served right.
    var hinders: Bool { entries.contains { $0.severity.hinders } }

    /// What keeps indexes from being shared, where the dataset has any.
    private static func entries(about cache: CacheSettings, _ dataset: Dataset) -> [Entry] {
        let origins = dataset.indexes
        guard !origins.isEmpty, cache.indexBytes > 0 else { return [] }
        let folder = CacheFolder.problems(with: cache).map { problem in
            Entry(severity: .warning, subject: "", text: "\(cache.key): \(problem.text)", remedy: "")
        }
        let small = origins.compactMap { variable, origin in
            origin.room.map { room in
                let text = cache.text(needed: room.needed, most: room.most)
                return Entry(severity: .warning, subject: variable.name, text: text, remedy: "")
            }
        }
        return folder + small
    }

    private static func nothing(_ dataset: Dataset) -> Entry {
        let groups = groups(of: dataset)
        return Entry(
            severity: groups.isEmpty ? .error : .note,
            subject: "",
            text: "it has no array",
            remedy: groups.isEmpty
                ? "Name a group that has some." : "Its groups are datasets of their own: \(groups)."
        )
    }

    private static func onlyCoordinates(_ dataset: Dataset) -> Entry {
        Entry(
            severity: .note,
            subject: "",
            text: "it has coordinates only, which its groups share",
            remedy: "Its groups are datasets of their own: \(groups(of: dataset))."
        )
    }

    private static func groups(of dataset: Dataset) -> String {
        dataset.children.prefix(10).map(\.text).joined(separator: ", ")
    }

    /// What reading on trial has come to.
    private struct Sampled {
        /// Arrays.
        var count = 0
        var chunks = (tried: 0, all: 0)
        var entries: [Entry] = []

        mutating func add(_ severity: Severity, _ subject: String, _ text: String, remedy: String = "") {
            entries.append(Entry(severity: severity, subject: subject, text: text, remedy: remedy))
        }

        mutating func add(_ sample: ChunkSample, of name: String) {
            count += 1
            chunks.tried += sample.tried
            // However large they are, the sum of a few hundred fits.
            chunks.all += min(sample.all, 1 << 48)
            if let bytes = sample.tooLarge, sample.tried == 0 {
                let text =
                    "not tried: a chunk has \(bytes) bytes, which each request for a value of it decodes"
                add(.warning, name, text, remedy: "Write smaller chunks.")
            }
            guard let failure = sample.failure else { return }
            let subject =
                sample.tried == 1
                ? "a chunk cannot be read"
                : "\(sample.failed) of \(sample.tried) chunks that were tried cannot be read"
            let remedy = "Write the chunk again, or take it away where nothing is known."
            add(.error, name, "\(subject): \(ErrorWords.text(failure))", remedy: remedy)
        }
    }

    private static func sampled(_ dataset: Dataset, _ context: WorkContext) -> Sampled {
        var sampled = Sampled()
        var bytes = 0
        let arrays = dataset.arrays + dataset.texts
        for (index, array) in arrays.prefix(maxSamples).enumerated() {
            do {
                let most = bytes < maxBytes ? chunksOfEach : 1
                let sample = try array.sample(most: most, context: context)
                bytes += sample.bytes
                sampled.add(sample, of: array.name)
            } catch {
                let text =
                    "only \(index) of \(arrays.count) arrays were tried: \(error)"
                sampled.add(.warning, "", text)
                return sampled
            }
        }
        let rest = arrays.count - maxSamples
        if rest > 0 {
            sampled.add(.note, "", "chunks of \(maxSamples) arrays were tried, of \(rest) more not")
        }
        return sampled
    }

    var json: String {
        let findings = entries.map { entry in
            JSONValue.object(
                JSONObject([
                    ("severity", .string(entry.severity.rawValue)), ("subject", .string(entry.subject)),
                    ("text", .string(entry.text)), ("remedy", .string(entry.remedy)),
                ])
            )
        }
        let object = JSONObject([
            ("dataset", .string(dataset.address.text)), ("title", .string(dataset.title)),
            ("hinders", .bool(hinders)), ("sampled", JSONValue(samples)),
            ("sampled_chunks", JSONValue(chunks.tried)), ("chunks", JSONValue(chunks.all)),
            ("findings", .array(findings)),
            (
                "virtual_chunks",
                .array(places.map { ["prefix": .string($0.prefix), "allowed": .bool($0.isAllowed)] })
            ),
        ])
        return String(decoding: JSONValue.object(object).bytes, as: UTF8.self)
    }

    /// The findings for a terminal.
    var text: String {
        let lines = entries.map { entry in
            let subject = entry.subject.isEmpty ? "" : "\(TerminalText.safe(entry.subject)): "
            let remedy = entry.remedy.isEmpty ? "" : "         \(TerminalText.safe(entry.remedy))\n"
            let severity = entry.severity.rawValue.padded(to: 9)
            return "\(severity)\(subject)\(TerminalText.safe(entry.text))\n\(remedy)"
        }
        let tried =
            "Tried \(chunks.tried) of \(chunks.all) chunks of \(samples) arrays: the first, the last, the middle and some "
            + "between.\n"
        return (entries.isEmpty ? "Nothing wrong was found. " : lines.joined()) + tried
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}

/// Texts from stores, for a terminal: nothing of them may be more than text there.
enum TerminalText {
    static func safe(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }
}
