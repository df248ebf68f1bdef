import Execution
import Grids
import TestSupport
import Testing

@testable import ObjectStorage

/// A bucket that is not where the operator thinks.
struct BucketRegionTests {
    private static let known = "eu-north-1"

    /// A server that takes signatures for one region, and tells the others which.
    private static func server(tells field: String, _ body: String) -> ScriptedServer? {
        ScriptedServer { request in
            let isRight = request.fields["authorization"]?.contains("/\(known)/s3/") == true
            return isRight
                ? ScriptedServer.Answer(200, "v") : ScriptedServer.Answer(400, body, fields: [field])
        }
    }

    private static func store(_ server: ScriptedServer) throws -> S3Store {
        S3Store(
            location: try S3Location("s3://b/p", region: "us-east-1", endpoint: server.address),
            credentials: S3Credentials(accessKeyID: "AKIA", secretKey: "secret", sessionToken: nil),
            engine: TransferEngine()
        )
    }

    @Test(arguments: [
        ("x-amz-bucket-region: eu-north-1", ""),
        ("x-a: b", "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-north-1</Region></Error>"),
    ])
    func isFoundOnce(field: String, body: String) throws {
        let server = try #require(Self.server(tells: field, body))
        let store = try Self.store(server)
        let context = WorkContext.background(seconds: 30)
        for key in ["a", "b", "c"] {
            let outcome = try store.read(ObjectRequest(key: key, maxBytes: 9), context: context)
            #expect(outcome.bytes == Array("v".utf8), "\(outcome)")
        }
        #expect(server.requests.map(\.target) == ["/b/p/a", "/b/p/a", "/b/p/b", "/b/p/c"])
        #expect(context.measurements.facts.contains { "\($0)".contains("set region") })
    }

    /// A server that never agrees is asked twice.
    @Test func isNotLookedForInACircle() throws {
        let server = try #require(
            ScriptedServer { request in
                let isFirst = request.fields["authorization"]?.contains("/us-east-1/") == true
                return ScriptedServer.Answer(
                    400,
                    fields: ["x-amz-bucket-region: \(isFirst ? "us-west-1" : "us-east-1")"]
                )
            }
        )
        let outcome = try Self.store(server).read(
            ObjectRequest(key: "a", maxBytes: 9),
            context: .background(seconds: 30)
        )
        #expect(outcome.error == .wrongRegion(key: "a", region: "us-east-1"))
        #expect(server.requests.count == 2)
    }

    @Test func anotherRegionOfAWSIsAnotherServer() throws {
        let location = try S3Location("s3://cubes/p", region: "us-east-1")
        #expect(location.moved(to: "cn-north-1")?.server.host == "cubes.s3.cn-north-1.amazonaws.com.cn")
        let dotted = try S3Location("s3://a.b/p", region: "us-east-1")
        #expect(dotted.moved(to: "eu-west-1")?.server.host == "s3.eu-west-1.amazonaws.com")
        let own = try S3Location("s3://cubes/p", endpoint: "https://minio.example:9000")
        #expect(own.moved(to: "eu-west-1")?.server == own.server)
        #expect(location.moved(to: "evil.example/") == nil)
    }

    @Test(
        arguments: [
            ("https://cubes.s3.eu-west-1.amazonaws.com/p/k", "eu-west-1"),
            ("https://s3-us-west-2.amazonaws.com/cubes/p/k", "us-west-2"),
            ("https://cubes.s3.cn-north-1.amazonaws.com.cn/p/k", "cn-north-1"),
            ("http://cubes.s3.eu-west-1.amazonaws.com/p/k", nil),
            ("https://cubes.s3.eu-west-1.amazonaws.com.evil.example/", nil),
            ("https://s3.evil.example/.amazonaws.com", nil),
            ("https://other.s3.eu-west-1.amazonaws.com/", nil),
            ("", nil),
        ] as [(String, String?)]
    )
    func redirectsOfAWSNameARegion(target: String, region: String?) throws {
        #expect(try S3Location("s3://cubes/p").region(ofRedirect: target) == region)
    }
}
