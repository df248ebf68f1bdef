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
        var subjects: [MetadataProblem: [String]] = [:]
        for finding in findings { subjects[finding.problem, default: []].append(finding.subject) }
        var told: Set<MetadataProblem> = []
        return findings.compactMap { finding in
            let all = subjects[finding.problem] ?? []
            guard all.count > mostApart else {
                return FindingGroup(subjects: [finding.subject], problem: finding.problem, text: finding.text)
            }
            guard told.insert(finding.problem).inserted else { return nil }
            return FindingGroup(subjects: all, problem: finding.problem, text: finding.text)
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
