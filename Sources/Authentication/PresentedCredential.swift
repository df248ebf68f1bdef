/// What a request brings to show who sends it (RFC 9110, section 11).
///
/// It prints as its kind, wherever it is printed.
package enum PresentedCredential: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// `Authorization: Basic` (RFC 7617).
    case password(user: String, password: String)
    /// `Authorization: Bearer` (RFC 6750), or the segment behind `/s/` in a path.
    case bearer(String)
    /// The distinguished name of a client certificate that nginx has verified (RFC 4514).
    case certificate(distinguishedName: String)
    /// Something else than these, or one of them garbled.
    case unreadable

    package var description: String {
        switch self {
        case .password: "a password"
        case .bearer: "a bearer token"
        case .certificate: "a certificate"
        case .unreadable: "something unreadable"
        }
    }

    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
