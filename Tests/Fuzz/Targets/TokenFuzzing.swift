internal import Authentication
internal import Execution
internal import JSON
internal import ObjectStorage
internal import Principals
internal import TestSupport

/// Tokens of an issuer, and the documents in which it publishes its keys.
enum TokenFuzzing {
    static let targets = [token, claims, keys, discovery]

    private static let address = "https://issuer.example"
    private static let key = TestSigningKey("EdDSA", name: "ed")
    private static let rightClaims =
        #"{"iss":"https://issuer.example","aud":"sluice","sub":"alice","groups":["a","b"],"exp":1800000300}"#
    private static let rightToken = signed(Array(rightClaims.utf8))
    private static let published = Array(
        "{\"keys\":[\(String(decoding: key?.published().bytes ?? [], as: UTF8.self))]}".utf8
    )
    private static let document = Array(
        #"{"issuer":"https://issuer.example","jwks_uri":"https://issuer.example/keys"}"#.utf8
    )
    private static let issuer = verifier()

    /// A token as a client may send it: none but the right one is believed, for no fuzzer has the key.
    private static let token = FuzzTarget(
        "token",
        seeds: [rightToken, "a.b.c", "..", "eyJhbGciOiJub25lIn0.e30."].map { Array($0.utf8) },
        isRefusal: { _ in false }
    ) { input in
        let text = String(decoding: input, as: UTF8.self)
        let isRight = text.utf8.elementsEqual(rightToken.utf8)
        precondition(names(verdict(issuer, text)).isEmpty != isRight, "a forged token is believed")
    }

    /// Claims that the issuer has signed, whatever they are: names that come of them are such as a header may have.
    private static let claims = FuzzTarget(
        "token-claims",
        seeds: [rightClaims, #"{"exp":1e400}"#, #"{"sub":"\ud83d\ude00","aud":[["sluice"]]}"#].map {
            Array($0.utf8)
        },
        isRefusal: { _ in false }
    ) { input in
        for name in names(verdict(issuer, signed(Array(input)))) {
            let isName = name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            precondition(isName && (1...256).contains(name.utf8.count), "a name that is none")
        }
    }

    private static let keys = FuzzTarget(
        "token-keys",
        seeds: [published, Array(#"{"keys":[{"kty":"RSA","kid":"ed","n":"AQ","e":"AQAB"}]}"#.utf8)],
        isRefusal: { _ in false }
    ) { input in
        _ = verdict(verifier(keys: Array(input)), rightToken)
    }

    private static let discovery = FuzzTarget(
        "token-discovery",
        seeds: [document],
        isRefusal: { _ in false }
    ) { input in
        _ = verdict(verifier(document: Array(input)), rightToken)
    }

    private static func signed(_ claims: [UInt8]) -> String {
        key?.token(header: Array(#"{"alg":"EdDSA","kid":"ed"}"#.utf8), payload: claims) ?? ""
    }

    private static func verifier(document: [UInt8] = document, keys: [UInt8] = published) -> Issuer {
        let settings = IssuerSettings(issuer: address, audience: "sluice", groupsClaim: "groups")
        let clock = IssuerClock(secondsSinceEpoch: { 1_800_000_000 }, monotonic: { .now })
        return Issuer(settings, clock: clock, waitSeconds: 60) { place, _, _ throws(WebDocumentError) in
            precondition(
                HTTPLocation(place)?.origin == "https://issuer.example:443",
                "keys of another host"
            )
            return WebDocument(bytes: place.hasSuffix("/openid-configuration") ? document : keys)
        }
    }

    private static func verdict(_ issuer: Issuer, _ token: String) -> Verdict? {
        issuer.verdict(on: .bearer(token), context: .background(seconds: 10))
    }

    private static func names(_ verdict: Verdict?) -> [String] {
        guard case .known(let principal) = verdict else { return [] }
        return [principal.name ?? ""] + principal.groups
    }
}
