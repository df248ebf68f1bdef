import Execution
import Principals
import TestSupport
import Testing

@testable import Authentication

/// Tokens and signed addresses as a worker takes them while commands change the file.
@Suite struct TokenVerifierTests {
    private let folder = TemporaryFolder()
    private let clock = SetClock()
    private var file: TokenFile { TokenFile(path: "\(folder.path)/tokens") }

    private func made(
        _ name: String,
        scope: Scope = .whole,
        expires: Int? = nil,
        groups: [String] = []
    ) throws -> APIToken {
        let token = APIToken.made()
        let record = TokenRecord(
            name: name,
            owner: "alice",
            groups: groups,
            scope: scope,
            created: clock.date,
            expires: expires,
            digest: token.digest
        )
        let made = try #require(record)
        try file.change { try $0.add(made) }
        return token
    }

    private var verifiers: (tokens: TokenVerifier, addresses: SignedAddressVerifier) {
        let watched = WatchedFile<TokenList>(tokens: file.path, timepiece: clock.timepiece) { _ in }
        return (
            TokenVerifier(watched, timepiece: clock.timepiece),
            SignedAddressVerifier(watched, timepiece: clock.timepiece)
        )
    }

    private func signed(
        _ name: String,
        scope: Scope = .whole,
        days: Int = 30
    ) throws -> SignedAddress {
        try file.change {
            try SignedAddress.signed(
                for: name,
                scope: scope,
                expires: clock.date + days * 86_400,
                in: &$0,
                at: clock.date
            )
        }
    }

    @Test func aTokenIsTakenAsBearerAndAsAnyonesPassword() throws {
        let scope = Scope(datasets: ["air"], protocols: nil)
        let token = try made("map", scope: scope, groups: ["staff"])
        let verifier = verifiers.tokens
        let known = Verdict.known(
            Principal(name: "alice", groups: ["staff"], token: "map", scope: scope)
        )
        for credential in [
            PresentedCredential.bearer(token.text), .password(user: "", password: token.text),
            .password(user: "whoever", password: token.text),
        ] {
            #expect(verifier.verdict(on: credential, context: .test) == known)
        }
        #expect(verifier.verdict(on: .bearer(APIToken.made().text), context: .test) == .bad)
        for credential in [
            PresentedCredential.bearer(String(token.text.dropLast())), .bearer("eyJhbGciOi.J9.x"),
            .unreadable,
            .password(user: "alice", password: "pw"), .certificate(distinguishedName: "CN=\(token.text)"),
        ] {
            #expect(verifier.verdict(on: credential, context: .test) == nil)
        }
    }

    @Test func aTokenEnds() throws {
        let token = try made("map", expires: clock.date + 10)
        let verifier = verifiers.tokens
        #expect(verifier.verdict(on: .bearer(token.text), context: .test) != .bad)
        clock.pass(seconds: 9)
        #expect(verifier.verdict(on: .bearer(token.text), context: .test) != .bad)
        clock.pass(seconds: 1)
        #expect(verifier.verdict(on: .bearer(token.text), context: .test) == .bad)
    }

    @Test func makingAndRevokingCountsWithinTwoSeconds() throws {
        let verifier = verifiers.tokens
        let token = try made("map")
        clock.pass(seconds: 1)
        #expect(verifier.verdict(on: .bearer(token.text), context: .test) != .bad)
        try file.change { try $0.revoke("map") }
        clock.pass(seconds: 1)
        #expect(verifier.verdict(on: .bearer(token.text), context: .test) == .bad)
    }

    @Test func aFileThatIsRemovedEndsAllTokens() throws {
        let token = try made("map")
        let verifier = verifiers.tokens
        #expect(verifier.verdict(on: .bearer(token.text), context: .test) != .bad)
        #expect(Command.run(["rm", file.path]) == 0)
        clock.pass(seconds: 1)
        #expect(verifier.verdict(on: .bearer(token.text), context: .test) == .bad)
    }

    @Test func aSignedAddressNarrowsItsToken() throws {
        _ = try made("map", scope: Scope(datasets: ["air-*", "sst"], protocols: nil))
        let address = try signed("map", scope: Scope(datasets: ["air-2024"], protocols: ["wms"]))
        #expect(address.prefix.hasPrefix("/s/sla_"))
        #expect(address.text.utf8.allSatisfy { PercentCoding.isUnreserved($0) })
        let verifier = verifiers.addresses
        let verdict = verifier.verdict(on: .bearer(address.text), context: .test)
        let narrowed = Scope(datasets: ["air-2024"], protocols: ["wms"])
        #expect(verdict == .known(Principal(name: "alice", groups: [], token: "map", scope: narrowed)))
        // What is not narrowed is the token's, not everything.
        let plain = try signed("map")
        #expect(plain.scope == Scope(datasets: ["air-*", "sst"], protocols: nil))
        for wide in [["other"], ["air"], ["*"], ["air-1", "b"]] {
            #expect(throws: SignedAddress.Problem.wider(than: plain.scope)) {
                try signed("map", scope: Scope(datasets: wide))
            }
        }
    }

    /// By Python's `hmac`, `hashlib` and `base64`: token of the bytes 0…31, key of the bytes 100…131, owner alice.
    private static let elsewhere =
        "sla_a2V5MSAxODAwMDAwMDAwIDZ1anUtYk9vUFRDQ0w1RE4gZGF0YXNldHM9YWlyO3Byb3RvY29scz13bXM."
        + "JMy8CT6B3anxE_6cWYwxLLD4oU9f1tU4VYTbk1Pf1y4"

    private static func lines(owner: String = "alice", key: String = "key1", secret: String? = nil) -> String
    {
        """
        {"key":"\(key)","created":"2026-11-01T00:00:00Z","secret":"\(secret ?? "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoM")"}
        {"token":"map","owner":"\(owner)","created":"2026-11-30T01:00:00Z","sha256":"\(TokenListTests.digest)"}

        """
    }

    private func verdictElsewhere(_ lines: String, _ text: String = elsewhere) -> Verdict? {
        folder.write(lines, to: "tokens")
        return verifiers.addresses.verdict(on: .bearer(text), context: .test)
    }

    @Test func aCodeMadeElsewhereIsRight() {
        let scope = Scope(datasets: ["air"], protocols: ["wms"])
        let known = Verdict.known(Principal(name: "alice", groups: [], token: "map", scope: scope))
        #expect(verdictElsewhere(Self.lines()) == known)
        #expect(verdictElsewhere(Self.lines(owner: "bob")) == .bad)
        #expect(verdictElsewhere(Self.lines(key: "key2")) == .bad)
        #expect(verdictElsewhere(Self.lines(secret: TokenListTests.digest)) == .bad)
        #expect(verdictElsewhere("") == .bad)
        // 1,800,000,000 is its end; the clock stands at 1,796,001,000.
        clock.pass(seconds: 3_998_999)
        #expect(verdictElsewhere(Self.lines()) == known)
        clock.pass(seconds: 1)
        #expect(verdictElsewhere(Self.lines()) == .bad)
    }

    @Test func everyOtherLetterIsRefused() {
        folder.write(Self.lines(), to: "tokens")
        let (verifier, text) = (verifiers.addresses, Self.elsewhere)
        for index in text.indices {
            for letter in "Aa9-._=~" where letter != text[index] {
                var other = text
                other.replaceSubrange(index...index, with: String(letter))
                let verdict = verifier.verdict(on: .bearer(other), context: .test)
                #expect(verdict == .bad || verdict == nil, "\(other)")
            }
            let cut = verifier.verdict(on: .bearer(String(text[..<index])), context: .test)
            #expect(cut == .bad || cut == nil)
        }
        let long = verifier.verdict(on: .bearer(text + String(repeating: "A", count: 5000)), context: .test)
        #expect(long == nil)
        #expect(verifier.verdict(on: .password(user: "x", password: text), context: .test) == nil)
    }

    /// A signature under a live key counts for no scope beyond the token's, nor for longer than addresses may be good.
    @Test func aGenuineCodeWidensNothing() throws {
        _ = try made("map", scope: Scope(datasets: ["air"]), expires: clock.date + 100)
        let list = try file.change { list in
            list.rotateKey(at: 0)
            return list
        }
        let (key, record) = (try #require(list.keys.last), try #require(list.record(named: "map")))
        func signed(_ scope: String, _ end: Int) -> PresentedCredential {
            let payload = "\(key.identity) \(end) \(record.identity) \(scope)"
            let text = "sla_" + Self.base64(Array(payload.utf8))
            return .bearer("\(text).\(Self.base64(key.code(of: "\(text) alice")))")
        }
        let verifier = verifiers.addresses
        let soon = clock.date + 3600
        #expect(verifier.verdict(on: signed("datasets=air", soon), context: .test) != .bad)
        for scope in ["", "datasets=*", "datasets=sst", "protocols=wms"] {
            #expect(verifier.verdict(on: signed(scope, soon), context: .test) == .bad, "\(scope)")
        }
        let late = clock.date + SignedAddress.longestSeconds + 3600
        #expect(verifier.verdict(on: signed("datasets=air", late), context: .test) == .bad)
        // The token's own end is the address's too.
        clock.pass(seconds: 100)
        #expect(verifier.verdict(on: signed("datasets=air", soon), context: .test) == .bad)
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let bits = bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
        return String(
            stride(from: 0, to: bits.count, by: 6).map { start in
                let six = bits[start..<min(start + 6, bits.count)].reduce(0) { $0 << 1 | Int($1) }
                return letters[six << max(start + 6 - bits.count, 0)]
            }
        )
    }

    @Test func anAddressDiesWithItsTokenAndNotOnlyItsName() throws {
        _ = try made("map")
        let (address, verifier) = (try signed("map"), verifiers.addresses)
        #expect(verifier.verdict(on: .bearer(address.text), context: .test) != .bad)
        try file.change { try $0.revoke("map") }
        clock.pass(seconds: 1)
        #expect(verifier.verdict(on: .bearer(address.text), context: .test) == .bad)
        _ = try made("map")
        clock.pass(seconds: 1)
        #expect(verifier.verdict(on: .bearer(address.text), context: .test) == .bad)
    }

    @Test func twoKeysLive() throws {
        _ = try made("map")
        let (first, verifier) = (try signed("map"), verifiers.addresses)
        try file.change { $0.rotateKey(at: clock.date) }
        let second = try signed("map")
        clock.pass(seconds: 1)
        for address in [first, second] {
            #expect(verifier.verdict(on: .bearer(address.text), context: .test) != .bad)
        }
        try file.change { $0.rotateKey(at: clock.date) }
        clock.pass(seconds: 1)
        #expect(verifier.verdict(on: .bearer(first.text), context: .test) == .bad)
        #expect(verifier.verdict(on: .bearer(second.text), context: .test) != .bad)
    }

    @Test func whatCannotBeSignedIsSaid() throws {
        _ = try made("map")
        _ = try made("short", expires: clock.date + 10)
        #expect(throws: SignedAddress.Problem.noToken("mop")) { try signed("mop") }
        #expect(throws: SignedAddress.Problem.tooLong(mostDays: 90)) { try signed("map", days: 91) }
        #expect(throws: SignedAddress.Problem.past) { try signed("map", days: 0) }
        clock.pass(seconds: 10)
        #expect(throws: SignedAddress.Problem.noToken("short")) { try signed("short") }
    }

    @Test func secretsAreNotPrinted() throws {
        _ = try made("map")
        let address = try signed("map")
        let list = try file.read()
        var text = "\(address) \(String(reflecting: address)) \(list) \(String(reflecting: list))"
        dump(address, to: &text)
        dump(list, to: &text)
        dump(list.keys, to: &text)
        dump(list.records, to: &text)
        let secrets = list.text.split(separator: "\"").filter { $0.utf8.count == 43 }
        #expect(secrets.count == 2)
        for secret in secrets { #expect(!text.contains(secret)) }
        #expect(!text.contains(address.text.dropFirst(4)))
        let credentials: [PresentedCredential] = [
            .password(user: "alice", password: "geheim"), .bearer("geheim"),
            .certificate(distinguishedName: "CN=geheim"),
        ]
        var said = "\(credentials)"
        dump(credentials, to: &said)
        #expect(!said.contains("geheim") && !said.contains("alice"))
    }
}
