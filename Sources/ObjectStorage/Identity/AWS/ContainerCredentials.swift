/// Keys that ECS and EKS give to what runs in a container.
struct ContainerCredentials {
    private let environment: StorageEnvironment

    private static let server = "http://169.254.170.2"
    /// Where ECS and EKS answer without TLS; any other host must have it, or be this one.
    private static let plainHosts: Set<String> = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"]

    init(_ environment: StorageEnvironment) { self.environment = environment }

    static func isConfigured(_ environment: StorageEnvironment) -> Bool {
        environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"] != nil
    }

    func fetch(_ exchange: IdentityExchange) throws(CredentialError) -> IssuedCredential {
        var question = IdentityQuestion(try address())
        question.seconds = 8
        question.isNearby = HTTPLocation(question.url)?.isSecure != true
        if let authorization = try authorization() { question.fields = ["Authorization: \(authorization)"] }
        let answer = try exchange.send(question)
        guard answer.status == 200, let json = answer.document else {
            let code = answer.document?["code"] ?? answer.document?["Code"]
            throw CredentialError("the container's credentials: \(answer.status) \(code ?? "")")
        }
        return try IssuedCredential(
            keyID: json["AccessKeyId"],
            secret: json["SecretAccessKey"],
            token: json["Token"],
            expiration: json["Expiration"],
            from: "the container's server of credentials"
        )
    }

    private func address() throws(CredentialError) -> String {
        if let path = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
            guard path.hasPrefix("/") else {
                throw CredentialError("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI must begin with '/'")
            }
            return Self.server + path
        }
        let text = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] ?? ""
        guard let location = HTTPLocation(text) else {
            throw CredentialError("AWS_CONTAINER_CREDENTIALS_FULL_URI is no address")
        }
        guard location.isSecure || location.isLoopback || Self.plainHosts.contains(location.host) else {
            throw CredentialError(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or http on this host or at ECS's or EKS's address"
            )
        }
        return text
    }

    private func authorization() throws(CredentialError) -> String? {
        var text = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
        if let file = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] {
            guard let content = SecretFile.text(at: file) else {
                throw CredentialError("\(file) cannot be read or is empty")
            }
            text = content
        }
        guard text?.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) != false else {
            throw CredentialError("the container's authorization token holds a line break")
        }
        return text
    }
}
