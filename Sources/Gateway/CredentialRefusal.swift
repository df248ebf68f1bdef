/// Why credentials open nothing; the client learns no more than this.
package enum CredentialRefusal: Error, Sendable, Equatable {
    /// Wrong, expired, revoked, unreadable.
    case bad
    /// After so many failures they were not looked at.
    case slow(retryAfterSeconds: Int)
    /// What would tell is not to be had now.
    case unknowable

    var text: String {
        switch self {
        case .bad: "bad"
        case .slow(let seconds): "slow \(seconds)"
        case .unknowable: "unknowable"
        }
    }

    init?(text: String) {
        switch text {
        case "bad": self = .bad
        case "unknowable": self = .unknowable
        default:
            guard text.hasPrefix("slow "), let seconds = Int(text.dropFirst(5)), seconds >= 0 else {
                return nil
            }
            self = .slow(retryAfterSeconds: seconds)
        }
    }
}
