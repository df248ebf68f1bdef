internal import Catalogue
internal import Cube
internal import Failures
internal import Grids
internal import Principals

/// What a person sees of a dataset, and why, in words.
struct AccessExplanation {
    let isVisible: Bool
    private var lines: [String]

    var text: String { lines.map { $0 + "\n" }.joined() }

    /// `file` is the configuration's name; `notes` stand below all else.
    ///
    /// - Throws: `CommandError` for a dataset that is not published.
    init(
        of dataset: String,
        to principal: Principal,
        under configuration: Configuration,
        file: String,
        notes: [String] = []
    ) throws(CommandError) {
        let known = configuration.datasets.map(\.id)
        // What lies below a prefix is known to those who look there.
        let mayBeFound = configuration.publish.contains { $0.mayMake(NamePattern(dataset)) }
        guard known.contains(dataset) || mayBeFound else {
            throw .noSuchDataset(dataset, known: known)
        }
        let rules = configuration.access.map { Self.verdict(on: dataset, principal, $0, configuration, file) }
        let open = (true, ["all of it: without 'access' in \(file) everything is public"])
        let (isLeft, words) = Self.left(of: dataset, by: principal.scope)
        let (isAllowed, told) = isLeft ? rules ?? open : (false, [])
        isVisible = isAllowed
        lines = ["\(dataset), asked for by \(Self.words(principal)):"]
        lines += (told + (isAllowed || !isLeft ? words : []) + notes).map { "  \($0)" }
    }

    /// What the rules leave of it, and why.
    private static func verdict(
        on dataset: String,
        _ principal: Principal,
        _ access: [AccessRule],
        _ configuration: Configuration,
        _ file: String
    ) -> (isVisible: Bool, lines: [String]) {
        let rules = ConfiguredRules(access)
        let policyClass = rules.policyClass(of: principal)
        guard let number = rules.deciding(of: dataset, in: policyClass), access.indices.contains(number)
        else {
            let nothing = "nothing: no rule of \(file) fits, and what none names is closed"
            return (false, [nothing] + passed(over: access[...], dataset, file))
        }
        let rule = access[number]
        let first = "\(rule.closes ? "nothing" : rule.window.seen), by \(place(number, rule, file))"
        let details = rule.closes ? [] : rule.window.details(over: configuration.limits).map { "  \($0)" }
        return (!rule.closes, [first] + details + passed(over: access[..<number], dataset, file))
    }

    /// Whether a credential's scope leaves anything of a dataset, and what it takes away in words.
    private static func left(of dataset: String, by scope: Scope) -> (Bool, [String]) {
        guard scope.allows(dataset: dataset) else {
            return (false, ["nothing: the token is good for \(scope.text) alone"])
        }
        let protocols = scope.protocols?.joined(separator: ", ")
        return (true, protocols.map { ["of that what the token is good for: over \($0)"] } ?? [])
    }

    /// The rules that name the dataset and are for others.
    private static func passed(over rules: ArraySlice<AccessRule>, _ dataset: String, _ file: String)
        -> [String]
    {
        rules.enumerated().filter { $1.names(dataset) }.map { number, rule in
            "not by \(place(number, rule, file))"
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
