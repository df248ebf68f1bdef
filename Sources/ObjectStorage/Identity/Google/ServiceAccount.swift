internal import JSON

/// A service account of Google's: it signs its identity with its own key and gets a token in return.
struct ServiceAccount {
    private let file: String
    private let email: String
    private let keyID: String
    private let key: String
    private let tokenAddress: String

    /// Against clocks that differ.
    private static let secondsEarlier = 10
    private static let seconds = 3600

    init(_ document: IdentityDocument, _ file: String) throws(CredentialError) {
        self.file = file
        guard let email = document["client_email"], let key = document["private_key"] else {
            throw CredentialError("\(file) lacks client_email or private_key")
        }
        self.email = email
        self.key = key
        keyID = document["private_key_id"] ?? ""
        let address = document["token_uri"] ?? GoogleTokens.address
        guard let location = HTTPLocation(address), location.isSecure || location.isLoopback else {
            throw CredentialError("the token_uri of \(file) must be https: it is shown who we are")
        }
        tokenAddress = address
    }

    func fetch(_ exchange: IdentityExchange) throws(CredentialError) -> IssuedCredential {
        let form = [
            (name: "grant_type", value: "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("assertion", try assertion(at: WallClock.secondsSinceEpoch)),
        ]
        let answer = try exchange.send(IdentityQuestion(posting: form, to: tokenAddress))
        return try GoogleTokens.issued(answer, remedy: "is the key revoked, or the clock of this host wrong?")
    }

    /// A JSON web token that names the account and the requested scope, signed (RFC 7523; RS256 of RFC 7518, section 3.3).
    private func assertion(at now: Int) throws(CredentialError) -> String {
        let head = object([("alg", "RS256"), ("typ", "JWT"), ("kid", keyID)], numbers: [])
        let begin = now - Self.secondsEarlier
        let claims = object(
            [("iss", email), ("scope", GoogleChain.scope), ("aud", GoogleTokens.address)],
            numbers: [("iat", begin), ("exp", begin + Self.seconds)]
        )
        let text = "\(Base64Text.encodeForURL(head)).\(Base64Text.encodeForURL(claims))"
        do throws(RSASigningKey.Fault) {
            let signature = try RSASigningKey(pem: key).signature(of: text)
            return "\(text).\(Base64Text.encodeForURL(signature))"
        } catch {
            throw CredentialError("the private_key of \(file) \(error)")
        }
    }

    private func object(_ texts: [(String, String)], numbers: [(String, Int)]) -> [UInt8] {
        var bytes = Array("{".utf8)
        for (name, value) in texts {
            JSONText.append(quoted: name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            JSONText.append(quoted: value, to: &bytes)
            bytes.append(UInt8(ascii: ","))
        }
        for (name, value) in numbers { bytes += Array("\"\(name)\":\(value),".utf8) }
        bytes[bytes.count - 1] = UInt8(ascii: "}")
        return bytes
    }
}

/// A person who has logged in with `gcloud`: a token that gets tokens.
struct AuthorizedUser {
    private let form: [(name: String, value: String)]
    private let tokenAddress: String

    init(_ document: IdentityDocument, _ file: String) throws(CredentialError) {
        guard let id = document["client_id"], let secret = document["client_secret"],
            let token = document["refresh_token"]
        else { throw CredentialError("\(file) lacks client_id, client_secret or refresh_token") }
        form = [
            ("grant_type", "refresh_token"), ("client_id", id), ("client_secret", secret),
            ("refresh_token", token),
        ]
        let address = document["token_uri"] ?? GoogleTokens.address
        guard let location = HTTPLocation(address), location.isSecure || location.isLoopback else {
            throw CredentialError("the token_uri of \(file) must be https: it is sent a secret")
        }
        tokenAddress = address
    }

    func fetch(_ exchange: IdentityExchange) throws(CredentialError) -> IssuedCredential {
        let answer = try exchange.send(IdentityQuestion(posting: form, to: tokenAddress))
        return try GoogleTokens.issued(answer, remedy: "run 'gcloud auth application-default login' again")
    }
}
