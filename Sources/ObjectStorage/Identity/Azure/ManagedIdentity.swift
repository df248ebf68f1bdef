/// The identity that Azure gives a virtual machine, or what runs in App Service, Functions or Container Apps.
struct ManagedIdentity {
    private let environment: StorageEnvironment
    private let client: String?

    init(_ environment: StorageEnvironment, client: String?) {
        self.environment = environment
        self.client = client
    }

    func fetch(_ exchange: IdentityExchange) throws(CredentialError) -> IssuedCredential {
        let question = try question()
        let answer = try exchange.sendNearby(question)
        guard answer.status == 200 else {
            let document = answer.document
            let reason =
                document?["error_description"] ?? document?["message"] ?? document?["error"] ?? "no reason"
            throw CredentialError(
                "managed identity: \(answer.status) \(reason.prefix(200).filter { $0 >= " " })"
            )
        }
        return try AzureChain.issued(answer, from: "managed identity")
    }

    private func question() throws(CredentialError) -> IdentityQuestion {
        var parameters = [(name: "resource", value: AzureChain.resource)]
        if let client { parameters.append(("client_id", client)) }
        guard let endpoint = environment["IDENTITY_ENDPOINT"], let header = environment["IDENTITY_HEADER"]
        else {
            let host = environment["AZURE_POD_IDENTITY_AUTHORITY_HOST"] ?? "http://169.254.169.254"
            let base = host.hasSuffix("/") ? String(host.dropLast()) : host
            parameters.append(("api-version", "2018-02-01"))
            var question = IdentityQuestion(
                "\(base)/metadata/identity/oauth2/token?\(URIEscaping.query(parameters))"
            )
            question.fields = ["Metadata: true"]
            return question
        }
        guard let location = HTTPLocation(endpoint),
            location.isSecure || location.isLoopback || NameResolver.isLinkLocal(location.host)
        else { throw CredentialError("IDENTITY_ENDPOINT must be https or on this host: it is sent a secret") }
        guard header.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            throw CredentialError("IDENTITY_HEADER holds what no header may hold")
        }
        parameters.append(("api-version", "2019-08-01"))
        var question = IdentityQuestion("\(endpoint)?\(URIEscaping.query(parameters))")
        question.fields = ["X-IDENTITY-HEADER: \(header)"]
        return question
    }
}
