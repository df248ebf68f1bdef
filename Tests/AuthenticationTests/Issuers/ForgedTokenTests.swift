import Execution
import JSON
import TestSupport
import Testing

@testable import Authentication

/// Tokens as somebody makes them who has the public keys and no other, or who has a right token and wants it to say more.
struct ForgedTokenTests {
    struct Forgery: Sendable, CustomTestStringConvertible {
        let name: String
        /// Nil where the text is no token at all, and other kinds of credential are asked.
        let reason: TokenRefusal?
        let make: @Sendable (Keys) -> String

        init(_ name: String, _ reason: TokenRefusal?, _ make: @escaping @Sendable (Keys) -> String) {
            (self.name, self.reason, self.make) = (name, reason, make)
        }

        var testDescription: String { name }
    }

    struct Keys: Sendable {
        let rsa: TestSigningKey
        let ec: TestSigningKey
        let ed: TestSigningKey
        let stray: TestSigningKey

        init() throws {
            rsa = try #require(TestTokens.rsa)
            ec = try #require(TestTokens.ec)
            ed = try #require(TestTokens.ed)
            stray = try #require(TestTokens.stray)
        }

        /// A right token, taken apart.
        func parts(_ key: TestSigningKey) -> [String] {
            key.token(TestTokens.claims()).split(separator: ".").map(String.init)
        }

        /// A token whose signature another function makes.
        func forged(_ header: [String: JSONValue], _ sign: (String) -> [UInt8]) -> String {
            let signed =
                "\(JSONValue.object(header.object).bytes.base64URL).\(TestTokens.claims().bytes.base64URL)"
            return "\(signed).\(sign(signed).base64URL)"
        }

        /// A right token whose signature is changed.
        func changed(_ key: TestSigningKey, _ change: ([UInt8]) -> [UInt8]) -> String {
            let parts = parts(key)
            let signature = CanonicalBase64.decode(parts[2].utf8) ?? []
            return "\(parts[0]).\(parts[1]).\(change(signature).base64URL)"
        }

        /// A token with the right signature of a payload that is written by hand.
        func payload(_ text: String) -> String { payload(Array(text.utf8)) }

        func payload(_ bytes: [UInt8]) -> String {
            ed.token(header: Array(#"{"alg":"EdDSA","kid":"ed"}"#.utf8), payload: bytes)
        }

        func header(_ text: String) -> String {
            ed.token(header: Array(text.utf8), payload: TestTokens.claims().bytes)
        }

        /// The claims of a right token with one more member in front, as a text.
        func claims(with member: String) -> String {
            payload("{\(member)," + String(decoding: TestTokens.claims().bytes.dropFirst(), as: UTF8.self))
        }
    }

    private let verifier = TestIssuer(TestTokens.published).verifier()

    @Test(arguments: [TestTokens.rsa, TestTokens.ec, TestTokens.ed])
    func aRightTokenIsBelieved(_ key: TestSigningKey?) throws {
        let key = try #require(key)
        #expect(verifier.judged(key.token(TestTokens.claims())).verdict == TestTokens.alice)
        #expect(
            verifier.judged(key.token(TestTokens.claims(), header: ["typ": nil])).verdict == TestTokens.alice
        )
    }

    @Test func thereAreMany() { #expect(Self.all.count >= 80) }

    static let all: [Forgery] = [
        algorithms, otherAlgorithms, keyNames, signatures, signaturesOfEachKind, forms, headers, claims,
        (audiences + times + names).map(changed), numbers,
    ].flatMap { $0 }

    @Test(arguments: all)
    func isRefusedForWhatIsWrong(_ forgery: Forgery) throws {
        let (verdict, reason) = verifier.judged(forgery.make(try Keys()))
        #expect(verdict == (forgery.reason == nil ? nil : .bad))
        #expect(reason == forgery.reason?.rawValue)
    }

    /// (r, −s) is a signature where (r, s) is one (SEC 1, section 4.1.4), for any ECDSA token: another text of the same claims.
    @Test func theOtherSignatureSaysTheSame() throws {
        let order: [UInt8] = [
            0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
        ]
        let keys = try Keys()
        let token = keys.changed(keys.ec) { signature in
            var (other, borrow) = (signature, 0)
            for place in (0..<32).reversed() {
                let rest = Int(order[place]) - Int(signature[32 + place]) - borrow
                borrow = rest < 0 ? 1 : 0
                other[32 + place] = UInt8(truncatingIfNeeded: rest)
            }
            return other
        }
        #expect(verifier.judged(token).verdict == TestTokens.alice)
    }

    /// What the token says of where its key is, is not read.
    @Test func placesOfKeysInTokensMeanNothing() throws {
        let keys = try Keys()
        let issuer = TestIssuer(TestTokens.published)
        let header: [String: JSONValue] = [
            "jku": "https://evil.example/keys", "x5u": "https://evil.example/key",
            "jwk": keys.stray.published(),
        ]
        #expect(
            issuer.verifier().judged(keys.ed.token(TestTokens.claims(), header: header)).verdict
                == TestTokens.alice
        )
        #expect(issuer.content.withLock { $0.read }.allSatisfy { $0.hasPrefix(TestIssuer.name) })
    }
}

extension ForgedTokenTests {
    private static let algorithms: [Forgery] =
        [
            "none", "None", "NONE", "nOnE", "", "HS256", "HS384", "HS512", "rs256", "RS256 ", "RS257",
            "A128KW", "RS1",
        ]
        .map { name in
            Forgery("algorithm '\(name)' without a signature", .algorithm) {
                $0.forged(["alg": .string(name), "kid": "rsa"]) { _ in [] }
            }
        }

    private static let otherAlgorithms: [Forgery] = [
        Forgery("no algorithm, with its signature", .algorithm) {
            $0.ed.token(TestTokens.claims(), header: ["alg": nil])
        },
        Forgery("a list of algorithms", .algorithm) {
            $0.ed.token(TestTokens.claims(), header: ["alg": ["EdDSA"]])
        },
        Forgery("HS256 with the modulus for a secret", .algorithm) { keys in
            let modulus = CanonicalBase64.decode((keys.rsa.published()["n"]?.stringValue ?? "").utf8) ?? []
            return keys.forged(["alg": "HS256", "kid": "rsa"]) {
                Array($0.utf8).authenticationCode(key: modulus)
            }
        },
        Forgery("HS256 with an empty secret", .algorithm) {
            $0.forged(["alg": "HS256", "kid": "../../dev/null"]) {
                Array($0.utf8).authenticationCode(key: [])
            }
        },
        Forgery("the secret of HS256 under the name of RS256", .signature) { keys in
            keys.forged(["alg": "RS256", "kid": "rsa"]) {
                Array($0.utf8).authenticationCode(key: Array("public".utf8))
            }
        },
        Forgery("another algorithm of the same key", .algorithmOfKey) {
            $0.rsa.token(TestTokens.claims(), header: ["alg": "PS256"])
        },
        Forgery("another length of digest", .algorithmOfKey) {
            $0.rsa.token(TestTokens.claims(), header: ["alg": "RS512"])
        },
        Forgery("the algorithm of another kind of key", .algorithmOfKey) {
            $0.rsa.token(TestTokens.claims(), header: ["alg": "ES256"])
        },
    ]

    private static let keyNames: [Forgery] = [
        Forgery("no name of a key", .keyName) { $0.ed.token(TestTokens.claims(), header: ["kid": nil]) },
        Forgery("an empty name of a key", .keyName) { $0.ed.token(TestTokens.claims(), header: ["kid": ""]) },
        Forgery("a number for a key", .keyName) { $0.ed.token(TestTokens.claims(), header: ["kid": 0]) },
        Forgery("a list of keys", .keyName) { $0.ed.token(TestTokens.claims(), header: ["kid": ["ed"]]) },
        Forgery("a long name of a key", .keyName) {
            $0.ed.token(
                TestTokens.claims(),
                header: ["kid": .string(String(repeating: "k", count: 257))]
            )
        },
        Forgery("a path for a key", .unknownKey) {
            $0.ed.token(TestTokens.claims(), header: ["kid": "../../../../etc/passwd"])
        },
        Forgery("the name of a key and a NUL", .unknownKey) {
            $0.ed.token(TestTokens.claims(), header: ["kid": "ed\0"])
        },
        Forgery("the name of a key in capitals", .unknownKey) {
            $0.ed.token(TestTokens.claims(), header: ["kid": "ED"])
        },
        Forgery("the key in the token itself", .unknownKey) {
            $0.stray.token(TestTokens.claims(), header: ["kid": "mine", "jwk": $0.stray.published()])
        },
        Forgery("the key in the token itself under a known name", .signature) {
            $0.stray.token(TestTokens.claims(), header: ["jwk": $0.stray.published()])
        },
        Forgery("the address of a key", .signature) {
            $0.stray.token(TestTokens.claims(), header: ["x5u": "https://evil.example/key.pem"])
        },
        Forgery("a certificate of one's own", .signature) {
            $0.stray.token(TestTokens.claims(), header: ["x5c": ["MIIB"]])
        },
    ]

    private static let signatures: [Forgery] = [
        Forgery("the claims of another token", .signature) {
            let other = $0.stray.token(TestTokens.claims(["sub": "root"])).split(separator: ".")
            let parts = $0.parts($0.ec)
            return "\(parts[0]).\(other[1]).\(parts[2])"
        },
        Forgery("r and s of zero", .signature) { $0.changed($0.ec) { _ in .init(repeating: 0, count: 64) } },
        Forgery("r and s of one", .signature) {
            $0.changed($0.ec) { _ in
                let one = [UInt8](repeating: 0, count: 31) + [1]
                return one + one
            }
        },
        Forgery("r and s of all bits", .signature) {
            $0.changed($0.ec) { _ in .init(repeating: 0xFF, count: 64) }
        },
        Forgery("r and s in DER", .signature) { $0.changed($0.ec, ECDSASignature.encoded) },
        Forgery("r and s the other way round", .signature) {
            $0.changed($0.ec) { Array($0[32...] + $0[..<32]) }
        },
        Forgery("an RSA signature with a zero in front", .signature) { $0.changed($0.rsa) { [0] + $0 } },
        Forgery("an RSA signature of zeros", .signature) {
            $0.changed($0.rsa) { .init(repeating: 0, count: $0.count) }
        },
        Forgery("the number one for an RSA signature", .signature) {
            $0.changed($0.rsa) { .init(repeating: 0, count: $0.count - 1) + [1] }
        },
        Forgery("an Ed25519 signature of zeros", .signature) {
            $0.changed($0.ed) { _ in .init(repeating: 0, count: 64) }
        },
    ]

    private static let signaturesOfEachKind: [Forgery] =
        ["RS256", "ES256", "EdDSA"].flatMap { name -> [Forgery] in
            let key: @Sendable (Keys) -> TestSigningKey = {
                name == "RS256" ? $0.rsa : name == "ES256" ? $0.ec : $0.ed
            }
            return [
                Forgery("\(name), no signature", .signature) { $0.changed(key($0)) { _ in [] } },
                Forgery("\(name), one bit changed", .signature) {
                    $0.changed(key($0)) { [$0[0] ^ 1] + $0.dropFirst() }
                },
                Forgery("\(name), a byte less", .signature) { $0.changed(key($0)) { $0.dropLast() } },
                Forgery("\(name), a byte more", .signature) { $0.changed(key($0)) { $0 + [0] } },
                Forgery("\(name), a byte more in front", .signature) { $0.changed(key($0)) { [0] + $0 } },
            ]
        }

    private static let forms: [Forgery] = [
        Forgery("nothing", nil) { _ in "" },
        Forgery("two dots", nil) { _ in ".." },
        Forgery("an API token", nil) { _ in "slc_0123456789abcdefghijklmnopqrstuvwxyz" },
        Forgery("no signature part", nil) { $0.parts($0.ed)[..<2].joined(separator: ".") },
        Forgery("a fourth part", nil) { ($0.parts($0.ed) + ["AAAA"]).joined(separator: ".") },
        Forgery("an encrypted token", nil) { ($0.parts($0.ed) + ["AAAA", "AAAA"]).joined(separator: ".") },
        Forgery("padding", nil) { $0.ed.token(TestTokens.claims()) + "==" },
        Forgery("a blank in front", nil) { " " + $0.ed.token(TestTokens.claims()) },
        Forgery("a line end behind", nil) { $0.ed.token(TestTokens.claims()) + "\n" },
        Forgery("the other alphabet", nil) { $0.parts($0.ed)[..<2].joined(separator: ".") + ".+/AA" },
        Forgery("no header", nil) { "." + $0.parts($0.ed)[1...].joined(separator: ".") },
        Forgery("no claims", nil) { "\($0.parts($0.ed)[0])..\($0.parts($0.ed)[2])" },
        // 64 bytes end in a character of which four bits are none of theirs.
        Forgery("bits beyond the last byte", .encoding) {
            let token = $0.ed.token(TestTokens.claims())
            let next: [Character: Character] = ["A": "B", "Q": "R", "g": "h", "w": "x"]
            return token.dropLast() + String(token.last.flatMap { next[$0] } ?? "?")
        },
        Forgery("a lone character", .encoding) { $0.parts($0.ed)[..<2].joined(separator: ".") + ".A" },
        Forgery("a megabyte of claims", .long) {
            $0.ed.token(TestTokens.claims(["x": .string(String(repeating: "x", count: 1 << 20))]))
        },
    ]

    private static let headers: [Forgery] = [
        Forgery("a header that is a list", .header) { $0.header(#"[{"alg":"EdDSA","kid":"ed"}]"#) },
        Forgery("a header that is no JSON", .header) { $0.header("alg=EdDSA") },
        Forgery("an algorithm given twice", .header) {
            $0.header(#"{"alg":"none","kid":"ed","alg":"EdDSA"}"#)
        },
        Forgery("a key given twice in two spellings", .header) {
            $0.header(#"{"alg":"EdDSA","kid":"x","k\u0069d":"ed"}"#)
        },
        Forgery("a header with a byte order mark", .header) {
            $0.header("\u{FEFF}" + #"{"alg":"EdDSA","kid":"ed"}"#)
        },
        Forgery("an extension that nobody knows", .critical) {
            $0.ed.token(TestTokens.claims(), header: ["crit": ["x-must"], "x-must": true])
        },
        Forgery("claims that are no base64 (RFC 7797)", .critical) {
            $0.ed.token(TestTokens.claims(), header: ["crit": ["b64"], "b64": false])
        },
        Forgery("an empty list of extensions", .critical) {
            $0.ed.token(TestTokens.claims(), header: ["crit": []])
        },
        Forgery("a notice of signing out", .type) {
            $0.ed.token(TestTokens.claims(), header: ["typ": "logout+jwt"])
        },
        Forgery("a proof of possession", .type) {
            $0.ed.token(TestTokens.claims(), header: ["typ": "dpop+jwt"])
        },
        Forgery("a type that is no text", .type) {
            $0.ed.token(TestTokens.claims(), header: ["typ": ["JWT"]])
        },
    ]

    private static let claims: [Forgery] = [
        Forgery("claims that are a list", .claims) { $0.payload("[{}]") },
        Forgery("claims that are no JSON", .claims) { $0.payload("sub=alice") },
        Forgery("claims that are no UTF-8", .claims) { $0.payload(TestTokens.claims().bytes + [0xFF]) },
        Forgery("a text that is no UTF-8", .claims) {
            $0.payload(Array(#"{"sub":""#.utf8) + [0xC0, 0xAF] + Array(#""}"#.utf8))
        },
        Forgery("claims and something more", .claims) {
            $0.payload(TestTokens.claims().bytes + [0x7B, 0x7D])
        },
        Forgery("a subject given twice", .claims) { $0.claims(with: #""sub":"root""#) },
        Forgery("a subject given twice in two spellings", .claims) { $0.claims(with: #""\u0073ub":"root""#) },
        Forgery("a member given twice far below", .claims) { $0.claims(with: #""x":{"y":[{"a":1,"a":1}]}"#) },
        Forgery("claims nested 5,000 deep", .claims) {
            let depth = 5_000
            return $0.claims(
                with: #""x":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            )
        },
        Forgery("claims nested 10,000 deep", .long) {
            let depth = 10_000
            return $0.claims(
                with: #""x":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            )
        },
        Forgery("half a surrogate pair", .claims) { $0.claims(with: #""x":"\ud800""#) },
        Forgery("a number that is none", .claims) { $0.claims(with: #""x":NaN"#) },
    ]

    /// What it is, which claim it has another value of (nil: none), and why it is refused.
    private typealias Change = (String, String, JSONValue?, TokenRefusal)

    private static let audiences: [Change] = [
        ("another issuer", "iss", "https://other.example", .issuer),
        ("the issuer with a slash", "iss", "https://issuer.example/", .issuer),
        ("the issuer in capitals", "iss", "https://ISSUER.example", .issuer),
        ("a longer issuer", "iss", "https://issuer.example.org", .issuer),
        ("no issuer", "iss", nil, .issuer),
        ("a list of issuers", "iss", ["https://issuer.example"], .issuer),
        ("another audience", "aud", "other", .audience),
        ("an audience that ours is in", "aud", "not sluice", .audience),
        ("our audience in capitals", "aud", "SLUICE", .audience),
        ("a list of others", "aud", ["other", "sluice "], .audience),
        ("a list in a list", "aud", [["sluice"]], .audience),
        ("an empty list", "aud", [], .audience),
        ("an object for an audience", "aud", .object(JSONObject([("sluice", true)])), .audience),
        ("no audience", "aud", nil, .audience),
    ]

    /// It is 1800000060.
    private static let times: [Change] =
        [
            ("expired beyond the leeway", "exp", 1_800_000_000, .expiry),
            ("expired at the beginning of time", "exp", -1, .expiry),
            ("never expires", "exp", nil, .expiry),
            ("expires at null", "exp", .null, .expiry),
            ("expires at a text", "exp", "1800000300", .expiry),
            ("expires at a list", "exp", [1_800_000_300], .expiry),
            ("expires truly", "exp", true, .expiry),
            ("expires in two years", "exp", .integer(1_800_000_060 + 2 * 366 * 86_400), .expiry),
            ("expires at 1e308", "exp", 1e308, .expiry),
            ("expires at 2^64 - 1", "exp", .unsigned(.max), .expiry),
            ("valid in two minutes", "nbf", 1_800_000_180, .start),
            ("valid from a text", "nbf", "now", .start),
            ("valid from false", "nbf", false, .start),
            ("issued in two minutes", "iat", 1_800_000_180, .issueTime),
            ("issued at a text", "iat", "2027-01-15", .issueTime),
        ]

    private static let numbers: [Forgery] =
        [
            "1e400", "-1e400", "0x7FFFFFFF", "1_800_000_300", "NaN", "Infinity", "+1800000300", "01800000300",
            "1.",
        ]
        .map { number in
            Forgery("expires at \(number)", .claims) {
                let claims = String(
                    decoding: TestTokens.claims(["exp": nil]).bytes.dropFirst(),
                    as: UTF8.self
                )
                return $0.payload("{\"exp\":\(number),\(claims)")
            }
        }

    private static let names: [Change] =
        [
            ("no subject", "sub", nil, .subject),
            ("an empty subject", "sub", "", .subject),
            ("a subject that is a number", "sub", 7, .subject),
            ("a subject that is a list", "sub", ["alice"], .subject),
            ("a subject with a NUL", "sub", "alice\0root", .subject),
            ("a subject with a header of its own", "sub", "alice\r\nSluice-Groups: admin", .subject),
            ("a subject with a control character", "sub", "alice\u{9B}31m", .subject),
            ("a subject that reads backwards", "sub", "alice\u{202E}toor", .subject),
            ("a subject with a blank behind", "sub", "alice ", .subject),
            ("a subject with a wide blank in front", "sub", "\u{3000}alice", .subject),
            ("a long subject", "sub", .string(String(repeating: "a", count: 257)), .subject),
            ("groups in one text", "groups", "admin,staff", .groups),
            ("groups in lists", "groups", [["admin"]], .groups),
            ("a number among groups", "groups", ["staff", 7], .groups),
            ("a group with a line end", "groups", ["staff\nadmin"], .groups),
            ("a group without a name", "groups", [""], .groups),
            ("an object for groups", "groups", .object(JSONObject([("admin", true)])), .groups),
        ]

    /// A token with a right signature and one claim that is not as it must be; `.null` is written, nil is no claim.
    private static func changed(_ change: Change) -> Forgery {
        let (name, claim, value, reason) = change
        return Forgery(name, reason) { keys in
            var claims = TestTokens.claims([claim: nil]).objectValue ?? JSONObject()
            claims[claim] = value
            return keys.ed.token(.object(claims))
        }
    }
}
