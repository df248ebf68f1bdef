/// A place that credentials come from.
protocol CredentialSource: Sendable {
    /// How an operator would call it.
    var label: String { get }
    /// Seconds for which an expired credential is still tried while the source does not answer.
    var graceSeconds: Double { get }

    /// A credential as it is now; it may ask servers, and reads files anew, for others rotate them.
    func fetch(_ exchange: IdentityExchange) throws(CredentialError) -> IssuedCredential
}

extension CredentialSource {
    var graceSeconds: Double { 0 }
}

extension CredentialProvider {
    /// Asks `source` through the connections of `runner`.
    convenience init(_ source: any CredentialSource, runner: TransferRunner) {
        self.init(label: source.label, graceSeconds: source.graceSeconds) { () throws(CredentialError) in
            try source.fetch(IdentityExchange(runner: runner))
        }
    }
}

extension TransferEngine {
    /// The provider of credentials from `source`, shared by all for whom it has this name.
    func credentials(_ name: String, from source: @autoclosure () -> any CredentialSource)
        -> CredentialProvider
    {
        registry.provider(name) { CredentialProvider(source(), runner: runner) }
    }
}
