import Execution
import ObjectStorage
import TestSupport
import Testing

/// TLS with a certificate authority made for the test.
@Suite(.enabled(if: SharedData.isThere))
struct CertificateTests {
    private func outcome(isKnown: Bool, name: String = "IP:127.0.0.1") throws -> ObjectOutcome {
        let test = try #require(TestCertificate(for: name))
        let server = try #require(
            FaultServer(
                rules: "[]",
                certificate: test.certificate,
                key: test.key
            )
        )
        server.folder.write([1, 2, 3], to: "object")
        #expect(server.address.hasPrefix("https://"))
        var profile = StorageProfile(prefix: server.address)
        profile.certificateFile = isKnown ? test.authority : nil
        let store = try StoreOpener.open(
            server.address,
            profiles: StorageProfiles([profile]),
            engine: TransferEngine()
        )
        let request = ObjectRequest(key: "object", maxBytes: 10)
        return try store.read(request, context: .background(seconds: 20))
    }

    @Test func anOwnAuthorityIsBelievedWhereTheProfileNamesIt() throws {
        #expect(try outcome(isKnown: true).bytes == [1, 2, 3])
    }

    @Test func nobodyElseIs() throws {
        guard case .unreachable? = try outcome(isKnown: false).error else {
            Issue.record("a certificate that nobody vouches for was believed")
            return
        }
    }

    @Test func theNameMustBeRightToo() throws {
        guard case .unreachable? = try outcome(isKnown: true, name: "DNS:other.example").error else {
            Issue.record("a certificate for another name was believed")
            return
        }
    }
}
