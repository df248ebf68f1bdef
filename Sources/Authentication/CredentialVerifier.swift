package import Execution

/// One kind of proof: a users file, a list of tokens, an issuer of identities.
package protocol CredentialVerifier: Sendable {
    /// What a credential is worth here; nil for one of another kind, which others may know.
    ///
    /// It looks at nothing but the credential: how often somebody may try is the concern of whoever asks.
    func verdict(on credential: PresentedCredential, context: WorkContext) -> Verdict?
}
