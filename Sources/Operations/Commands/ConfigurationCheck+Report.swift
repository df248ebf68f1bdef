internal import JSON
internal import ObjectStorage

extension ConfigurationCheck {
    /// A line for each thing found, and one that says what came of it all.
    var text: String {
        let found = problems.map { problem in
            let error = problem.error
            return "\(error.place): \(problem.severity.rawValue): \(error.problem)\n"
        }
        let opened = datasets.map { dataset in
            let state =
                dataset.cause.map { "failing: \($0)" } ?? dataset.warning.map { "warning: \($0)" }
                ?? "ok, \(dataset.variables) variables"
            return "dataset \(dataset.id): \(state)\(dataset.trouble)\n"
        }
        let failing = datasets.count { $0.cause != nil }
        let errors = problems.count { $0.severity == .error }
        let verdict =
            isRight
            ? "\(file) is right: \(published.count) datasets\(datasets.isEmpty ? "" : ", all open")"
                + "\(isPublic ? ", everything is public (there is no 'access')" : "")\n"
            : "\(file): \(errors) errors, \(failing) failing datasets\n"
        return found.joined() + opened.joined() + verdict
    }

    var json: String {
        let found = problems.map { problem in
            JSONValue.object(
                JSONObject([
                    ("severity", .string(problem.severity.rawValue)), ("file", .string(problem.error.file)),
                    ("line", problem.error.line.map { JSONValue($0) } ?? .null),
                    ("column", problem.error.column.map { JSONValue($0) } ?? .null),
                    ("problem", .string(problem.error.problem)),
                ])
            )
        }
        let opened = datasets.map { dataset in
            JSONValue.object(
                JSONObject([
                    ("id", .string(dataset.id)), ("state", .string(dataset.cause == nil ? "ok" : "failing")),
                    ("cause", dataset.cause.map { .string($0) } ?? .null),
                    ("variables", JSONValue(dataset.variables)),
                    ("warning", dataset.warning.map { .string($0) } ?? .null),
                    ("unusable", .array(dataset.unusable.map { .string($0) })),
                    ("hindered", .array(dataset.hindered.map { .string($0) })),
                ])
            )
        }
        let object = JSONObject([
            ("file", .string(file)), ("right", .bool(isRight)), ("public", .bool(isPublic)),
            ("problems", .array(found)),
            ("datasets", .array(opened)),
        ])
        return String(decoding: JSONValue.object(object).bytes, as: UTF8.self)
    }
}

extension ConfigurationCheck.Opened {
    /// Names on one line.
    private static let mostNamed = 20

    /// What of the dataset services do not have, or not right; empty where that is nothing.
    fileprivate var trouble: String {
        let parts = [
            Self.words(unusable, "cannot be served"), Self.words(hindered, "cannot be served right"),
        ]
        let told = parts.compactMap { $0 }
        guard !told.isEmpty else { return "" }
        return "; \(told.joined(separator: ", "))" + (warning == nil ? ": `sluice doctor` tells more" : "")
    }

    private static func words(_ names: [String], _ what: String) -> String? {
        guard !names.isEmpty else { return nil }
        let listed = names.prefix(mostNamed).map(TerminalText.safe).joined(separator: ", ")
        let rest = names.count > mostNamed ? " and \(names.count - mostNamed) more" : ""
        return "\(names.count) \(what) (\(listed)\(rest))"
    }
}
