import Execution
import ObjectStorage
import TestSupport
import Testing

/// TLS with a certificate authority made for the test.
@Suite(.enabled(if: SharedData.isThere))
struct CertificateTests {
    private let folder = TemporaryFolder()

    private func openssl(_ words: String) -> Bool {
        let output = [">/dev/null", "2>&1"].joined(separator: " ")
        return Command.run(["sh", "-c", "cd '\(folder.path)' && openssl \(words) \(output)"]) == 0
    }

    /// A server's certificate for `name`, signed by an authority of its own.
    private func makeCertificate(for name: String) -> Bool {
        folder.write(Array("subjectAltName=\(name)\n".utf8), to: "names")
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        return openssl("req -x509 \(key) -keyout ca.key -out ca.pem -days 2 -subj '/CN=test authority'")
            && openssl("req -new \(key) -keyout server.key -out server.csr -subj '/CN=test'")
            && openssl(
                "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem"
            )
    }

    private func outcome(certificates: String?, name: String = "IP:127.0.0.1") throws -> ObjectOutcome {
        #expect(makeCertificate(for: name))
        let server = try #require(
            FaultServer(
                rules: "[]",
                certificate: "\(folder.path)/server.pem",
                key: "\(folder.path)/server.key"
            )
        )
        server.folder.write([1, 2, 3], to: "object")
        #expect(server.address.hasPrefix("https://"))
        var profile = StorageProfile(prefix: server.address)
        profile.certificateFile = certificates.map { "\(folder.path)/\($0)" }
        let store = try StoreOpener.open(
            server.address,
            profiles: StorageProfiles([profile]),
            engine: TransferEngine()
        )
        let request = ObjectRequest(key: "object", mostBytes: 10)
        return try store.read(request, context: .background(seconds: 20))
    }

    @Test func anOwnAuthorityIsBelievedWhereTheProfileNamesIt() throws {
        #expect(try outcome(certificates: "ca.pem").bytes == [1, 2, 3])
    }

    @Test func nobodyElseIs() throws {
        guard case .unreachable? = try outcome(certificates: nil).error else {
            Issue.record("a certificate that nobody vouches for was believed")
            return
        }
    }

    @Test func theNameMustBeRightToo() throws {
        guard case .unreachable? = try outcome(certificates: "ca.pem", name: "DNS:other.example").error else {
            Issue.record("a certificate for another name was believed")
            return
        }
    }
}
