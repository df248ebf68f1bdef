import Testing

@testable import Authentication

/// Sums and digests by Python's `zlib.crc32`, `hashlib` and `base64`.
@Suite struct APITokenTests {
    /// The check value of CRC-32: CBF43926.
    @Test func sumsAreThoseOfZlib() {
        #expect(SecretTextSum.of("123456789") == "y_Q5Jg")
    }

    @Test(arguments: [
        (
            [UInt8](repeating: 0, count: 32), "slc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQuYFiA",
            "8338aed8dac208f93ed5e68bb3c347d0cd4571216f34244478592a0fb3f07341"
        ),
        (
            Array(0..<32), "slc_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8oWewZw",
            "eae8eef9b3a83d30822f90cdd2aececd6db14715b0f26c3c0aadb1c18b9ee3b6"
        ),
        (
            [UInt8](repeating: 255, count: 32), "slc___________________________________________8WixSqw",
            "4a22d188a94eaaa450fb071a118fad4c0cceb014930d23c8b338653e565eee30"
        ),
    ]) func aTokenIsItsBitsAndTheirSum(_ bytes: [UInt8], _ text: String, _ digest: String) throws {
        let token = APIToken(of: bytes)
        #expect(token.text == text)
        let digits = token.digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(digits == digest)
        #expect(try #require(APIToken(text)).text == text)
    }

    @Test func everyOtherLetterIsAnotherText() {
        let text = APIToken(of: Array(0..<32)).text
        for index in text.indices {
            var other = text
            other.replaceSubrange(index...index, with: text[index] == "x" ? "y" : "x")
            #expect(APIToken(other) == nil, "\(other)")
        }
        for other in [String(text.dropLast()), text + "A", "", "slc_", " " + text, text.uppercased()] {
            #expect(APIToken(other) == nil, "\(other)")
        }
        #expect(APIToken("slc_" + String(repeating: "ä", count: 24) + "x") == nil)
    }

    @Test func noTwoAreAlikeAndNoneIsPrinted() {
        let tokens = (0..<100).map { _ in APIToken.made() }
        #expect(Set(tokens.map(\.text)).count == 100)
        for token in tokens {
            #expect(APIToken(token.text) != nil)
            var text = "\(token) \(String(reflecting: token))"
            dump(token, to: &text)
            #expect(!text.contains(token.text.dropFirst(4)))
        }
    }
}
