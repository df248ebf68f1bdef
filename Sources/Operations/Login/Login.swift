internal import Authentication
internal import Catalogue
internal import Execution
internal import Gateway
internal import ObjectStorage
internal import Principals

/// What a worker says when nginx asks who sends a request, and what that person's answers may be cached for.
struct Login: Sendable {
    private let authenticator: Authenticator
    private let takesClientCertificates: Bool
    private let rules: any AccessRules
    private let issuer: Issuer?

    /// An issuer's keys are asked for through `engine`; failures are counted in `attempts`; `report` is told what is wrong with a file that people sign in by.
    init(
        _ settings: LoginSettings,
        rules: any AccessRules,
        engine: TransferEngine,
        profiles: StorageProfiles,
        attempts: AttemptTable = AttemptTable(),
        report: @escaping @Sendable (String) -> Void
    ) {
        issuer = settings.issuer.map { Issuer($0, engine: engine, profiles: profiles) }
        authenticator = Authenticator(
            settings,
            issuers: issuer.map { [$0] } ?? [],
            attempts: attempts,
            report: report
        )
        takesClientCertificates = settings.takesClientCertificates
        self.rules = rules
    }

    /// Whoever brings nothing is a stranger; of several credentials the first counts: the address's own, the request's, the
    /// connection's.
    func answer(_ question: AuthenticationQuestion, context: WorkContext) -> AuthenticationAnswer {
        guard let credential = credential(of: question) else { return passes(.anonymous) }
        switch authenticator.verdict(on: credential, from: question.address, context: context) {
        case .known(let principal): return passes(principal)
        case .bad: return .refused(.bad)
        case .slow(let seconds): return .refused(.slow(retryAfterSeconds: seconds))
        case .unknowable: return .refused(.unknowable)
        }
    }

    /// The class of those who bring nothing.
    var strangersClass: String { rules.accessClass(of: .anonymous) }

    /// Why tokens of the issuer are not believed, or soon will not be; nil while all is well, and where none is believed.
    var problem: String? {
        issuer?.state.failure.map { "the issuer's keys cannot be had: \($0)" }
    }

    /// Ends what it does beside requests.
    func close() { issuer?.close() }

    private func passes(_ principal: Principal) -> AuthenticationAnswer {
        .passes(principal, accessClass: rules.accessClass(of: principal))
    }

    private func credential(of question: AuthenticationQuestion) -> PresentedCredential? {
        if let signature = question.signature { return .bearer(signature) }
        if let presented = AuthorizationHeader.credential(question.authorization.map { [$0] } ?? []) {
            return presented
        }
        guard takesClientCertificates else { return nil }
        return question.certificate.map { .certificate(distinguishedName: $0) }
    }
}
