internal import Synchronization

/// How requests to S3 and its like are signed.
enum S3Authorization: Sendable {
    case anonymous
    /// Signed with the key that the provider has in hand.
    case key(CredentialProvider)
    /// `Authorization: Bearer …`, as Google takes it.
    case token(CredentialProvider)

    var provider: CredentialProvider? {
        switch self {
        case .anonymous: nil
        case .key(let provider), .token(let provider): provider
        }
    }
}

/// Signs with whatever key is in hand; what was derived from it is kept as long as it is.
final class S3Signer: Sendable {
    private let authorization: S3Authorization
    private let signing = Mutex<(generation: Int, region: String, signing: SigningV4)?>(nil)

    init(_ authorization: S3Authorization) { self.authorization = authorization }

    var provider: CredentialProvider? { authorization.provider }

    func fields(for request: SigningV4.Request, in region: String, at seconds: Int) -> RequestFields {
        let plain = request.fields.map { "\($0.name): \($0.value)" }
        switch (authorization, authorization.provider?.current) {
        case (.key, (.key(let credentials), let generation)?):
            let signed = signing(credentials, generation, region).sign(
                request,
                at: SigningTime(secondsSinceEpoch: seconds)
            )
            return RequestFields(signed.fields.map { "\($0.name): \($0.value)" }, generation: generation)
        case (.token, (.token(let token), let generation)?):
            return RequestFields(plain + ["Authorization: Bearer \(token.text)"], generation: generation)
        default: return RequestFields(plain)
        }
    }

    private func signing(_ credentials: S3Credentials, _ generation: Int, _ region: String) -> SigningV4 {
        signing.withLock { cached in
            if let cached, cached.generation == generation, cached.region == region { return cached.signing }
            let made = SigningV4(credentials: credentials, region: region)
            cached = (generation, region, made)
            return made
        }
    }
}
