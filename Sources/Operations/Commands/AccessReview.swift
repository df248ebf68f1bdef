internal import Catalogue
internal import Failures
internal import Principals

/// What is probably not meant so in rules of access.
struct AccessReview {
    struct Warning: Equatable {
        let text: String
        let line: Int?
    }

    private(set) var warnings: [Warning] = []

    /// `names` are those of people, groups and tokens; `publish` finds other datasets than those that are listed.
    init(
        _ rules: [AccessRule],
        datasets: [String],
        names: KnownAskers = KnownAskers(),
        publish: [PublishRule] = []
    ) {
        for (number, rule) in rules.enumerated() {
            lookAtDatasets(of: rule, datasets, publish)
            for problem in names.problems(with: rule.subjects) { add(problem, rule) }
            lookAtOthers(than: rule, number + 1, rules[(number + 1)...])
            if let earlier = Self.shadow(of: rule, in: rules[..<number], datasets) {
                add("rule \(number + 1) never decides: \(earlier)", rule)
            }
        }
        let closed = datasets.filter { id in rules.first { $0.names(id) }?.closes ?? true }
        if !closed.isEmpty {
            let names = closed.prefix(Self.mostNamed).joined(separator: ", ")
            let rest = closed.count > Self.mostNamed ? " and \(closed.count - Self.mostNamed) more" : ""
            warnings.append(
                Warning(
                    text: "nobody may see \(names)\(rest): no rule names them, or it is for nobody",
                    line: nil
                )
            )
        }
    }

    /// Names on one line.
    private static let mostNamed = 10

    private mutating func add(_ text: String, _ rule: AccessRule) {
        warnings.append(Warning(text: text, line: rule.line))
    }

    private mutating func lookAtDatasets(of rule: AccessRule, _ datasets: [String], _ publish: [PublishRule])
    {
        for pattern in rule.datasets where !datasets.contains(where: pattern.matches) {
            // What comes and goes below a prefix may have the name one day.
            guard !publish.contains(where: { $0.mayMake(pattern) }) else { continue }
            guard pattern.isName else {
                add("'\(pattern.text)' matches none of the datasets", rule)
                continue
            }
            let near = NearestName.of(pattern.text, among: datasets).map { "; did you mean '\($0)'?" } ?? ""
            add("there is no dataset '\(pattern.text)'\(near)", rule)
        }
    }

    /// Whether those whom a rule does not fit are let in by a later one that names its datasets only among others.
    private mutating func lookAtOthers(
        than rule: AccessRule,
        _ number: Int,
        _ later: ArraySlice<AccessRule>
    ) {
        guard !rule.covers(.everybody) else { return }
        for pattern in rule.datasets {
            let next = later.firstIndex { $0.covers(pattern) && $0.covers(.everybody) }
            guard let next, !later[next].closes,
                !later[next].datasets.contains(where: { $0.text == pattern.text })
            else { continue }
            let text =
                "rule \(number) gives '\(pattern.text)' to some, and rule \(next + 1) lets everybody see it: if they shall not, "
                + "put {datasets: ['\(pattern.text)'], to: []} behind rule \(number)"
            return add(text, rule)
        }
    }

    /// Which earlier rules decide whatever a rule could decide; nil where it may decide something.
    private static func shadow(
        of rule: AccessRule,
        in earlier: ArraySlice<AccessRule>,
        _ datasets: [String]
    ) -> String? {
        var deciding: Set<Int> = []
        // A name that no dataset has is another matter.
        let patterns = rule.datasets.filter { pattern in datasets.contains(where: pattern.matches) }
        guard !patterns.isEmpty else { return nil }
        for pattern in patterns {
            for subject in rule.closes ? [AccessRule.Subject.everybody] : rule.subjects {
                let first = earlier.firstIndex { $0.covers(pattern) && $0.covers(subject) }
                guard let first else { return nil }
                deciding.insert(first + 1)
            }
        }
        let numbers = deciding.sorted().map(String.init).joined(separator: ", ")
        return deciding.count == 1
            ? "rule \(numbers) decides before it" : "rules \(numbers) decide before it"
    }
}

extension AccessRule {
    fileprivate func covers(_ pattern: NamePattern) -> Bool {
        datasets.contains { $0.covers(pattern) }
    }

    fileprivate func covers(_ subject: Subject) -> Bool {
        closes || subjects.contains { $0 == .everybody || $0 == subject }
    }
}
