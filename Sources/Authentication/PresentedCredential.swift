/// What a request brings to show who sends it (RFC 9110, section 11).
package enum PresentedCredential: Sendable, Hashable {
    /// `Authorization: Basic` (RFC 7617).
    case password(user: String, password: String)
    /// `Authorization: Bearer` (RFC 6750), or the segment behind `/s/` in a path.
    case bearer(String)
    /// The distinguished name of a client certificate that nginx has verified (RFC 4514).
    case certificate(distinguishedName: String)
    /// Something else than these, or one of them garbled.
    case unreadable
}
