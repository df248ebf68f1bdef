/// Where a token of Microsoft Entra comes from: a workload's own identity, an application's secret, or the machine.
struct AzureChain: CredentialSource {
    let environment: StorageEnvironment
    /// The operator's own settings come before the variables.
    let settings: Settings

    struct Settings: Sendable, Hashable {
        var tenant: String?
        var client: String?
        var clientSecretFile: String?
        var federatedTokenFile: String?
    }

    static let resource = "https://storage.azure.com/"

    var label: String { "Azure's identities" }
    var name: String { "azure \(settings)" }

    func fetch(_ exchange: IdentityExchange) throws(CredentialError) -> IssuedCredential {
        let tenant = settings.tenant ?? environment["AZURE_TENANT_ID"]
        let client = settings.client ?? environment["AZURE_CLIENT_ID"]
        let federated = settings.federatedTokenFile ?? environment["AZURE_FEDERATED_TOKEN_FILE"]
        if settings.clientSecretFile == nil, let federated, let tenant, let client {
            guard let token = SecretFile.text(at: federated) else {
                throw CredentialError(
                    "\(federated) cannot be read or is empty: is the projected volume still mounted?"
                )
            }
            let proof = [
                (
                    name: "client_assertion_type",
                    value: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
                ),
                ("client_assertion", token),
            ]
            return try entra(tenant, client, proof, exchange)
        }
        if let secret = try clientSecret(), let tenant, let client {
            return try entra(tenant, client, [("client_secret", secret)], exchange)
        }
        do {
            return try ManagedIdentity(environment, client: client).fetch(exchange)
        } catch {
            throw CredentialError(
                "no Azure credentials found; tried account key, SAS, workload identity, client secret, managed identity "
                    + "(\(error.cause)); public data needs 'anonymous: true'",
                seconds: error.seconds
            )
        }
    }

    private func clientSecret() throws(CredentialError) -> String? {
        guard let file = settings.clientSecretFile else { return environment["AZURE_CLIENT_SECRET"] }
        guard let secret = SecretFile.text(at: file) else {
            throw CredentialError("\(file) cannot be read or is empty")
        }
        return secret
    }

    private func entra(
        _ tenant: String,
        _ client: String,
        _ proof: [(name: String, value: String)],
        _ exchange: IdentityExchange
    ) throws(CredentialError) -> IssuedCredential {
        let host = environment["AZURE_AUTHORITY_HOST"] ?? "https://login.microsoftonline.com"
        let base = host.hasSuffix("/") ? String(host.dropLast()) : host
        guard let location = HTTPLocation(base), location.isSecure || location.isLoopback else {
            throw CredentialError("AZURE_AUTHORITY_HOST must be https: it is sent a secret")
        }
        let form = [
            (name: "grant_type", value: "client_credentials"), ("client_id", client),
            ("scope", "\(Self.resource).default"),
        ]
        let address = "\(base)/\(URIEscaping.path(tenant))/oauth2/v2.0/token"
        let answer = try exchange.send(IdentityQuestion(posting: form + proof, to: address))
        guard answer.status == 200 else {
            let text =
                answer.document?["error_description"]?.split(whereSeparator: \.isNewline).first ?? "no reason"
            throw CredentialError("Entra answered \(answer.status): \(text.prefix(200))")
        }
        return try Self.issued(answer, from: "Entra")
    }

    static func issued(_ answer: IdentityAnswer, from source: String) throws(CredentialError)
        -> IssuedCredential
    {
        guard let document = answer.document, let token = document["access_token"].flatMap(BearerToken.init)
        else {
            throw CredentialError("\(source) answered without a token")
        }
        if let seconds = document["expires_in"].flatMap({ Double($0) }) {
            return IssuedCredential(credential: .token(token), lifetime: max(seconds, 0))
        }
        let end = document["expires_on"].flatMap { Double($0) }
        let seconds = end.map { $0 - Double(WallClock.secondsSinceEpoch) } ?? 3600
        return IssuedCredential(credential: .token(token), lifetime: max(seconds, 0))
    }
}
