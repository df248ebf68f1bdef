/// What is wrong with a configuration, and where.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file's name as it was given.
    package let file: String
    /// Counted from 1; nil when it is about the whole file.
    package let line: Int?
    /// Of the line, in characters counted from 1; nil when it is about the whole line.
    package var column: Int?
    /// What is wrong and what would be right.
    package let problem: String

    package var description: String { "\(place): \(problem)" }

    /// The file, and as much of line and column as is known, as compilers write it.
    package var place: String {
        ([file] + [line, line == nil ? nil : column].compactMap { $0.map(String.init) }).joined(
            separator: ":"
        )
    }

    func adding(_ more: String) -> ConfigurationError {
        ConfigurationError(file: file, line: line, column: column, problem: problem + more)
    }
}
