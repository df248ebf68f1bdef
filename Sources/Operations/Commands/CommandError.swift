internal import Failures

/// What a command cannot do with what it was told.
enum CommandError: Error, Equatable {
    /// A state was asked for, and the store has but one.
    case noVersions
    case noSuchVersion(String, known: [String])
    case noSuchDataset(String, known: [String])
    /// A text that can be no store.
    case noStore(problem: String)
    case noSuchArray(String, known: [String])
    case noSuchToken(String, known: [String])
    case othersToken(String, owner: String)
    /// What was found could not be written.
    case lostOutput(cause: String)
    /// Nothing readable at the store's place.
    case absent(cause: String)
}

extension CommandError: CustomStringConvertible {
    var description: String {
        switch self {
        case .noVersions: "the store is no Icechunk repository: it has no versions"
        case .noSuchVersion(let name, let known):
            known.isEmpty
                ? "there is no version '\(name)'"
                : "there is no version '\(name)'; there are \(known.prefix(20).joined(separator: ", "))"
        case .noSuchDataset(let name, let known):
            if let near = NearestName.of(name, among: known) {
                "the configuration has no dataset '\(name)'; did you mean '\(near)'?"
            } else {
                "the configuration has no dataset '\(name)'; there is: "
                    + "\(known.prefix(20).joined(separator: ", ")) (a folder here: './\(name)')"
            }
        case .noStore(let problem): "the store \(problem)"
        case .noSuchArray(let path, let known):
            if let near = NearestName.of(path, among: known) {
                "there is no array '\(path)'; did you mean '\(near)'?"
            } else {
                "there is no array '\(path)'; there is: \(known.prefix(20).joined(separator: ", "))"
            }
        case .noSuchToken(let name, let known):
            if let near = NearestName.of(name, among: known) {
                "there is no token '\(name)'; did you mean '\(near)'?"
            } else {
                "there is no token '\(name)'; there is: \(known.prefix(20).joined(separator: ", "))"
            }
        case .othersToken(let name, let owner):
            "the token '\(name)' stands for '\(owner)', and for nobody else"
        case .lostOutput(let cause): "standard output cannot be written: \(cause)"
        case .absent(let cause): cause
        }
    }
}

/// How commands end.
enum CommandStatus {
    /// What was looked at is not as it should be.
    static let findings: Int32 = 1
    /// The command could not be understood, what it is about could not be opened, or its output was lost.
    static let unusable: Int32 = 2
}
