/// A secret text that stands in a variable.
struct FixedTextSource: CredentialSource {
    let label: String
    let text: String

    func fetch(_ exchange: IdentityExchange) throws(CredentialError) -> IssuedCredential {
        guard let token = BearerToken(text) else {
            throw CredentialError("\(label) holds what no request may hold")
        }
        return IssuedCredential(credential: .token(token), lifetime: nil)
    }
}

/// A bearer token, or another text that requests carry, that another program renews in a file.
struct BearerFileSource: CredentialSource {
    let file: String
    var label: String { file }

    func fetch(_ exchange: IdentityExchange) throws(CredentialError) -> IssuedCredential {
        guard let text = SecretFile.text(at: file) else {
            throw CredentialError("\(file) cannot be read or is empty")
        }
        guard let token = BearerToken(text) else { throw CredentialError("\(file) holds no bearer token") }
        return IssuedCredential(credential: .token(token), lifetime: nil)
    }
}
