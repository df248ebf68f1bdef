package import Execution
internal import JSON
package import ObjectStorage
internal import Principals

/// Believes the tokens of one issuer: JSON Web Tokens (RFC 7519) that are signed with one of its published keys.
///
/// No token is remembered: checking a signature takes less than a fifth of a millisecond. A thread of its own fetches the keys,
/// beginning at once; one that cannot fetch them makes verdicts `unknowable`, never the start fail.
package final class Issuer: CredentialVerifier {
    private let settings: IssuerSettings
    private let clock: IssuerClock
    private let keys: IssuerKeys

    /// Reads the document at an address, of at most so many bytes.
    package typealias Read =
        @Sendable (_ address: String, _ maxBytes: Int, WorkContext) throws(WebDocumentError) -> WebDocument

    /// Asks through `engine`; `profiles` may say which certificates and which proxy count for the issuer's addresses.
    package convenience init(
        _ settings: IssuerSettings,
        engine: TransferEngine,
        profiles: StorageProfiles = StorageProfiles()
    ) {
        self.init(settings, clock: .system) { address, maxBytes, context throws(WebDocumentError) in
            let profile = profiles.profile(for: address)
            guard let route = profile.map({ $0.route }) ?? TransferRoute() else {
                throw WebDocumentError("the storage profile of \(settings.issuer) has no such proxy")
            }
            return try engine.document(at: address, maxBytes: maxBytes, route: route, context: context)
        }
    }

    /// Asks through `read`, by clocks of the caller's.
    ///
    /// `waitSeconds`: how long a request may wait for a key that has to be fetched.
    package init(
        _ settings: IssuerSettings,
        clock: IssuerClock,
        waitSeconds: Double = 1,
        read: @escaping Read
    ) {
        self.settings = settings
        self.clock = clock
        let discovery = KeyDiscovery(settings, read: read)
        keys = IssuerKeys(clock: clock, waitSeconds: waitSeconds) { context throws(WebDocumentError) in
            try discovery.keys(context)
        }
    }

    /// Nil for what is no token in three parts; the reason of a refusal is noted for the log.
    package func verdict(on credential: PresentedCredential, context: WorkContext) -> Verdict? {
        guard case .bearer(let text) = credential, SignedToken.isOne(text) else { return nil }
        do throws(TokenRefusal) {
            return try verdict(on: SignedToken(text), context)
        } catch {
            context.measurements.note("token", error.rawValue)
            return .bad
        }
    }

    private func verdict(on token: SignedToken, _ context: WorkContext) throws(TokenRefusal) -> Verdict {
        let key: VerificationKey
        switch keys.key(named: token.header.keyName, context: context) {
        case .key(let found): key = found
        case .unknown: throw .unknownKey
        case .unknowable(let cause):
            context.measurements.note("issuer", cause)
            return .unknowable
        }
        guard key.algorithm == token.header.algorithm else { throw .algorithmOfKey }
        guard key.verifies(token.signature, of: token.signed) else { throw .signature }
        let claims = TokenClaims(try token.claims(), settings)
        return .known(try claims.principal(at: clock.secondsSinceEpoch()))
    }

    /// For health and status.
    package var state: IssuerState { keys.summary }

    /// Ends the thread that fetches keys; verdicts on unknown ones are `unknowable` or bad from then on.
    package func close() { keys.close() }
}
