/// What is wrong with a line of a file, without anything secret that stands there.
package struct LineProblem: Sendable, Equatable, Error, CustomStringConvertible {
    /// Counted from 1; nil when it is about the whole file.
    package let line: Int?
    /// What is wrong, and what would be right.
    package let problem: String

    init(line: Int?, _ problem: String) {
        self.line = line
        self.problem = problem
    }

    package var description: String { line.map { "line \($0): \(problem)" } ?? problem }
}

/// What a file's lines say, as far as they are sound.
package struct ParsedLines<Content: Sendable>: Sendable {
    package let content: Content
    package let problems: [LineProblem]
}
