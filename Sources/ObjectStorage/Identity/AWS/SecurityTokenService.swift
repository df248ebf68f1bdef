internal import Glibc

/// AWS's service that gives keys for some time to those who may take a role.
struct SecurityTokenService {
    private let endpoint: String
    private let region: String

    struct Role {
        let arn: String
        /// Under which the role's doings are logged.
        let session: String?
        var externalID: String?
        var seconds: Int?

        init(arn: String, session: String?) {
            self.arn = arn
            self.session = session
        }
    }

    /// `region`: that of the profile, if it has one; the variables come first.
    init(_ environment: StorageEnvironment, region: String?) {
        let region = environment["AWS_REGION", "AWS_DEFAULT_REGION"] ?? region
        let domain = region?.hasPrefix("cn-") == true ? "amazonaws.com.cn" : "amazonaws.com"
        let usual = region.map { "https://sts.\($0).\(domain)" } ?? "https://sts.amazonaws.com"
        endpoint = environment["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"] ?? usual
        self.region = region ?? "us-east-1"
    }

    /// Takes a role with a token that another program renews in a file.
    func assume(_ role: Role, tokenFile: String, _ exchange: IdentityExchange) throws(CredentialError)
        -> IssuedCredential
    {
        // Read again once: the token may have been replaced while it was under way.
        for isLast in [false, true] {
            guard let token = SecretFile.text(at: tokenFile) else {
                throw CredentialError("the web identity token in \(tokenFile) cannot be read or is empty")
            }
            let action = "AssumeRoleWithWebIdentity"
            let form = form(action, role) + [("WebIdentityToken", token)]
            let answer = try exchange.send(IdentityQuestion(posting: form, to: address))
            if answer.status == 200 { return try issued(answer) }
            let code = ErrorDocument.codes(answer.body).code
            let isStale = code == "ExpiredTokenException" || code == "InvalidIdentityToken"
            guard isStale, !isLast else {
                guard isStale else { throw refusal(answer) }
                throw CredentialError(
                    "the web identity token in \(tokenFile) has expired or is not accepted (\(code ?? "")): is the "
                        + "projected volume still mounted?"
                )
            }
        }
        throw CredentialError("no answer from \(endpoint)")
    }

    /// Takes a role with a key.
    func assume(_ role: Role, with key: S3Credentials, _ exchange: IdentityExchange) throws(CredentialError)
        -> IssuedCredential
    {
        guard let location = HTTPLocation(endpoint) else {
            throw CredentialError("'\(endpoint)' is no address of STS")
        }
        var question = IdentityQuestion(posting: form("AssumeRole", role), to: address)
        var request = SigningV4.Request(host: location.hostField, path: "/")
        request.method = "POST"
        request.payload = SigningV4.hash(question.body ?? "")
        let signing = SigningV4(credentials: key, region: region, service: "sts")
        let signed = signing.sign(request, at: SigningTime(secondsSinceEpoch: WallClock.secondsSinceEpoch))
        question.fields += signed.fields.map { "\($0.name): \($0.value)" }
        let answer = try exchange.send(question)
        guard answer.status == 200 else { throw refusal(answer) }
        return try issued(answer)
    }

    private var address: String { endpoint.hasSuffix("/") ? endpoint : "\(endpoint)/" }

    private func form(_ action: String, _ role: Role) -> [(name: String, value: String)] {
        var form = [
            (name: "Action", value: action), ("Version", "2011-06-15"), ("RoleArn", role.arn),
            ("RoleSessionName", role.session ?? Self.sessionName),
        ]
        if let id = role.externalID { form.append(("ExternalId", id)) }
        if let seconds = role.seconds { form.append(("DurationSeconds", String(seconds))) }
        return form
    }

    /// `sluice-` and the host's name, of the letters that STS takes.
    private static var sessionName: String {
        var name = [CChar](repeating: 0, count: 65)
        gethostname(&name, 64)
        let host = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }.filter { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-")
        }
        return "sluice-\(String(decoding: host.prefix(50), as: UTF8.self))"
    }

    private func issued(_ answer: IdentityAnswer) throws(CredentialError) -> IssuedCredential {
        var texts: [String: String] = [:]
        try? XMLScanner.scan(answer.body) { path, text in
            if path.dropLast().last == "Credentials", let name = path.last { texts[name] = text }
        }
        return try IssuedCredential(
            keyID: texts["AccessKeyId"],
            secret: texts["SecretAccessKey"],
            token: texts["SessionToken"],
            expiration: texts["Expiration"],
            from: endpoint
        )
    }

    private func refusal(_ answer: IdentityAnswer) -> CredentialError {
        let (code, message) = ErrorDocument.codes(answer.body)
        switch code {
        case "AccessDenied":
            return CredentialError("the role's trust policy does not admit this identity (AccessDenied)")
        case let code?: return CredentialError("\(endpoint) answered \(code): \(message ?? "")")
        case nil: return CredentialError("\(endpoint) answered \(answer.status)")
        }
    }
}

extension IssuedCredential {
    /// A key as AWS's servers give it; `source` for messages.
    init(keyID: String?, secret: String?, token: String?, expiration: String?, from source: String)
        throws(CredentialError)
    {
        guard let keyID, let secret,
            let key = S3Credentials(accessKeyID: keyID, secretKey: secret, sessionToken: token)
        else { throw CredentialError("\(source) answered without a key") }
        guard let expiration else {
            self.init(credential: .key(key), lifetime: nil)
            return
        }
        guard let seconds = UniversalTime.secondsUntil(expiration) else {
            throw CredentialError("\(source) gave a key that expires at no known time")
        }
        self.init(credential: .key(key), lifetime: max(seconds, 0))
    }
}

extension ErrorDocument {
    /// Code and message of an error, however deep they stand.
    static func codes(_ body: [UInt8]) -> (code: String?, message: String?) {
        var texts: [String: String] = [:]
        try? XMLScanner.scan(body) { path, text in
            if path.dropLast().last == "Error", let name = path.last { texts[name] = text }
        }
        let message = texts["Message"].map { String($0.prefix(300).filter { $0 >= " " }) }
        return (texts["Code"].map { String($0.prefix(64)) }, message)
    }
}

extension HTTPLocation {
    /// As the field `Host` has it: libcurl leaves the scheme's own port out, and signatures cover it.
    var hostField: String { port == (isSecure ? 443 : 80) ? host : "\(host):\(port)" }
}
