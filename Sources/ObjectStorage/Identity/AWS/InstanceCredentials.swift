/// Keys of the role of an EC2 instance, from its metadata service, version 2.
struct InstanceCredentials {
    private let base: String

    private static let path = "/latest/meta-data/iam/security-credentials/"
    /// On a host that is no instance nothing answers: then not for long.
    private static let seconds = 2.0

    init(_ environment: StorageEnvironment) {
        let isIPv6 = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"]?.lowercased() == "ipv6"
        let usual = isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
        let text = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? usual
        base = text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    func fetch(_ exchange: IdentityExchange) throws(CredentialError) -> IssuedCredential {
        var token = try token(exchange)
        var isRenewed = false
        func get(_ path: String) throws(CredentialError) -> IdentityAnswer {
            while true {
                var question = question(path)
                question.fields = ["X-aws-ec2-metadata-token: \(token)"]
                let answer = try exchange.send(question)
                guard answer.status == 401, !isRenewed else { return answer }
                isRenewed = true
                token = try self.token(exchange)
            }
        }
        let roles = try get(Self.path)
        guard roles.status != 404 else { throw CredentialError("this instance has no role", seconds: 30) }
        guard roles.status == 200, let role = roles.text.split(whereSeparator: \.isNewline).first else {
            throw CredentialError("the metadata service answered \(roles.status)")
        }
        let answer = try get(Self.path + URIEscaping.path(String(role)))
        guard answer.status == 200, let json = answer.document else {
            throw CredentialError("the metadata service answered \(answer.status) for the role")
        }
        guard json["Code"] ?? "Success" == "Success" else {
            throw CredentialError("the metadata service says \(json["Code"]?.prefix(64) ?? "")")
        }
        return try IssuedCredential(
            keyID: json["AccessKeyId"],
            secret: json["SecretAccessKey"],
            token: json["Token"],
            expiration: json["Expiration"],
            from: "the metadata service"
        )
    }

    private func question(_ path: String) -> IdentityQuestion {
        var question = IdentityQuestion(base + path)
        question.seconds = Self.seconds
        question.isNearby = true
        return question
    }

    private func token(_ exchange: IdentityExchange) throws(CredentialError) -> String {
        var question = question("/latest/api/token")
        question.method = "PUT"
        question.fields = ["X-aws-ec2-metadata-token-ttl-seconds: 21600"]
        let answer: IdentityAnswer
        do {
            answer = try exchange.send(question)
        } catch {
            throw CredentialError(
                "\(error.cause); in a container, the hop limit may have to be 2",
                seconds: 30
            )
        }
        switch answer.status {
        case 200: break
        case 404, 405: throw CredentialError("it is of version 1, which is not used", seconds: 30)
        case 403: throw CredentialError("it is switched off, or a proxy forwards to it", seconds: 30)
        default: throw CredentialError("it answered \(answer.status)")
        }
        guard let token = BearerToken(answer.text) else {
            throw CredentialError("it answered without a token")
        }
        return token.text
    }
}
