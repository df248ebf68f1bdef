internal import Catalogue
internal import Cube
internal import Execution
internal import JSON

/// What `sluice doctor` has found out about a dataset: its metadata, the places that it refers to, and one chunk of each
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

    /// Chunks read on trial, one an array.
    private static let maxSamples = 200

    let dataset: Dataset
    let places: [VirtualPlace]
    /// What matters most comes first.
    let entries: [Entry]
    /// Arrays of which a chunk was looked at.
    let samples: Int

    /// Reads the chunks; stops at the context's deadline and says so.
    init(_ opened: OpenedStore) {
        dataset = opened.dataset
        places = opened.places
        var entries = dataset.findings.map { finding in
            Entry(
                severity: finding.problem.severity,
                subject: finding.subject,
                text: finding.text,
                remedy: finding.problem.remedy
            )
        }
        if dataset.arrays.isEmpty, dataset.texts.isEmpty {
            entries.append(Self.nothing(dataset))
        }
        let sampled = Self.sampled(dataset, opened.context)
        samples = sampled.count
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

    private static func nothing(_ dataset: Dataset) -> Entry {
        let groups = dataset.children.prefix(10).map(\.text).joined(separator: ", ")
        return Entry(
            severity: groups.isEmpty ? .error : .note,
            subject: "",
            text: "it has no array",
            remedy: groups.isEmpty
                ? "Name a group that has some." : "Its groups are datasets of their own: \(groups)."
        )
    }

    private static func sampled(_ dataset: Dataset, _ context: WorkContext) -> (count: Int, entries: [Entry])
    {
        var entries: [Entry] = []
        let arrays = dataset.arrays + dataset.texts
        for (index, array) in arrays.prefix(maxSamples).enumerated() {
            do {
                let sample = try array.sample(context: context)
                guard case .tooLarge(let bytes) = sample else { continue }
                let text =
                    "not tried: a chunk has \(bytes) bytes, which each request for a value of it decodes"
                entries.append(
                    Entry(
                        severity: .warning,
                        subject: array.name,
                        text: text,
                        remedy: "Write smaller chunks."
                    )
                )
            } catch let error as Interruption {
                let text = "only \(index) of \(arrays.count) arrays were tried: \(error)"
                return (index, entries + [Entry(severity: .warning, subject: "", text: text, remedy: "")])
            } catch {
                let text = "a chunk cannot be read: \(ErrorWords.text(error))"
                entries.append(Entry(severity: .error, subject: array.name, text: text, remedy: ""))
            }
        }
        let rest = arrays.count - maxSamples
        if rest > 0 {
            let text = "chunks of \(maxSamples) arrays were tried, of \(rest) more not"
            entries.append(Entry(severity: .note, subject: "", text: text, remedy: ""))
        }
        return (min(arrays.count, maxSamples), entries)
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
            ("hinders", .bool(hinders)), ("sampled", JSONValue(samples)), ("findings", .array(findings)),
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
        let tried = "One chunk of each of \(samples) arrays was tried.\n"
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
