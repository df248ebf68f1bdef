import JSON
import TestSupport
import Testing

@testable import Authentication

/// Which entries of a set of keys are keys (RFC 7517, section 4; RFC 7518, section 6).
struct PublishedKeyTests {
    private static func key(_ from: TestSigningKey?, _ changes: [String: JSONValue]) throws
        -> VerificationKey?
    {
        VerificationKey(try #require(from?.published(changes).objectValue))
    }

    @Test(
        arguments: [
            ["alg": nil], ["use": nil], ["use": nil, "key_ops": ["verify"]],
            ["x5t": "AAAA", "x5c": ["MIIB"]],
        ] as [[String: JSONValue]]
    )
    func anEntryIsAKey(_ changes: [String: JSONValue]) throws {
        for key in [TestTokens.rsa, TestTokens.ec, TestTokens.ed] {
            #expect(try Self.key(key, changes)?.algorithm.rawValue == key?.algorithm)
        }
    }

    /// `d` of a key that anybody may read is a key that anybody signs with.
    @Test(
        arguments: [
            ["use": "enc"], ["use": "SIG"], ["use": ["sig"]], ["key_ops": ["sign"]], ["key_ops": "verify"],
            ["key_ops": []], ["alg": "none"], ["alg": "HS256"], ["alg": "RSA-OAEP"], ["alg": ["RS256"]],
            ["alg": 7], ["kty": nil], ["kty": "AKP"], ["kty": "oct"], ["kty": "oct", "k": "c2VjcmV0"],
            ["kty": ["RSA"]], ["d": "AQAB"], ["p": "AQAB"], ["k": "AQAB"], ["d": .null],
        ].map { (changes: [String: JSONValue]) in Changes(all: changes) }
    )
    func anEntryIsNone(_ changes: Changes) throws {
        for key in [TestTokens.rsa, TestTokens.ec, TestTokens.ed] {
            var entry = try #require(key?.published().objectValue)
            for (name, value) in changes.all {
                entry[name] = value.isNull && name == "kty" ? JSONValue?.none : value
            }
            #expect(VerificationKey(entry) == nil)
        }
    }

    struct Changes: Sendable {
        let all: [String: JSONValue]
    }

    @Test(arguments: ["ES256", "ES384", "EdDSA", "PS1", ""])
    func anAlgorithmIsOfItsKindOfKey(_ algorithm: String) throws {
        #expect(try Self.key(TestTokens.rsa, ["alg": .string(algorithm)]) == nil)
    }

    @Test func anRSAKeyMayBeForTheOtherPadding() throws {
        let key = try Self.key(TestTokens.rsa, ["alg": "PS384"])
        #expect(key?.algorithm == .ps384)
    }

    /// 1, 2, 3, 65536, 65539 in one byte too many for 64 bits, none.
    @Test(arguments: ["AQ", "Ag", "Aw", "AQAA", "AQAAAAAAAAAB", "", "AQAB=", "AQ AB"])
    func anExponentIsLargeAndOdd(_ exponent: String) throws {
        #expect(try Self.key(TestTokens.rsa, ["e": .string(exponent)]) == nil)
    }

    /// Zeros in front change no number (though RFC 7518, section 2, wants none).
    @Test func zerosInFrontAreNoDigits() throws {
        let modulus = try #require(TestTokens.rsa?.published()["n"]?.stringValue)
        let bytes = try #require(CanonicalBase64.decode(modulus.utf8))
        let key = try #require(TestTokens.rsa)
        let entry = key.published(["n": .string(([0] + bytes).base64URL), "e": "AAEAAQ"])
        let verifier = TestIssuer([entry]).verifier()
        #expect(verifier.judged(key.token(TestTokens.claims())).verdict == TestTokens.alice)
    }

    @Test(arguments: [512, 1024, 2040] as [Int32])
    func aShortModulusIsNoKey(_ bits: Int32) throws {
        let key = try #require(TestSigningKey("RS256", name: "short", bits: bits))
        #expect(try Self.key(key, [:]) == nil)
        // Nor are tokens that are rightly signed with it.
        let verifier = TestIssuer([key.published()]).verifier()
        let (verdict, reason) = verifier.judged(key.token(TestTokens.claims()))
        #expect(verdict == .unknowable)
        #expect(reason?.contains("none of its keys can be used") == true)
    }

    @Test func aSmallExponentIsNoKeysAlthoughItSigns() throws {
        let key = try #require(TestSigningKey("RS256", name: "three", exponent: 3))
        #expect(key.published()["e"] == "Aw")
        #expect(
            TestIssuer([key.published()]).verifier().judged(key.token(TestTokens.claims())).verdict
                == .unknowable
        )
    }

    /// 8200 bits; an even number; none.
    @Test func aModulusHasBounds() throws {
        let long = [0x80] + [UInt8](repeating: 0, count: 1023) + [1]
        #expect(VerificationKey(modulus: long, exponent: [1, 0, 1], algorithm: .rs256) == nil)
        let even = [0x80] + [UInt8](repeating: 0, count: 255)
        #expect(VerificationKey(modulus: even, exponent: [1, 0, 1], algorithm: .rs256) == nil)
        #expect(VerificationKey(modulus: [], exponent: [1, 0, 1], algorithm: .rs256) == nil)
    }

    /// y = 5 is not on the curve for a point's x but by accident of 1 in 2^255; other lengths; another curve's name.
    @Test func aPointLiesOnItsCurve() throws {
        let five = [UInt8](repeating: 0, count: 31) + [5]
        let zero = [UInt8](repeating: 0, count: 32)
        for wrong in [
            five, zero, [UInt8](repeating: 0xFF, count: 32), Array(five.dropFirst()), [0] + five, [],
        ] {
            #expect(try Self.key(TestTokens.ec, ["y": .string(wrong.base64URL)]) == nil)
            #expect(try Self.key(TestTokens.ec, ["x": .string(wrong.base64URL)]) == nil)
        }
        for curve in ["P-384", "P-521", "secp256k1", "p-256", ""] {
            #expect(try Self.key(TestTokens.ec, ["crv": .string(curve), "alg": nil]) == nil)
        }
    }

    @Test(arguments: [0, 31, 33, 57])
    func anEd25519KeyHas32Bytes(_ count: Int) throws {
        let text = [UInt8](repeating: 1, count: count).base64URL
        #expect(try Self.key(TestTokens.ed, ["x": .string(text)]) == nil)
    }

    @Test(arguments: ["Ed448", "X25519", "ed25519"])
    func anotherCurveIsNotTaken(_ curve: String) throws {
        #expect(try Self.key(TestTokens.ed, ["crv": .string(curve)]) == nil)
    }

    @Test func whatCannotBeUsedIsLeftOut() throws {
        let ed = try #require(TestTokens.ed)
        let ec = try #require(TestTokens.ec)
        let entries: [JSONValue] = [
            "no object", ed.published(["kid": nil]), ed.published(["kid": ""]),
            ed.published(["kid": .string(String(repeating: "k", count: 257))]), ec.published(["use": "enc"]),
            ec.published(), ed.published(),
            ed.published(["x": .string([UInt8](repeating: 1, count: 32).base64URL)]),
        ]
        let keys = try IssuerKeySet(TestIssuer.set(entries))
        #expect(keys.count == 2)
        #expect(keys[ExactText("ec")] != nil)
        #expect(keys[ExactText("ED")] == nil)
        // Of two keys with one name the first counts.
        let verifier = TestIssuer(entries).verifier()
        #expect(verifier.judged(ed.token(TestTokens.claims())).verdict == TestTokens.alice)
    }

    @Test func namesAreTheSameByteForByte() throws {
        let ed = try #require(TestTokens.ed)
        let verifier = TestIssuer([ed.published(["kid": "cl\u{E9}"])]).verifier()
        let composed = ed.token(TestTokens.claims(), header: ["kid": "cl\u{E9}"])
        let decomposed = ed.token(TestTokens.claims(), header: ["kid": "cle\u{301}"])
        #expect(verifier.judged(composed).verdict == TestTokens.alice)
        #expect(verifier.judged(decomposed).reason == TokenRefusal.unknownKey.rawValue)
    }

    /// 100 keys are taken, 101 are not; nor is what no set of keys is.
    @Test func aSetHasBounds() throws {
        let ed = try #require(TestTokens.ed)
        let hundred = (0..<100).map { ed.published(["kid": .string("k\($0)")]) }
        #expect(try IssuerKeySet(TestIssuer.set(hundred)).count == 100)
        #expect(throws: (any Error).self) {
            try IssuerKeySet(TestIssuer.set(hundred + [ed.published()]))
        }
        let deep = String(repeating: "[", count: 100_000)
        for text in [
            "", "[]", "{}", #"{"keys":{}}"#, #"{"keys":null}"#, #"{"keys":[{"kty":"RSA","#, "<html>", deep,
            #"{"keys":[],"keys":[]}"#, "{\"keys\":[\(String(repeating: " ", count: 256 << 10))]}",
        ] {
            #expect(throws: (any Error).self) { try IssuerKeySet(Array(text.utf8)) }
        }
    }
}
