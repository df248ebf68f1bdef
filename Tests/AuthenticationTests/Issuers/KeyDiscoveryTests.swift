import Execution
import JSON
import ObjectStorage
import TestSupport
import Testing

@testable import Authentication

/// Where an issuer may say that its keys are, and what an issuer's address may be.
struct KeyDiscoveryTests {
    /// A slash at the end is left out (OpenID Connect Discovery 1.0, section 4.1).
    @Test(arguments: [
        ("https://a.example", "https://a.example/.well-known/openid-configuration"),
        ("https://a.example/", "https://a.example/.well-known/openid-configuration"),
        (
            "https://a.example:8443/realms/x",
            "https://a.example:8443/realms/x/.well-known/openid-configuration"
        ),
        ("http://127.0.0.1:9/x/", "http://127.0.0.1:9/x/.well-known/openid-configuration"),
        ("http://[::1]:9", "http://[::1]:9/.well-known/openid-configuration"),
        ("http://localhost", "http://localhost/.well-known/openid-configuration"),
    ])
    func theDocumentIsBelowTheIssuer(_ issuer: String, _ address: String) {
        let settings = IssuerSettings(issuer: issuer, audience: "a")
        #expect(IssuerAddress(settings)?.discovery == address)
        #expect(settings.problem == nil)
    }

    @Test(arguments: [
        "", "a.example", "http://a.example", "ftp://a.example", "file:///etc/passwd", "https://",
        "https://user@a.example",
        "https://a.example?x=1", "https://a.example#x", "https://a.example/a b",
        "http://127.0.0.1.example.org",
        "http://169.254.169.254", "https://a.example\n",
    ])
    func anIssuerHasATrustworthyAddress(_ issuer: String) {
        let settings = IssuerSettings(issuer: issuer, audience: "a")
        #expect(IssuerAddress(settings) == nil)
        #expect(settings.problem?.key == "issuer")
    }

    @Test(arguments: [
        ("https://issuer.example/keys", true), ("https://issuer.example:443/keys?x=1", true),
        ("https://ISSUER.example/keys", true), ("https://keys.example:8443/k", true),
        ("http://127.0.0.1:7/k", true),
        ("https://issuer.example:8443/keys", false), ("http://issuer.example/keys", false),
        ("https://issuer.example.org/keys", false), ("https://evil.example/keys", false),
        ("https://keys.example/k", false), ("http://127.0.0.1/k", false), ("https://127.0.0.1:7/k", true),
        ("http://169.254.169.254/keys", false), ("file:///etc/passwd", false), ("/keys", false), ("", false),
        ("https://issuer.example@evil.example/", false),
        ("https://evil.example/#https://issuer.example", false),
        ("https://evil.example\\@issuer.example/", false),
    ])
    func keysComeFromListedHosts(_ place: String, _ isAllowed: Bool) throws {
        var settings = TestIssuer.settings
        settings.keyHosts = ["keys.example:8443", "127.0.0.1:7"]
        let address = try #require(IssuerAddress(settings))
        #expect(address.allows(place) == isAllowed)
        let document = JSONValue.object(
            JSONObject([("issuer", .string(TestIssuer.name)), ("jwks_uri", .string(place))])
        ).bytes
        let found = try? KeyDiscovery.place(document, TestIssuer.name, address)
        #expect(found == (isAllowed ? place : nil))
    }

    @Test(arguments: [
        #"{"issuer":"https://issuer.example/","jwks_uri":"https://issuer.example/keys"}"#,
        #"{"issuer":"https://other.example","jwks_uri":"https://issuer.example/keys"}"#,
        #"{"issuer":["https://issuer.example"],"jwks_uri":"https://issuer.example/keys"}"#,
        #"{"jwks_uri":"https://issuer.example/keys"}"#, #"{"issuer":"https://issuer.example"}"#,
        #"{"issuer":"https://issuer.example","jwks_uri":["https://issuer.example/keys"]}"#,
        #"{"issuer":"x","issuer":"https://issuer.example","jwks_uri":"https://issuer.example/keys"}"#,
        "[]", "", "<html></html>",
    ])
    func anotherDocumentIsNotBelieved(_ text: String) throws {
        let ed = try #require(TestTokens.ed)
        let issuer = TestIssuer(TestTokens.published)
        issuer.content.update { $0.discovery = Array(text.utf8) }
        #expect(issuer.verifier().judged(ed.token(TestTokens.claims())).verdict == .unknowable)
        #expect(issuer.looks == 0)
    }

    /// A stranger's text does nothing to the terminal of whoever reads why.
    @Test func reasonsAreHarmless() throws {
        let issuer = TestIssuer(TestTokens.published)
        issuer.content.update {
            $0.discovery = Array("{\"issuer\":\"\\u001b[2J\(String(repeating: "x", count: 9000))\"}".utf8)
        }
        let ed = try #require(TestTokens.ed)
        let reason = try #require(issuer.verifier().judged(ed.token(TestTokens.claims())).reason)
        #expect(reason.contains("<U+001B>[2J"))
        #expect(!reason.unicodeScalars.contains { ActiveCharacter.isOne($0) })
        #expect(reason.utf8.count < 500)
    }

    @Test func settingsThatCannotBeAreTold() {
        func key(_ adjust: (inout IssuerSettings) -> Void) -> String? {
            var settings = TestIssuer.settings
            adjust(&settings)
            return settings.problem?.key
        }
        #expect(key { _ in } == nil)
        #expect(key { $0.audience = "" } == "audience")
        #expect(key { $0.groupsClaim = "" } == "groups_claim")
        #expect(key { $0.nameClaim = "" } == "name_claim")
        #expect(key { $0.leewaySeconds = 301 } == "leeway_seconds")
        #expect(key { $0.leewaySeconds = -1 } == "leeway_seconds")
        for host in ["", "https://a.example", "a.example/x", "a b", "user@a.example", "a.example:0"] {
            #expect(key { $0.keyHosts = [host] } == "key_hosts", "\(host)")
        }
        #expect(key { $0.keyHosts = ["a.example", "b.example:8443", "[::1]:7"] } == nil)
    }
}
