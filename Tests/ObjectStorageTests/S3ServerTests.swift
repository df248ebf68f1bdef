import Execution
import ObjectStorage
import TestSupport
import Testing

/// Reads from a server that recomputes every signature.
@Suite(.enabled(if: S3Server.isThere, "needs the test data, boto3 and moto"))
struct S3ServerTests {
    private let context = WorkContext.background(seconds: 60)

    static let awkwardKeys = [
        "plain", "with blank", "a+b", "100%", "%2F", "a=b&c=d", "q?x", "h#x", "ü/é", "日本", "😀", "(x)*'!",
        "a:b@c",
        "a;b,c", "$HOME", "[1]", "{a}", "a|b", "a\\b", "a~b-c_d.e", "t\"q\"", "<a>", "c/0.0/1",
    ]

    private func text(_ outcome: ObjectOutcome) -> String? {
        outcome.bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func readsAndListsAwkwardKeys() throws {
        let server = try #require(S3Server())
        let prefix = "pre fix/é+%41"
        #expect(server.upload(keys: Self.awkwardKeys.map { "\(prefix)/\($0)" }))
        let store = try server.store(prefix)
        for key in Self.awkwardKeys {
            let request = ObjectRequest(key: key, maxBytes: 1000)
            #expect(text(try store.read(request, context: context)) == "\(prefix)/\(key)", "\(key)")
        }
        let top = try store.list("", most: 100, context: context)
        #expect(Set(top.objects) == Set(Self.awkwardKeys.filter { !$0.contains("/") }))
        #expect(top.prefixes == ["c", "ü"])
        #expect(try store.list("ü", most: 100, context: context).objects == ["é"])
        #expect(try store.list("none", most: 100, context: context) == Listing(prefixes: [], objects: []))
    }

    @Test func readsRangesAndKnowsWhatIsAbsent() throws {
        let server = try #require(S3Server())
        #expect(server.upload(keys: ["d/0123456789"]))
        let store = try server.store("d")
        func read(_ key: String, _ range: ByteRange) throws -> ObjectOutcome {
            try store.read(ObjectRequest(key: key, range: range, maxBytes: 100), context: context)
        }
        #expect(text(try read("0123456789", .bytes(offset: 2, count: 3))) == "012")
        #expect(text(try read("0123456789", .suffix(count: 4))) == "6789")
        #expect(text(try read("0123456789", .bytes(offset: 8, count: 50))) == "6789")
        #expect(try read("none", .whole).isAbsent)
        #expect(try read("../secret", .whole).error == .badKey(key: "../secret"))
    }

    @Test func refusalsAreTypedAndNamed() throws {
        let server = try #require(S3Server())
        #expect(server.upload(keys: ["d/k"]))
        func error(_ store: any ListableStore) throws -> StorageError? {
            try store.read(ObjectRequest(key: "k", maxBytes: 100), context: context).error
        }
        let wrong = try server.store("d", secret: "wrong")
        let mismatch = StorageError.refusedFor(key: "k", status: 403, reason: "SignatureDoesNotMatch")
        #expect(try error(wrong) == mismatch)
        #expect(try error(try server.store("d", secret: "wrong", deniedChunks: .missing)) == mismatch)
        #expect(throws: StorageError.self) { try wrong.list("", most: 10, context: context) }
        #expect(
            try error(try server.store("d", bucket: "nobucket"))
                == .refusedFor(key: "k", status: 404, reason: "NoSuchBucket")
        )
    }

    @Test func readsAnonymouslyWhatIsPublic() throws {
        let web = try #require(FaultServer(rules: #"{"rules":[]}"#))
        web.folder.write(Array("open".utf8), to: "cubes/d/k")
        let location = try S3Location("s3://cubes/d", endpoint: web.address)
        let open = S3Store(location: location, credentials: nil, engine: TransferEngine())
        #expect(text(try open.read(ObjectRequest(key: "k", maxBytes: 100), context: context)) == "open")
        let server = try #require(S3Server())
        #expect(server.upload(keys: ["d/k"]))
        let closed = try server.store("d", secret: nil)
        let refused = try closed.read(ObjectRequest(key: "k", maxBytes: 100), context: context)
        #expect(refused.error == .refused(key: "k", status: 403))
    }

    @Test func listsBeyondOnePage() throws {
        let folder = TemporaryFolder()
        let script =
            "mkdir -p $0/many/g0 $0/many/g1 && cd $0/many && touch g0/x g1/x && seq -f c%04g 1 1203 | xargs touch"
        #expect(Command.run(["sh", "-c", script, folder.path]) == 0)
        let server = try #require(S3Server(upload: folder.path))
        let store = try server.store("")
        let listing = try store.list("many", most: 5000, context: context)
        #expect(listing.objects.count == 1203 && listing.objects.last == "c1203")
        #expect(listing.prefixes == ["g0", "g1"])
        #expect(throws: StorageError.tooLong(key: "many", bytes: 1000, limit: 900)) {
            try store.list("many", most: 900, context: context)
        }
    }
}
