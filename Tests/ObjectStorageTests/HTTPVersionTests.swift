import Execution
import ObjectStorage
import TestSupport
import Testing

/// Which HTTP stores are asked by where both are offered.
@Suite(.enabled(if: NginxServer.isThere, "needs nginx"))
struct HTTPVersionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let store: String
        var version = HTTPVersion.auto
        let expected: String
        var testDescription: String { "\(store) \(version)" }
    }

    static let cases = [
        Case(store: "https", expected: "HTTP/2.0"), Case(store: "https", version: .one, expected: "HTTP/1.1"),
        Case(store: "s3://cubes", expected: "HTTP/1.1"),
        Case(store: "s3://cubes", version: .two, expected: "HTTP/2.0"),
        Case(store: "gs://cubes", expected: "HTTP/1.1"),
        Case(store: "az://cubes@testaccount", expected: "HTTP/1.1"),
    ]

    private static let bodies = (0..<60).map { FaultServer.pattern(2000 + $0 * 777) }

    /// The same objects where each kind of store has them.
    private static let objects: TemporaryFolder = {
        let objects = TemporaryFolder().removedWithProcess()
        for (number, body) in bodies.enumerated() {
            for folder in ["", "cubes/", "testaccount/cubes/"] {
                objects.write(body, to: "\(folder)\(number)")
            }
        }
        return objects
    }()

    @Test(arguments: cases) func isTheStores(_ test: Case) throws {
        let bodies = Self.bodies
        let certificate = try #require(TestCertificate())
        let server = try #require(NginxServer(root: Self.objects.path, certificate: certificate))
        var profile = StorageProfile(prefix: test.store == "https" ? server.address : test.store)
        profile.certificateFile = certificate.authority
        profile.httpVersion = test.version
        if test.store != "https" {
            profile.endpoint = server.address
            profile.isAnonymous = true
        }
        let store = try StoreOpener.open(
            profile.prefix,
            profiles: StorageProfiles([profile]),
            environment: StorageEnvironment { _ in nil },
            engine: TransferEngine()
        )
        let requests = bodies.indices.map { ObjectRequest(key: "\($0)", maxBytes: 1 << 20) }
        var equal = 0
        try store.read(requests, context: .background(seconds: 30)) { index, outcome in
            if let bytes = outcome.bytes, bytes.firstDifference(from: bodies[index]) == nil { equal += 1 }
        }
        #expect(equal == bodies.count)
        let lines = server.log.map { $0.split(separator: " ") }
        #expect(lines.count == bodies.count)
        #expect(lines.allSatisfy { $0.first.map(String.init) == test.expected })
        // Many reads at once: on few connections, or on one each.
        let connections = Set(lines.map { $0[1] }).count
        #expect(test.expected == "HTTP/2.0" ? connections <= 4 : connections > 4, "\(connections)")
    }
}
