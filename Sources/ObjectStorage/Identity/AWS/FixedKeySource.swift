/// A key that stands in files, in variables, or in a test.
struct FixedKeySource: CredentialSource {
    private let read: @Sendable () throws(CredentialError) -> S3Credentials
    let label: String
    /// Equal for equal sources.
    let name: String

    /// A key that does not change.
    init(credentials: S3Credentials) {
        label = credentials.description
        name =
            "key \(credentials.accessKeyID) \(SigningV4.hash(credentials.secretKey + (credentials.sessionToken ?? "")))"
        read = { () throws(CredentialError) in credentials }
    }

    /// Files of which each holds one part; they are read anew now and then, and when a store refuses the key.
    init(keyFile: String, secretFile: String, tokenFile: String?) {
        label = keyFile
        name = "files \(keyFile)\n\(secretFile)\n\(tokenFile ?? "")"
        read = { () throws(CredentialError) in
            func text(_ file: String) throws(CredentialError) -> String {
                guard let text = SecretFile.text(at: file) else {
                    throw CredentialError("\(file) cannot be read or is empty")
                }
                return text
            }
            let token = try tokenFile.map(text)
            let parts = S3Credentials(
                accessKeyID: try text(keyFile),
                secretKey: try text(secretFile),
                sessionToken: token
            )
            guard let parts else { throw CredentialError("\(keyFile) and \(secretFile) hold no credentials") }
            return parts
        }
    }

    func fetch(_ exchange: IdentityExchange) throws(CredentialError) -> IssuedCredential {
        try fetch()
    }

    func fetch() throws(CredentialError) -> IssuedCredential {
        IssuedCredential(credential: .key(try read()), lifetime: nil)
    }
}
