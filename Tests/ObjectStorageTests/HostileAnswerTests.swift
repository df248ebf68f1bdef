import Execution
import ObjectStorage
import Synchronization
import TestSupport
import Testing

/// Answers that no honest server gives.
struct HostileAnswerTests {
    private func outcome(_ answer: ScriptedServer.Answer, _ range: ByteRange = .whole) throws -> ObjectOutcome
    {
        let server = try #require(ScriptedServer { _ in answer })
        let store = try StoreOpener.open(server.address, engine: TransferEngine())
        return try store.read(
            ObjectRequest(key: "c/0", range: range, maxBytes: 100),
            context: .background(seconds: 30)
        )
    }

    @Test(arguments: [(10_000, 40), (4, 90_000)]) func aHeadHasAnEnd(lines: Int, length: Int) throws {
        let fields = (0..<lines).map { "X-\($0): " + String(repeating: "a", count: length) }
        guard case .failed(.system(_, let cause)) = try outcome(ScriptedServer.Answer(fields: fields)) else {
            Issue.record("it was read")
            return
        }
        #expect(cause.contains("the head of the answer"))
    }

    @Test(arguments: [
        ["Content-Range: bytes 0-9/9"], ["Content-Range: bytes 9-0/10"], ["Content-Range: bytes 1-10/11"],
        ["Content-Range: bytes 0-9/99999999999999999999"], ["Content-Range: bytes -1-8/10"], [],
        ["Content-Range: bytes 0-9223372036854775807/9223372036854775807"],
    ])
    func aPartThatIsNotTheOneAskedForIsNone(fields: [String]) throws {
        let answer = ScriptedServer.Answer(206, "0123456789", fields: fields)
        #expect(try outcome(answer, .bytes(offset: 0, count: 10)).error != nil)
    }

    /// More than 30 s are given up at once, though the request has time for them; what nobody can read is no pause.
    @Test(arguments: [
        ("-1", 2), ("abc", 2), ("nan", 2), ("99999999999999999999", 1), ("inf", 1), ("1e400", 1), ("31", 1),
        ("Thu, 01 Jan 2099 00:00:00 GMT", 1),
    ])
    func aServerThatAsksForMoreThanCanBeWaitedIsGivenUp(pause: String, requests: Int) throws {
        let count = Atomic<Int>(0)
        let server = try #require(
            ScriptedServer { _ in
                count.add(1, ordering: .relaxed)
                return ScriptedServer.Answer(503, fields: ["Retry-After: \(pause)"])
            }
        )
        var options = TransferEngine.Options()
        // One repetition, after half a second at most, tells the two apart.
        options.maxAttempts = 2
        let store = try StoreOpener.open(server.address, engine: TransferEngine(options: options))
        let context = WorkContext.background(seconds: 600)
        let outcome = try store.read(ObjectRequest(key: "c/0", maxBytes: 100), context: context)
        #expect(outcome.error == .refused(key: "c/0", status: 503))
        #expect(count.load(ordering: .relaxed) == requests)
    }

    /// Pages that lead back to earlier ones, and such as never end.
    @Test(arguments: [2, 3, 1_000_000]) func aListingHasAnEnd(tokens: Int) throws {
        let count = Atomic<Int>(0)
        let server = try #require(
            ScriptedServer { _ in
                let number = count.add(1, ordering: .relaxed).newValue % tokens
                return ScriptedServer.Answer(
                    200,
                    "<ListBucketResult><IsTruncated>true</IsTruncated>"
                        + "<NextContinuationToken>t\(number)</NextContinuationToken></ListBucketResult>"
                )
            }
        )
        let store = S3Store(
            location: try S3Location("s3://b", endpoint: server.address),
            credentials: nil,
            engine: TransferEngine()
        )
        let error = #expect(throws: StorageError.self) {
            try store.list("", most: 100, context: .background(seconds: 120))
        }
        guard case .system(_, let cause)? = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(cause.contains("circles"))
    }

    /// Requests wait for a server of credentials to their own deadline, not longer.
    @Test func aServerOfCredentialsThatHangsHoldsNobodyLonger() throws {
        let server = try #require(
            ScriptedServer { request in
                _ = request.isGivenUp()
                return ScriptedServer.Answer()
            }
        )
        let variables = [
            "AWS_REGION": "us-east-1", "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.address,
            "AWS_ENDPOINT_URL_S3": server.address,
        ]
        let store = try StoreOpener.open(
            "s3://b",
            environment: StorageEnvironment { variables[$0] },
            engine: TransferEngine()
        )
        let context = WorkContext.background(seconds: 0.5)
        #expect(throws: StorageError.timedOut(key: "k")) {
            try store.read(ObjectRequest(key: "k", maxBytes: 10), context: context)
        }
    }
}
