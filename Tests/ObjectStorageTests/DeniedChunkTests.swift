import Execution
import ObjectStorage
import TestSupport
import Testing

/// Chunks that are refused to a caller who may read but perhaps not list.
struct DeniedChunkTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let setting: DeniedChunks
        var mayList = true
        /// Whether the array's document is read before.
        var isProven = true
        /// What is said of a chunk that was never written, and of one that must not be read.
        let absent: String
        let denied: String
        /// Listings that were asked for.
        var lists = 0
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "error", setting: .error, absent: "AccessDenied", denied: "AccessDenied"),
        Case(name: "missing", setting: .missing, absent: "absent", denied: "absent"),
        Case(name: "probe", setting: .probe, absent: "absent", denied: "AccessDenied", lists: 2),
        Case(
            name: "probe without the right to list",
            setting: .probe,
            mayList: false,
            absent: "AccessDenied",
            denied: "AccessDenied",
            lists: 1
        ),
        Case(
            name: "probe where nothing could be read",
            setting: .probe,
            isProven: false,
            absent: "AccessDenied",
            denied: "AccessDenied"
        ),
    ]

    @Test(arguments: cases) func mean(_ test: Case) throws {
        let refusal = "<Error><Code>AccessDenied</Code></Error>"
        let server = try #require(
            ScriptedServer { request in
                if request.target.contains("list-type") {
                    guard test.mayList else { return ScriptedServer.Answer(403, refusal) }
                    let isThere = request.target.contains("secret")
                    let contents = isThere ? "<Contents><Key>p/a/c/secret</Key></Contents>" : ""
                    return ScriptedServer.Answer(200, "<ListBucketResult>\(contents)</ListBucketResult>")
                }
                return request.target.hasSuffix("/a/zarr.json")
                    ? ScriptedServer.Answer(200, "{}") : ScriptedServer.Answer(403, refusal)
            }
        )
        var dialects = S3Store.Dialects()
        dialects.deniedChunks = test.setting
        let store = S3Store(
            location: try S3Location("s3://b/p", endpoint: server.address),
            credentials: nil,
            dialects: dialects,
            engine: TransferEngine()
        )
        func read(_ key: String) throws -> String {
            let outcome = try store.read(
                ObjectRequest(key: key, maxBytes: 9),
                context: .background(seconds: 30)
            )
            if case .failed(.refusedFor(_, 403, let code)) = outcome { return code }
            return outcome.isAbsent ? "absent" : "\(outcome)"
        }
        if test.isProven { _ = try read("a/zarr.json") }
        #expect(try read("a/c/0/0") == test.absent)
        #expect(try read("a/c/secret") == test.denied)
        // Documents are not chunks: their reader weighs what all of them say.
        #expect(try read("b/zarr.json") == "AccessDenied")
        #expect(server.requests.filter { $0.target.contains("list-type") }.count == test.lists)
    }
}
