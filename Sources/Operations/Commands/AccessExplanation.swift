internal import Catalogue
internal import Cube
internal import Principals

/// What a person sees of a dataset, and why, in words.
struct AccessExplanation {
    let isVisible: Bool
    private var lines: [String]

    var text: String { lines.map { $0 + "\n" }.joined() }

    /// `file` is the configuration's name.
    ///
    /// - Throws: `CommandError` for a dataset that is not published.
    init(
        of dataset: String,
        to principal: Principal,
        under configuration: Configuration,
        file: String
    ) throws(CommandError) {
        let known = configuration.datasets.map(\.id)
        guard known.contains(dataset) else { throw .noSuchDataset(dataset, known: known) }
        lines = ["\(dataset), asked for by \(Self.words(principal)):"]
        guard let access = configuration.access else {
            isVisible = true
            lines.append("  all of it: without 'access' in \(file) everything is public")
            return
        }
        let rules = ConfiguredRules(access)
        let policyClass = rules.policyClass(of: principal)
        guard let number = rules.deciding(of: dataset, in: policyClass), access.indices.contains(number)
        else {
            isVisible = false
            lines.append("  nothing: no rule of \(file) fits, and what none names is closed")
            lines += Self.passed(over: access[...], dataset, file)
            return
        }
        let rule = access[number]
        isVisible = !rule.closes
        lines.append("  \(rule.closes ? "nothing" : rule.window.seen), by \(Self.place(number, rule, file))")
        if !rule.closes { lines += rule.window.details(over: configuration.limits).map { "    \($0)" } }
        lines += Self.passed(over: access[..<number], dataset, file)
    }

    /// The rules that name the dataset and are for others.
    private static func passed(over rules: ArraySlice<AccessRule>, _ dataset: String, _ file: String)
        -> [String]
    {
        rules.enumerated().filter { $1.names(dataset) }.map { number, rule in
            "  not by \(place(number, rule, file))"
        }
    }

    private static func place(_ number: Int, _ rule: AccessRule, _ file: String) -> String {
        let line = rule.line.map { "\(file):\($0)" } ?? file
        let whom = rule.closes ? "nobody" : rule.subjects.map(\.text).joined(separator: ", ")
        return "rule \(number + 1) (\(line)), which is for \(whom)"
    }

    private static func words(_ principal: Principal) -> String {
        let name = principal.name.map { "'\($0)'" } ?? "anybody who has not signed in"
        let groups = principal.groups.isEmpty ? "" : " of \(principal.groups.joined(separator: ", "))"
        return name + groups + (principal.token.map { " with the token '\($0)'" } ?? "")
    }
}

extension Policy {
    fileprivate var seen: String { self == .unrestricted ? "all of it" : "a part of it" }

    /// What the window leaves, a line for each of its keys; `usual` are the server's limits.
    fileprivate func details(over usual: Limits) -> [String] {
        let times =
            earliest == nil && latest == nil
            ? nil : "times: \(earliest?.words ?? "the first") to \(latest?.words ?? "the last")"
        let place = box.map { box in
            "places: \(box.west) to \(box.east) degrees east, \(box.south) to \(box.north) degrees north"
        }
        let lists: [(String, [String]?)] = [
            ("variables", variables?.sorted()), ("versions", versions), ("protocols", protocols?.sorted()),
            ("formats", formats?.sorted()),
        ]
        let named = lists.compactMap { key, names in names.map { "\(key): \($0.joined(separator: ", "))" } }
        let limits = limits.map { limits in
            let changed = Limits.Name.allCases.filter { limits[$0] != usual[$0] }.map {
                "\($0.rawValue) \(limits[$0])"
            }
            return "limits: \(changed.isEmpty ? "the usual ones" : changed.joined(separator: ", "))"
        }
        return named + [times, place, limits].compactMap { $0 }
    }
}
