internal import Execution

/// What authorizes requests to a store.
///
/// It prints as the end of its name, wherever it is printed.
enum Credential: Sendable, Equatable {
    /// Key and secret with which requests are signed.
    case key(S3Credentials)
    /// A text that is sent with every request.
    case token(BearerToken)
}

/// A bearer token: printable ASCII without blanks, as a header field takes it.
struct BearerToken: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    let text: String

    /// Longer ones no store takes.
    private static let maxBytes = 16 << 10

    init?(_ text: String) {
        guard (1...Self.maxBytes).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        self.text = text
    }

    var description: String { "token …" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}

/// A credential and how long it is good for.
struct IssuedCredential: Sendable {
    let credential: Credential
    /// Seconds from now; nil for one that does not expire by itself.
    let lifetime: Double?
}

/// Why there is no credential: for operators, with names of sources and files, never with what they hold.
struct CredentialError: Error, Sendable, Equatable, CustomStringConvertible {
    let cause: String
    /// Seconds for which it is not worth asking again.
    var seconds = 1.0

    init(_ cause: String, seconds: Double = 1) {
        self.cause = cause
        self.seconds = seconds
    }

    var description: String { cause }
}
