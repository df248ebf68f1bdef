import Execution
import Principals
import TestSupport
import Testing

@testable import Authentication

@Suite struct AuthenticatorTests {
    private let folder = TemporaryFolder()
    private let clock = SetClock()
    private let told = Told()
    private let hashed = Told()

    /// alice has the password `pw`.
    private func authenticator(
        _ change: (inout LoginSettings) -> Void = { _ in },
        issuers: [any CredentialVerifier] = []
    ) -> Authenticator {
        folder.write("alice:$6$salt$\(String(repeating: "x", count: 86))\n", to: "users")
        var settings = LoginSettings()
        settings.usersFile = "\(folder.path)/users"
        settings.tokensFile = "\(folder.path)/tokens"
        change(&settings)
        return Authenticator(
            settings,
            issuers: issuers,
            timepiece: clock.timepiece,
            slots: PasswordSlots { [hashed] _, password, setting in
                hashed.add(password)
                return password == "pw" ? Array(setting.utf8) : nil
            }
        ) { [told] in told.add($0) }
    }

    private static let address = "192.0.2.1"

    private func verdict(
        _ authenticator: Authenticator,
        _ credential: PresentedCredential,
        from address: String = address
    ) -> Verdict {
        authenticator.verdict(on: credential, from: address, context: .test)
    }

    private static func password(_ text: String, of user: String = "alice") -> PresentedCredential {
        .password(user: user, password: text)
    }

    private static let alice = Verdict.known(Principal(name: "alice", groups: []))

    @Test func wrongPasswordsAreSlowedAndNotHashed() {
        let authenticator = authenticator()
        for _ in 0..<5 { #expect(verdict(authenticator, Self.password("no")) == .bad) }
        #expect(hashed.all.count == 5)
        // The right one as well: whether it is right must not be told.
        for text in ["no", "pw"] {
            #expect(verdict(authenticator, Self.password(text)) == .slow(retryAfterSeconds: 1))
        }
        #expect(hashed.all.count == 5)
        #expect(verdict(authenticator, Self.password("pw"), from: "192.0.2.2") == Self.alice)
        clock.pass(seconds: 1)
        #expect(verdict(authenticator, Self.password("pw")) == Self.alice)
    }

    @Test func aRememberedPasswordIsNeverSlowed() {
        let authenticator = authenticator()
        #expect(verdict(authenticator, Self.password("pw")) == Self.alice)
        for _ in 0..<20 { _ = verdict(authenticator, Self.password("no")) }
        #expect(verdict(authenticator, Self.password("no")) == .slow(retryAfterSeconds: 1))
        #expect(verdict(authenticator, Self.password("pw")) == Self.alice)
        clock.pass(seconds: 60)
        // No longer remembered, and the pause is over.
        #expect(verdict(authenticator, Self.password("pw")) == Self.alice)
    }

    @Test func aRightTokenIsNeverSlowedAndAWrongOneIs() throws {
        let token = APIToken.made()
        let record = TokenRecord(
            name: "map",
            owner: "alice",
            created: 0,
            expires: nil,
            digest: token.digest
        )
        let made = try #require(record)
        try TokenFile(path: "\(folder.path)/tokens").change { try $0.add(made) }
        let authenticator = authenticator { $0.groups = ["staff": ["alice", "alice", "bob"], "none": []] }
        let known = Verdict.known(Principal(name: "alice", groups: ["staff"], token: "map"))
        for credential in [
            PresentedCredential.bearer(APIToken.made().text), Self.password(APIToken.made().text),
        ] {
            for _ in 0..<3 { _ = verdict(authenticator, credential) }
        }
        guard case .slow = verdict(authenticator, .bearer("nonsense")) else {
            Issue.record("a seventh wrong token is looked at")
            return
        }
        #expect(verdict(authenticator, .bearer(token.text)) == known)
        #expect(verdict(authenticator, Self.password(token.text, of: "whoever")) == known)
        // Passwords from there are not slowed by tokens, and no token was hashed.
        #expect(hashed.all.isEmpty)
        #expect(verdict(authenticator, Self.password("pw")) != .bad)
    }

    @Test func groupsOfTheConfigurationAreAddedOnce() {
        let issuer = FixedVerifier(.known(Principal(name: "alice", groups: ["b", "x"])))
        let authenticator = authenticator(
            { $0.groups = ["a": ["alice"], "b": ["bob", "alice"], "c": ["bob"]] },
            issuers: [issuer]
        )
        let groups = ["b", "x", "a"]
        #expect(verdict(authenticator, .bearer("j.w.t")) == .known(Principal(name: "alice", groups: groups)))
        let fromFile = Principal(name: "alice", groups: ["a", "b"])
        #expect(verdict(authenticator, Self.password("pw")) == .known(fromFile))
    }

    @Test func anIssuerThatIsAwayIsNobodysFault() {
        let authenticator = authenticator(issuers: [FixedVerifier(.unknowable)])
        for _ in 0..<20 { #expect(verdict(authenticator, .bearer("j.w.t")) == .unknowable) }
    }

    @Test func certificatesCountWhereTheyAreTaken() {
        let certificate = PresentedCredential.certificate(distinguishedName: "CN=alice,O=Acme")
        #expect(verdict(authenticator(), certificate) == .bad)
        let taking = authenticator {
            $0.takesClientCertificates = true
            $0.groups = ["staff": ["alice"]]
        }
        #expect(verdict(taking, certificate) == .known(Principal(name: "alice", groups: ["staff"])))
        #expect(verdict(taking, .certificate(distinguishedName: "O=Acme")) == .bad)
    }

    @Test func withoutAnythingConfiguredNothingIsRight() {
        let nobody = authenticator { $0 = LoginSettings() }
        for credential in [
            Self.password("pw"), .bearer(APIToken.made().text), .certificate(distinguishedName: "CN=a"),
            .unreadable,
        ] {
            #expect(verdict(nobody, credential) == .bad)
        }
        #expect(hashed.all.isEmpty)
    }

    /// What is garbled is no guess.
    @Test func theUnreadableIsNotSlowed() {
        let authenticator = authenticator()
        for _ in 0..<20 { #expect(verdict(authenticator, .unreadable) == .bad) }
        #expect(verdict(authenticator, Self.password("pw")) == Self.alice)
    }

    @Test func problemsOfFilesAreToldAndCheckedAlike() {
        folder.write("{\"token\":", to: "tokens")
        _ = authenticator()
        #expect(told.all.count == 1 && told.all[0].contains("tokens:1: has no end of its line"))
        var settings = LoginSettings()
        settings.usersFile = "\(folder.path)/nowhere"
        settings.tokensFile = "\(folder.path)/tokens"
        let found = LoginFiles.problems(of: settings)
        #expect(found.map(\.line) == [nil, 1])
        #expect(found[0].problem.contains("htpasswd -c -B -C 10 \(folder.path)/nowhere USER"))
        settings.tokensFile = "\(folder.path)/none yet"
        settings.usersFile = "\(folder.path)/users"
        #expect(LoginFiles.problems(of: settings).isEmpty)
        #expect(Command.run(["chmod", "644", "\(folder.path)/users"]) == 0)
        #expect(LoginFiles.problems(of: settings).map(\.problem).first?.contains("chmod o= ") == true)
        folder.write("\n", to: "users")
        #expect(LoginFiles.problems(of: settings).map(\.problem).first == "has no user")
        settings.usersFile = folder.path
        #expect(LoginFiles.problems(of: settings).map(\.problem) == ["is no file"])
    }
}

/// Somebody who knows every bearer.
private struct FixedVerifier: CredentialVerifier {
    let verdict: Verdict

    init(_ verdict: Verdict) { self.verdict = verdict }

    func verdict(on credential: PresentedCredential, context: WorkContext) -> Verdict? {
        guard case .bearer = credential else { return nil }
        return verdict
    }
}
