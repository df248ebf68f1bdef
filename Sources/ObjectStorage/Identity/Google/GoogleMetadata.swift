/// Tokens of the service account of a machine or of a pod, from Google's metadata server.
struct GoogleMetadata {
    private let hosts: [String]

    init(_ environment: StorageEnvironment) {
        hosts =
            environment["GCE_METADATA_HOST"].map { [$0] } ?? ["metadata.google.internal", "169.254.169.254"]
    }

    func fetch(_ exchange: IdentityExchange) throws(CredentialError) -> IssuedCredential {
        var failure = CredentialError("no answer")
        for host in hosts {
            do {
                return try fetch(from: host, exchange)
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private func fetch(from host: String, _ exchange: IdentityExchange) throws(CredentialError)
        -> IssuedCredential
    {
        let path = "/computeMetadata/v1/instance/service-accounts/default/token"
        let scopes = URIEscaping.query([("scopes", GoogleChain.scope)])
        var question = IdentityQuestion("http://\(host)\(path)?\(scopes)")
        question.fields = ["Metadata-Flavor: Google"]
        question.wantsGoogle = true
        let answer = try exchange.sendNearby(question)
        guard answer.status != 404 else {
            throw CredentialError("this machine has no service account", seconds: 30)
        }
        return try GoogleTokens.issued(answer, remedy: "look at the machine's service account")
    }
}
