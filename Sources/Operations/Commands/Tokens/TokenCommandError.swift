internal import Failures

/// What a command about tokens cannot do with what it was told.
enum TokenCommandError: Error, Equatable {
    case noFile(configuration: String)
    /// A text that is no end; what would be one.
    case noEnd(String)
    case past(String)
    case noName(String)
    case noUser(String)
    case noGroup(String)
    case noDataset(String)
    case noProtocol(String, known: [String])
}

extension TokenCommandError: CustomStringConvertible {
    var description: String {
        switch self {
        case .noFile(let configuration):
            "\(configuration) names no file of tokens: add login: {tokens: {path: tokens.jsonl}}"
        case .noEnd(let text):
            "--expires \(text) is no end: such as 12h, 90d, 8w, 2027-01-31 or 2027-01-31T12:00:00Z, within a century"
        case .past(let text): "--expires \(text) is over already"
        case .noName(let text):
            "'\(text)' cannot be the name of a token: 1 to 63 letters, digits, '-', '_' and '.'"
        case .noUser(let text):
            "'\(text)' cannot be an owner: 1 to 255 bytes without ':' and without blanks around them"
        case .noGroup(let text): "'\(text)' cannot be a group: no blanks, ':', ',' and ';'"
        case .noDataset(let text):
            "'\(text)' cannot be the name of a dataset: letters, digits, '_' and '-', and '*' for any of them"
        case .noProtocol(let text, let known):
            if let near = NearestName.of(text, among: known) {
                "there is no protocol '\(text)'; did you mean '\(near)'?"
            } else {
                "there is no protocol '\(text)'; there is: \(known.joined(separator: ", "))"
            }
        }
    }
}
