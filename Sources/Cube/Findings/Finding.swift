internal import CF

/// Something about a dataset's metadata that its owner should know.
package struct Finding: Sendable, Hashable {
    /// The variable that it is about.
    package let subject: String
    package let problem: MetadataProblem

    package init(subject: String, problem: MetadataProblem) {
        self.subject = DisplayText.title(subject)
        self.problem = problem
    }

    package var text: String { DisplayText.listed(problem.text) }
}
