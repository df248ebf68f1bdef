/// Findings of one problem, together where it is that of many: three hundred names are one line.
package struct FindingGroup: Sendable {
    package let subjects: [String]
    package let problem: MetadataProblem
    /// As `Finding.text`.
    package let text: String

    /// So many stand apart.
    private static let mostApart = 3

    /// All findings, each group where its first one was.
    package static func all(_ findings: [Finding]) -> [FindingGroup] {
        // By what is said: whatever reads alike is one line.
        let texts = findings.map(\.problem.text)
        var subjects: [String: [String]] = [:]
        for (finding, text) in zip(findings, texts) { subjects[text, default: []].append(finding.subject) }
        return zip(findings, texts).compactMap { finding, text in
            guard let all = subjects[text] else { return nil }
            let isMany = all.count > mostApart
            if isMany { subjects[text] = nil }
            return FindingGroup(
                subjects: isMany ? all : [finding.subject],
                problem: finding.problem,
                text: finding.text
            )
        }
    }

    /// Its subjects for people: the first of many, and how many they are.
    package var subject: String { Self.text(subjects) }

    package static func text(_ subjects: [String]) -> String {
        guard subjects.count > mostApart else { return subjects.joined(separator: ", ") }
        let first = subjects.prefix(mostApart).joined(separator: ", ")
        return "\(first) and \(subjects.count - mostApart) more"
    }
}
