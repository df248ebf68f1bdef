/// Where Google's programs look for credentials: a file that is named, the file of `gcloud`, the metadata server.
struct GoogleChain: CredentialSource {
    let environment: StorageEnvironment
    /// The operator's choice; then nothing else is looked at.
    let file: String?

    var label: String { file ?? "Google's default credentials" }
    var name: String { "google \(file ?? "")" }

    static let scope = "https://www.googleapis.com/auth/devstorage.read_only"

    func fetch(_ exchange: IdentityExchange) throws(CredentialError) -> IssuedCredential {
        if let file = file ?? environment["GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_SERVICE_ACCOUNT"] {
            guard let document = SecretFile.text(at: file).flatMap({ IdentityDocument(Array($0.utf8)) })
            else {
                throw CredentialError("\(file) cannot be read or is no JSON object")
            }
            return try Self.token(document, file, exchange)
        }
        let folder = environment["CLOUDSDK_CONFIG"] ?? environment["HOME"].map { "\($0)/.config/gcloud" }
        if let usual = folder.map({ "\($0)/application_default_credentials.json" }),
            let document = SecretFile.text(at: usual).flatMap({ IdentityDocument(Array($0.utf8)) })
        {
            return try Self.token(document, usual, exchange)
        }
        do {
            return try GoogleMetadata(environment).fetch(exchange)
        } catch {
            throw CredentialError(
                "no Google credentials found; tried GOOGLE_APPLICATION_CREDENTIALS, gcloud's file, metadata server "
                    + "(\(error.cause)); public data needs 'anonymous: true'",
                seconds: error.seconds
            )
        }
    }

    private static func token(_ document: IdentityDocument, _ file: String, _ exchange: IdentityExchange)
        throws(CredentialError) -> IssuedCredential
    {
        switch document["type"] {
        case "service_account": try ServiceAccount(document, file).fetch(exchange)
        case "authorized_user": try AuthorizedUser(document, file).fetch(exchange)
        case let type?:
            throw CredentialError(
                "\(file) is of type '\(type.prefix(64))', which is not supported; use a service account, or the metadata "
                    + "server of the machine or cluster"
            )
        case nil: throw CredentialError("\(file) has no type: it is no file of Google credentials")
        }
    }
}

/// Where Google exchanges proofs for tokens.
enum GoogleTokens {
    static let address = "https://oauth2.googleapis.com/token"

    /// The token that an answer holds; `remedy` is what to do when the proof is no longer taken.
    static func issued(_ answer: IdentityAnswer, remedy: String) throws(CredentialError) -> IssuedCredential {
        guard answer.status == 200, let document = answer.document else {
            let document = answer.document
            let code = document?["error"]?.prefix(64) ?? "no reason"
            let description = document?["error_description"]?.prefix(200).filter { $0 >= " " } ?? ""
            let advice = code == "invalid_grant" ? "; \(remedy)" : ""
            throw CredentialError(
                "Google's token server answered \(answer.status) \(code): \(description)\(advice)"
            )
        }
        guard let token = document["access_token"].flatMap(BearerToken.init) else {
            throw CredentialError("Google's token server answered without a token")
        }
        let seconds = document["expires_in"].flatMap { Double($0) }
        return IssuedCredential(credential: .token(token), lifetime: seconds ?? 3600)
    }
}
