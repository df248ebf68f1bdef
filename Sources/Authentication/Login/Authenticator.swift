package import Execution
internal import ObjectStorage
internal import Principals

/// Says who is behind a credential: asks those who may know it, from the cheapest on, and slows those who guess.
package final class Authenticator: Sendable {
    /// What costs so little that nobody needs to be kept from trying, and what is right by itself.
    private let cheap: [any CredentialVerifier]
    private let passwords: PasswordVerifier?
    private let memberships: Memberships
    private let takesClientCertificates: Bool
    private let attempts: Attempts

    /// `issuers` know tokens that others have issued; `attempts` are of this process alone where none are shared; `report`
    /// is told what is wrong with a file, once, with its name and without secrets.
    package init(
        _ settings: LoginSettings,
        issuers: [any CredentialVerifier] = [],
        attempts: AttemptTable = AttemptTable(),
        timepiece: Timepiece = .system,
        slots: PasswordSlots = PasswordSlots(),
        report: @escaping @Sendable (String) -> Void
    ) {
        CoreDump.leavesOutThisProcess()
        var cheap: [any CredentialVerifier] = []
        if let path = settings.tokensFile {
            let tokens = WatchedFile<TokenList>(tokens: path, timepiece: timepiece, report: report)
            cheap = [
                TokenVerifier(tokens, timepiece: timepiece),
                SignedAddressVerifier(tokens, timepiece: timepiece),
            ]
        }
        self.cheap = cheap + issuers
        passwords = settings.usersFile.map {
            PasswordVerifier(usersFile: $0, slots: slots, timepiece: timepiece, report: report)
        }
        memberships = Memberships(settings.groups)
        takesClientCertificates = settings.takesClientCertificates
        self.attempts = Attempts(table: attempts, timepiece: timepiece)
    }

    /// What a credential is worth that came from a client's address.
    ///
    /// A right token, identity or certificate is never slowed, nor is a password that was right within the last minute.
    package func verdict(
        on credential: PresentedCredential,
        from address: String,
        context: WorkContext
    ) -> Verdict {
        switch credential {
        case .unreadable: .bad
        case .certificate(let name): certificate(name)
        case .bearer: bearer(credential, address, context)
        case .password(let user, _): password(credential, of: user, address, context)
        }
    }

    /// The one common name of the certificate's subject is the user's: an authority that is believed gives each to one person.
    private func certificate(_ name: String) -> Verdict {
        guard takesClientCertificates, let user = DistinguishedName(name)?.user else { return .bad }
        return .known(memberships.adding(to: Principal(name: user, groups: [])))
    }

    private func bearer(
        _ credential: PresentedCredential,
        _ address: String,
        _ context: WorkContext
    ) -> Verdict {
        let verdict = asked(credential, context) ?? .bad
        return verdict == .bad ? refusedBearer(from: address) : verdict
    }

    private func refusedBearer(from address: String) -> Verdict {
        if let seconds = attempts.pause(bearerFrom: address) { return .slow(retryAfterSeconds: seconds) }
        attempts.hasFailed(bearerFrom: address)
        return .bad
    }

    private func password(
        _ credential: PresentedCredential,
        of user: String,
        _ address: String,
        _ context: WorkContext
    ) -> Verdict {
        // Tokens come as passwords too, with whatever user.
        if let verdict = asked(credential, context) {
            return verdict == .bad ? refusedBearer(from: address) : verdict
        }
        if let principal = passwords?.remembered(credential) {
            return .known(memberships.adding(to: principal))
        }
        if let seconds = attempts.pause(address: address, user: user) {
            return .slow(retryAfterSeconds: seconds)
        }
        let verdict = passwords?.verdict(on: credential, context: context) ?? .bad
        if verdict == .bad { attempts.hasFailed(address: address, user: user) }
        return known(verdict)
    }

    /// What the first says who knows such credentials.
    private func asked(_ credential: PresentedCredential, _ context: WorkContext) -> Verdict? {
        for verifier in cheap {
            if let verdict = verifier.verdict(on: credential, context: context) { return known(verdict) }
        }
        return nil
    }

    private func known(_ verdict: Verdict) -> Verdict {
        guard case .known(let principal) = verdict else { return verdict }
        return .known(memberships.adding(to: principal))
    }
}
