/// What a command cannot do with what it was told.
enum CommandError: Error, Equatable {
    /// A state was asked for, and the store has but one.
    case noVersions
    case noSuchVersion(String, known: [String])
}

extension CommandError: CustomStringConvertible {
    var description: String {
        switch self {
        case .noVersions: "the store is no Icechunk repository: it has no versions"
        case .noSuchVersion(let name, let known):
            known.isEmpty
                ? "there is no version '\(name)'"
                : "there is no version '\(name)'; there are \(known.prefix(20).joined(separator: ", "))"
        }
    }
}
