import Execution
import Glibc
import JSON
import ObjectStorage
import Principals
import TestSupport
import Testing

@testable import Authentication

/// Tokens and documents of a real issuer on loopback, right and wrong ones, over the product's own connections.
@Suite(.enabled(if: OIDCIssuer.isThere), .serialized)
struct OIDCServerTests {
    private static let algorithms = ["RS256", "ES256", "EdDSA"]
    private static let engine = TransferEngine()
    private static let server = OIDCIssuer()

    private let server: OIDCIssuer

    init() throws {
        server = try #require(Self.server)
        #expect(server.answer([:]))
    }

    /// What a verdict may be, as a word.
    private func word(_ verdict: Verdict?) -> String {
        switch verdict {
        case nil, .bad: "bad"
        case .known: "known"
        case .slow: "slow"
        case .unknowable: "unknowable"
        }
    }

    /// `seconds`: how long a document may take, so that a test of hanging ones does not last; `ahead`: by which the age of keys
    /// is measured.
    private func issuer(seconds: Double = 60, ahead: Monitor<Double> = Monitor(0)) -> Issuer {
        let settings = IssuerSettings(issuer: server.address, audience: "sluice", groupsClaim: "groups")
        let clock = IssuerClock(
            secondsSinceEpoch: { Double(time(nil)) },
            monotonic: { .now.later(bySeconds: ahead.withLock { $0 }) }
        )
        return Issuer(settings, clock: clock, waitSeconds: 60) {
            place,
            maxBytes,
            context throws(WebDocumentError) in
            try Self.engine.document(
                at: place,
                maxBytes: maxBytes,
                route: TransferRoute(proxy: .none),
                context: context.limited(to: .after(seconds: seconds))
            )
        }
    }

    @Test func everyKindOfTokenIsJudgedRight() throws {
        let settings = IssuerSettings(issuer: server.address, audience: "sluice", groupsClaim: "groups")
        let issuer = Issuer(settings, engine: Self.engine)
        let first = try #require(server.token())
        // The keys may be on their way yet: a request waits for a second.
        var verdict = issuer.judged(first).verdict
        while verdict == .unknowable { verdict = issuer.judged(first).verdict }
        #expect(verdict == .known(Principal(name: "alice", groups: ["staff"])))
        let kinds = server.kinds
        #expect(kinds.count >= 77)
        #expect(kinds.count(where: \.isRight) >= 8)
        for kind in kinds {
            for algorithm in Self.algorithms {
                let token = try #require(server.token(kind.name, algorithm: algorithm))
                let judged = issuer.judged(token)
                let why = "\(algorithm) \(kind.name): \(judged.reason ?? "")"
                #expect(word(judged.verdict) == (kind.isRight ? "known" : "bad"), "\(why)")
            }
        }
    }

    struct Sickness: Sendable, CustomTestStringConvertible {
        var path = "/jwks"
        var mode: [String: JSONValue]
        /// What tokens of RS256, ES256 and EdDSA are then.
        var verdicts: [String]
        /// For documents that never come.
        var seconds = 60.0

        var testDescription: String {
            "\(path) \(mode.keys.sorted().map { "\($0) \(mode[$0] ?? .null)" }.joined(separator: ", "))"
        }
    }

    private static let none = ["unknowable", "unknowable", "unknowable"]
    private static let all = ["known", "known", "known"]
    private static let discovery = "/.well-known/openid-configuration"

    private static let bodies: [Sickness] =
        ["html", "empty", "truncated", "garbage", "huge", "array", "deep"].flatMap { body -> [Sickness] in
            ["/jwks", discovery].map { Sickness(path: $0, mode: ["body": .string(body)], verdicts: none) }
        }

    private static let documents: [Sickness] = ["other-issuer", "other-host", "file", "no-jwks"].map {
        Sickness(path: discovery, mode: ["discovery": .string($0)], verdicts: none)
    }

    private static let statuses: [Sickness] = [400, 401, 403, 404, 410, 500, 503].map { (status: Int64) in
        // The last two are asked again, for as long as there is time.
        Sickness(mode: ["status": .integer(status)], verdicts: none, seconds: status >= 500 ? 1 : 60)
    }

    private static let others: [Sickness] = [
        Sickness(path: discovery, mode: ["status": 404], verdicts: none),
        Sickness(mode: ["redirect": "/jwks?again"], verdicts: none),
        Sickness(path: discovery, mode: ["redirect": "/jwks"], verdicts: none),
        Sickness(mode: ["hang": 2], verdicts: none, seconds: 1),
        Sickness(mode: ["drip": 0.5], verdicts: none, seconds: 1),
        Sickness(mode: ["reset": true], verdicts: none, seconds: 1),
        Sickness(mode: ["status": 503, "times": 1], verdicts: all),
        Sickness(mode: ["delay": 0.2], verdicts: all),
        Sickness(mode: ["cache": "max-age=0"], verdicts: all),
    ]

    private static let keySets: [Sickness] = [
        Sickness(mode: ["jwks": "empty"], verdicts: none),
        Sickness(mode: ["jwks": "no-kid"], verdicts: none),
        Sickness(mode: ["jwks": "use-enc"], verdicts: none),
        Sickness(mode: ["jwks": "thousand"], verdicts: none),
        Sickness(mode: ["jwks": "duplicate-kid"], verdicts: all),
        Sickness(mode: ["jwks": "oct"], verdicts: all),
        Sickness(mode: ["jwks": "unknown-kty"], verdicts: all),
        // Whoever reads the private half signs with it.
        Sickness(mode: ["jwks": "private"], verdicts: ["bad", "known", "known"]),
        Sickness(mode: ["jwks": "small-rsa"], verdicts: ["bad", "known", "known"]),
        Sickness(mode: ["jwks": "e1"], verdicts: ["bad", "known", "known"]),
        Sickness(mode: ["jwks": "off-curve"], verdicts: ["known", "bad", "known"]),
        Sickness(mode: ["jwks": "wrong-length"], verdicts: ["known", "bad", "bad"]),
    ]

    private static let sick = [bodies, documents, statuses, others, keySets].flatMap { $0 }

    @Test(arguments: sick)
    func aSickIssuerMakesNobodyKnown(_ sickness: Sickness) throws {
        let tokens = try Self.algorithms.map { try #require(server.token(algorithm: $0)) }
        #expect(server.answer(sickness.mode.merging(["path": .string(sickness.path)]) { $1 }))
        let issuer = issuer(seconds: sickness.seconds)
        #expect(tokens.map { word(issuer.judged($0).verdict) } == sickness.verdicts)
        if sickness.verdicts == Self.none { #expect(issuer.state.failure != nil) }
    }

    /// One that falls ill keeps those known whom its former keys vouch for.
    @Test(arguments: ["html", "empty", "truncated", "garbage", "array"])
    func formerKeysOutlastAnIllness(_ body: String) throws {
        let ahead = Monitor(0.0)
        let issuer = issuer(ahead: ahead)
        let token = try #require(server.token())
        #expect(word(issuer.judged(token).verdict) == "known")
        #expect(server.answer(["path": "/jwks", "body": .string(body)]))
        ahead.update { $0 += 31 }
        let stranger = try #require(server.token("kid-unknown"))
        #expect(word(issuer.judged(stranger).verdict) == "unknowable")
        #expect(word(issuer.judged(token).verdict) == "known")
        ahead.update { $0 += 86_400 }
        #expect(word(issuer.judged(token).verdict) == "unknowable")
    }

    @Test func aRotationIsFollowedWithOneLook() throws {
        let ahead = Monitor(0.0)
        let issuer = issuer(ahead: ahead)
        let old = try #require(server.token(algorithm: "ES256"))
        #expect(word(issuer.judged(old).verdict) == "known")
        #expect(server.rotate(keep: 1))
        let new = try #require(server.token(algorithm: "ES256"))
        ahead.update { $0 += 31 }
        let before = server.log.count { $0 == "/jwks" }
        #expect(word(issuer.judged(new).verdict) == "known")
        #expect(word(issuer.judged(old).verdict) == "known")
        for kind in ["kid-unknown", "jku", "x5u", "kid-sql", "jwk-embedded"] {
            #expect(word(issuer.judged(try #require(server.token(kind))).verdict) == "bad")
        }
        #expect(server.log.count { $0 == "/jwks" } == before + 1)
        // Gone is gone, once it has been looked for.
        #expect(server.rotate(keep: 0))
        ahead.update { $0 += 31 }
        let last = try #require(server.token(algorithm: "EdDSA"))
        #expect(word(issuer.judged(last).verdict) == "known")
        #expect(word(issuer.judged(new).verdict) == "bad")
    }
}
