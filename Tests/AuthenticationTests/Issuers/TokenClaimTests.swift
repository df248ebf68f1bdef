import Execution
import JSON
import Principals
import TestSupport
import Testing

@testable import Authentication

/// What right tokens say, and at which edges they stop being right (RFC 7519, section 4.1).
struct TokenClaimTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let claims: [String: JSONValue]
        /// Nil where it is refused.
        let principal: Principal?

        var testDescription: String { name }
    }

    private static let alice = Principal(name: "alice", groups: ["staff"])

    /// It is 1800000060, and a clock may be off by 60 s.
    static let cases = [
        Case(name: "a list of audiences", claims: ["aud": ["other", "sluice"]], principal: alice),
        Case(name: "a fraction of a second", claims: ["exp": 1_800_000_300.5], principal: alice),
        Case(name: "expired less than 60 s ago", claims: ["exp": 1_800_000_001], principal: alice),
        Case(name: "expired 60 s ago", claims: ["exp": 1_800_000_000], principal: nil),
        Case(name: "valid in 60 s", claims: ["nbf": 1_800_000_120], principal: alice),
        Case(name: "valid in 61 s", claims: ["nbf": 1_800_000_121], principal: nil),
        Case(name: "issued in 60 s", claims: ["iat": 1_800_000_120], principal: alice),
        Case(name: "issued in 61 s", claims: ["iat": 1_800_000_121], principal: nil),
        // 366 days: 31622400 s.
        Case(name: "good for a year", claims: ["exp": 1_831_622_460], principal: alice),
        Case(name: "good for longer", claims: ["exp": 1_831_622_461], principal: nil),
        Case(name: "only what is needed", claims: ["iat": nil, "nbf": nil], principal: alice),
        Case(name: "more than is known", claims: ["ext": ["a", 1, .null]], principal: alice),
        Case(
            name: "a name beyond ASCII",
            claims: ["sub": "Zoë-渡辺"],
            principal: Principal(name: "Zoë-渡辺", groups: ["staff"])
        ),
        Case(
            name: "256 bytes",
            claims: ["sub": .string(String(repeating: "é", count: 128))],
            principal: Principal(name: String(repeating: "é", count: 128), groups: ["staff"])
        ),
        Case(name: "no groups", claims: ["groups": []], principal: Principal(name: "alice", groups: [])),
        Case(
            name: "no claim of groups",
            claims: ["groups": nil],
            principal: Principal(name: "alice", groups: [])
        ),
        Case(
            name: "groups with blanks and commas",
            claims: ["groups": ["a, b", "ops team"]],
            principal: Principal(name: "alice", groups: ["a, b", "ops team"])
        ),
    ]

    @Test(arguments: cases)
    func isReadAsItSays(_ test: Case) throws {
        let verdict = try judged(test.claims)
        #expect(verdict == (test.principal.map { .known($0) } ?? .bad))
    }

    @Test func withoutASettingNobodyHasGroups() throws {
        let verdict = try judged([:]) { $0.groupsClaim = nil }
        #expect(verdict == .known(Principal(name: "alice", groups: [])))
        // Nor does their form matter.
        #expect(try judged(["groups": "admin"]) { $0.groupsClaim = nil } == verdict)
    }

    @Test func nullIsNoGroups() throws {
        var claims = try #require(TestTokens.claims().objectValue)
        claims["groups"] = .null
        let token = try #require(TestTokens.ed).token(.object(claims))
        let verdict = TestIssuer(TestTokens.published).verifier().judged(token).verdict
        #expect(verdict == .known(Principal(name: "alice", groups: [])))
    }

    /// As Keycloak has roles; a claim that has the whole name counts before.
    @Test func groupsMayLieBelowOtherClaims() throws {
        let roles: JSONValue = .object(JSONObject([("roles", ["reader"])]))
        func groups(_ claims: [String: JSONValue]) throws -> Verdict? {
            try judged(claims) { $0.groupsClaim = "realm_access.roles" }
        }
        #expect(
            try groups(["realm_access": roles]) == .known(Principal(name: "alice", groups: ["reader"]))
        )
        #expect(
            try groups(["realm_access": roles, "realm_access.roles": ["writer"]])
                == .known(Principal(name: "alice", groups: ["writer"]))
        )
        #expect(try groups([:]) == .known(Principal(name: "alice", groups: [])))
        #expect(try groups(["realm_access": "roles"]) == .known(Principal(name: "alice", groups: [])))
        #expect(try groups(["realm_access": .object(JSONObject([("roles", "admin")]))]) == .bad)
    }

    @Test func anotherClaimMayBeTheName() throws {
        func name(_ claims: [String: JSONValue]) throws -> Verdict? {
            try judged(claims) { $0.nameClaim = "preferred_username" }
        }
        #expect(
            try name(["preferred_username": "al"]) == .known(Principal(name: "al", groups: ["staff"]))
        )
        for wrong: JSONValue in ["", "a\nb", 7, ["al"]] {
            #expect(try name(["preferred_username": wrong]) == .bad)
        }
        #expect(try name([:]) == .bad)
        // The subject is still needed.
        #expect(try name(["preferred_username": "al", "sub": nil]) == .bad)
    }

    /// OpenID Connect Core 1.0, section 5.1.
    @Test func anAddressThatNobodyVerifiedIsNoName() throws {
        func name(_ verified: JSONValue) throws -> Verdict? {
            try judged(["email": "a@b.example", "email_verified": verified]) { $0.nameClaim = "email" }
        }
        let known = Verdict.known(Principal(name: "a@b.example", groups: ["staff"]))
        #expect(try name(true) == known)
        #expect(try name(.null) == known)
        #expect(try name(false) == .bad)
        #expect(try name("true") == .bad)
    }

    @Test func theLeewayIsTheSettings() throws {
        #expect(try judged(["exp": 1_800_000_059]) { $0.leewaySeconds = 0 } == .bad)
        #expect(try judged(["exp": 1_800_000_061]) { $0.leewaySeconds = 0 } == TestTokens.alice)
        #expect(try judged(["exp": 1_799_999_900]) { $0.leewaySeconds = 300 } == TestTokens.alice)
    }

    /// Types of identity and access tokens, in the spellings of RFC 7515, section 4.1.9.
    @Test(arguments: ["JWT", "jwt", "at+jwt", "application/at+jwt", "Application/JWT"])
    func aTokenSaysThatItIsOne(_ type: String) throws {
        let key = try #require(TestTokens.ed)
        let token = key.token(TestTokens.claims(), header: ["typ": .string(type)])
        #expect(TestIssuer(TestTokens.published).verifier().judged(token).verdict == TestTokens.alice)
    }

    /// Other kinds of credentials are for others.
    @Test func whatIsNoBearerIsNotLookedAt() {
        let verifier = TestIssuer(TestTokens.published).verifier()
        let context = WorkContext.background(seconds: 10)
        for credential: PresentedCredential in [
            .password(user: "a", password: "a.b.c"), .certificate(distinguishedName: "CN=a.b.c"), .unreadable,
        ] {
            #expect(verifier.verdict(on: credential, context: context) == nil)
        }
    }

    private func judged(
        _ claims: [String: JSONValue],
        _ adjust: (inout IssuerSettings) -> Void = { _ in }
    ) throws -> Verdict? {
        var settings = TestIssuer.settings
        adjust(&settings)
        let key = try #require(TestTokens.ed)
        return TestIssuer(TestTokens.published).verifier(settings).judged(
            key.token(TestTokens.claims(claims))
        ).verdict
    }
}
