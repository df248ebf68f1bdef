import Execution
import JSON
import ObjectStorage
import Principals
import Synchronization
import TestSupport

@testable import Authentication

/// An issuer inside the test: documents that the test sets, clocks that the test moves, no network.
final class TestIssuer: Sendable {
    struct Content: Sendable {
        var discovery = JSONValue.object(
            JSONObject([("issuer", .string(TestIssuer.name)), ("jwks_uri", .string(TestIssuer.place))])
        ).bytes
        var keys: [UInt8] = []
        var freshSeconds: Int? = 600
        var failure: WebDocumentError?
        /// Addresses in the order in which they were read.
        var read: [String] = []
        /// Seconds since the test began.
        var seconds = 0.0
        var isHanging = false
    }

    static let name = "https://issuer.example"
    static let place = "https://issuer.example/keys"
    /// Seconds since 1970 when the test begins: the fixture's tokens are a minute old.
    static let now = 1_800_000_060.0
    static let begin = Deadline(nanoseconds: 1 << 60)

    let content: Monitor<Content>

    init(_ keys: [JSONValue]) {
        content = Monitor(Content(keys: Self.set(keys)))
    }

    init(document: [UInt8]) { content = Monitor(Content(keys: document)) }

    static func set(_ keys: [JSONValue]) -> [UInt8] {
        JSONValue.object(JSONObject([("keys", .array(keys))])).bytes
    }

    static var settings: IssuerSettings {
        IssuerSettings(issuer: name, audience: "sluice", groupsClaim: "groups")
    }

    /// A verifier of this issuer's tokens; it waits for keys as long as a slow machine may need.
    func verifier(_ settings: IssuerSettings = TestIssuer.settings, waitSeconds: Double = 60) -> Issuer {
        let content = content
        let clock = IssuerClock(
            secondsSinceEpoch: { content.withLock { Self.now + $0.seconds } },
            monotonic: { content.withLock { Self.begin.later(bySeconds: $0.seconds) } }
        )
        return Issuer(settings, clock: clock, waitSeconds: waitSeconds) {
            address,
            most,
            context throws(WebDocumentError) in
            try Self.document(address, most, content, context)
        }
    }

    private static func document(
        _ address: String,
        _ most: Int,
        _ content: Monitor<Content>,
        _ context: WorkContext
    ) throws(WebDocumentError) -> WebDocument {
        content.update { $0.read.append(address) }
        while content.withLock({ $0.isHanging }) {
            _ = content.wait(until: .after(seconds: 0.05)) { $0.isHanging ? nil : true }
            do { try context.check() } catch { throw WebDocumentError("no answer") }
        }
        let now = content.withLock { $0 }
        if let failure = now.failure { throw failure }
        let bytes = address == place ? now.keys : now.discovery
        guard bytes.count <= most else { throw WebDocumentError("it is too long") }
        return WebDocument(bytes: bytes, freshSeconds: now.freshSeconds)
    }

    /// How often keys were read.
    var looks: Int { content.withLock { $0.read.count { $0 == Self.place } } }

    func pass(seconds: Double) { content.update { $0.seconds += seconds } }
}

extension Issuer {
    /// The verdict, and why it is what it is.
    func judged(_ token: String) -> (verdict: Verdict?, reason: String?) {
        let context = WorkContext.background(seconds: 60)
        let verdict = verdict(on: .bearer(token), context: context)
        return (verdict, context.measurements.facts.first { ["token", "issuer"].contains($0.name) }?.value)
    }
}

/// Claims and keys that all these tests begin with.
enum TestTokens {
    static let rsa = TestSigningKey("RS256", name: "rsa")
    static let ec = TestSigningKey("ES256", name: "ec")
    static let ed = TestSigningKey("EdDSA", name: "ed")
    /// One that no issuer publishes.
    static let stray = TestSigningKey("ES256", name: "ec")

    static var published: [JSONValue] { [rsa, ec, ed].compactMap { $0?.published() } }

    /// Claims of a right token; `changes` are laid over them, and null takes a claim away.
    static func claims(_ changes: [String: JSONValue] = [:]) -> JSONValue {
        var claims: [String: JSONValue] = [
            "iss": .string(TestIssuer.name), "aud": "sluice", "sub": "alice", "groups": ["staff"],
            "iat": 1_800_000_000, "nbf": 1_800_000_000, "exp": 1_800_000_300,
        ]
        for (name, value) in changes { claims[name] = value.isNull ? JSONValue?.none : value }
        return .object(claims.object)
    }

    static let alice = Verdict.known(Principal(name: "alice", groups: ["staff"]))
}
