/// Whom a rule of the configuration is for.
package enum Audience: Sendable, Hashable {
    /// Whoever asks, signed in or not.
    case everybody
    /// Who has not signed in.
    case strangers
    case user(String)
    case group(String)
    /// Who comes with the API token of that name.
    case token(String)

    package func fits(_ principal: Principal) -> Bool {
        switch self {
        case .everybody: true
        case .strangers: principal.name == nil
        case .user(let name): principal.name == name
        case .group(let name): principal.groups.contains(name)
        case .token(let name): principal.token == name
        }
    }

    /// As a configuration has it: `group` and the name; no name behind `public`.
    package var words: (kind: String, name: String) {
        switch self {
        case .everybody: ("public", "")
        case .strangers: ("strangers", "")
        case .user(let name): ("user", name)
        case .group(let name): ("group", name)
        case .token(let name): ("token", name)
        }
    }

    /// The same as one text.
    package var text: String { words.name.isEmpty ? words.kind : "\(words.kind):\(words.name)" }
}
