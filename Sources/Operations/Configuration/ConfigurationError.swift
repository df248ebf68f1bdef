/// What is wrong with a configuration, and where.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file's name as it was given.
    package let file: String
    /// Counted from 1; nil when it is about the whole file.
    package let line: Int?
    /// What is wrong and what would be right.
    package let problem: String

    package var description: String {
        line.map { "\(file):\($0): \(problem)" } ?? "\(file): \(problem)"
    }
}
