import JSON
import Principals
import TestSupport
import Testing

@testable import Authentication

/// Signatures that others have made: Python's `cryptography`, and the examples of the standards.
struct TokenVectorTests {
    private struct Fixture: Sendable, CustomTestStringConvertible {
        let name: String
        let isRight: Bool
        let token: String

        var testDescription: String { name }
    }

    private static let document: JSONValue? = {
        let folder = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return try? JSONText.file("\(folder)/Fixtures/tokens.json")
    }()

    private static let fixtures: [Fixture] = (document?["tokens"]?.arrayValue ?? []).map {
        Fixture(
            name: $0["name"]?.stringValue ?? "",
            isRight: $0["accept"]?.boolValue ?? false,
            token: $0["token"]?.stringValue ?? ""
        )
    }

    private static let verifier = TestIssuer(document: document?["jwks"]?.bytes ?? []).verifier()

    @Test func everyAlgorithmHasAVector() {
        let right = Self.fixtures.filter(\.isRight).map(\.name)
        #expect(Set(right) == Set(SignatureAlgorithm.allCases.map(\.rawValue)))
    }

    @Test(arguments: fixtures)
    private func isJudgedAsItsMakerSays(_ fixture: Fixture) {
        let (verdict, reason) = Self.verifier.judged(fixture.token)
        let alice = Verdict.known(Principal(name: "alice", groups: ["staff", "obs"]))
        #expect(verdict == (fixture.isRight ? alice : .bad))
        #expect(reason == (fixture.isRight ? nil : TokenRefusal.signature.rawValue))
    }

    /// A signature of one key is none of another of the same kind, whichever name the header has.
    @Test func aSignatureIsOneKeysAlone() throws {
        let tokens = Dictionary(uniqueKeysWithValues: Self.fixtures.map { ($0.name, $0.token) })
        let first = try #require(tokens["RS256"]?.split(separator: "."))
        let other = try #require(tokens["RS384"]?.split(separator: "."))
        let mixed = "\(first[0]).\(first[1]).\(other[2])"
        #expect(Self.verifier.judged(mixed).reason == TokenRefusal.signature.rawValue)
    }

    struct Example: Sendable {
        let key: String
        let text: String
        let signature: String
    }

    /// RFC 7515, appendices A.2 and A.3; RFC 8037, appendices A.2 and A.4.
    static let examples = [
        Example(
            key: #"{"kty":"RSA","e":"AQAB","n":""#
                + "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yR"
                + "T-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXB"
                + "dQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9ia"
                + #"GNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}"#,
            text:
                "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS"
                + "9pc19yb290Ijp0cnVlfQ",
            signature:
                "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9u"
                + "JdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRm"
                + "B_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98"
                + "rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
        ),
        Example(
            key: #"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","#
                + #""y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
            text:
                "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS"
                + "9pc19yb290Ijp0cnVlfQ",
            signature:
                "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        ),
        Example(
            key: #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
            text: "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
            signature:
                "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        ),
    ]

    @Test(arguments: examples)
    func anExampleOfAStandardIsVerified(_ example: Example) throws {
        let entry = try #require(try JSONParser.parse(example.key, grammar: .strict).objectValue)
        let key = try #require(VerificationKey(entry))
        var signature = try #require(CanonicalBase64.decode(example.signature.utf8))
        let text = Array(example.text.utf8)
        #expect(key.verifies(signature, of: text))
        #expect(!key.verifies(signature, of: text + [0x20]))
        signature[7] ^= 1
        #expect(!key.verifies(signature, of: text))
    }
}

/// RFC 4648, section 10, without padding; and what is no such text.
struct CanonicalBase64Tests {
    @Test(arguments: [
        ("", ""), ("Zg", "f"), ("Zm8", "fo"), ("Zm9v", "foo"), ("Zm9vYg", "foob"), ("Zm9vYmE", "fooba"),
        ("Zm9vYmFy", "foobar"),
    ])
    func standardTextsAreRead(_ text: String, _ bytes: String) {
        #expect(CanonicalBase64.decode(text.utf8) == Array(bytes.utf8))
    }

    @Test func theAlphabetIsTheOneForAddresses() {
        // 62 and 63, then 0 and 60: of the last six bits two are over.
        #expect(CanonicalBase64.decode("-_A".utf8) == [0xFB, 0xF0])
        #expect(CanonicalBase64.decode("-_8".utf8) == [0xFB, 0xFF])
    }

    /// Padding, white space, another alphabet, one character too many, unused bits that are set.
    @Test(arguments: ["Zg==", "Z g", "Zg\n", "+/A", "Z", "Zm9vY", "Zh", "Zm9", "Zé", "Zg\0", "-_B"])
    func otherTextsAreNot(_ text: String) {
        #expect(CanonicalBase64.decode(text.utf8) == nil)
    }
}
