/// An issuer of identities that is believed (OpenID Connect), as the configuration names it.
package struct IssuerSettings: Sendable, Equatable {
    /// As it stands in its tokens and in its own description, byte for byte.
    package var issuer: String
    /// Whom the tokens must be meant for.
    package var audience: String
    /// The claim that lists a person's groups; nil for none.
    package var groupsClaim: String?

    package init(issuer: String, audience: String, groupsClaim: String? = nil) {
        self.issuer = issuer
        self.audience = audience
        self.groupsClaim = groupsClaim
    }
}
