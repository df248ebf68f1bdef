import Execution
import Synchronization
import TestSupport
import Testing

@testable import ObjectStorage

/// What stores count, against what a server has really sent.
struct StoreCountersTests {
    private let body = String(repeating: "x", count: 1000)

    private func read(_ store: any ObjectStore, _ request: ObjectRequest) throws -> (ObjectOutcome, Int, Int)
    {
        let context = WorkContext.background(seconds: 30)
        let outcome = try store.read(request, context: context)
        let count = context.measurements.count
        return (outcome, count(.storeBytes), count(.storeReads))
    }

    private func open(_ server: ScriptedServer) throws -> any CountedStore {
        try #require(try StoreOpener.open(server.address, engine: TransferEngine()) as? any CountedStore)
    }

    @Test func bytesAreCountedOnce() throws {
        let made = ScriptedServer { [body] _ in .init(200, body) }
        let server = try #require(made)
        let store = try open(server)
        let (_, bytes, reads) = try read(store, ObjectRequest(key: "a", maxBytes: 2000))
        #expect(bytes == 1000 && reads == 1)
        #expect(store.counters.bytes == 1000 && store.counters.gets == 1 && store.counters.retries == 0)
    }

    /// The first answer promises a piece of a thousand bytes and ends after four hundred.
    @Test func bytesOfFailedAttemptsCount() throws {
        let asked = Mutex(0)
        let made = ScriptedServer { [body] _ in
            let number = asked.withLock { count in
                count += 1
                return count
            }
            guard number == 1 else { return .init(200, body) }
            return .init(200, "3e8\r\n" + body.prefix(400), fields: ["Transfer-Encoding: chunked"])
        }
        let server = try #require(made)
        let store = try open(server)
        let (outcome, bytes, reads) = try read(store, ObjectRequest(key: "a", maxBytes: 2000))
        guard case .found(let object) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(object.bytes.count == 1000 && bytes == 1400 && reads == 1)
        #expect(store.counters.bytes == 1400 && store.counters.gets == 2 && store.counters.retries == 1)
    }

    @Test func aWholeForAPartCountsAsAWhole() throws {
        let made = ScriptedServer { [body] _ in .init(200, body) }
        let server = try #require(made)
        let store = try open(server)
        let request = ObjectRequest(key: "a", range: .bytes(offset: 10, count: 5), maxBytes: 5)
        let (outcome, bytes, _) = try read(store, request)
        guard case .found(let object) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(object.bytes.count == 5 && bytes == 1000 && store.counters.bytes == 1000)
    }

    @Test func whatIsStillTheSameCountsNothing() throws {
        let made = ScriptedServer { [body] request in
            request.fields["if-none-match"] == "\"v1\""
                ? .init(304) : .init(200, body, fields: ["ETag: \"v1\""])
        }
        let server = try #require(made)
        let store = try open(server)
        let request = ObjectRequest(key: "a", maxBytes: 2000)
        _ = try read(store, request)
        let (outcome, bytes, reads) = try read(store, request.unless("\"v1\""))
        guard case .found(let object) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(object.isUnchanged && bytes == 0 && reads == 1)
        #expect(store.counters.bytes == 1000 && store.counters.gets == 2)
    }

    /// Objects on the disk cost the store nothing but the question.
    @Test func whatTheDiskHasCountsNothing() throws {
        let made = ScriptedServer { [body] request in
            request.fields["if-none-match"] == "\"v1\""
                ? .init(304) : .init(200, body, fields: ["ETag: \"v1\""])
        }
        let server = try #require(made)
        let folder = TemporaryFolder()
        let far = try open(server)
        let cache = try #require(DiskCache(folder: folder.path + "/cache", maxBytes: 1 << 20))
        let store = CachedStore(store: far, cache: cache)
        let request = ObjectRequest(key: "a", maxBytes: 2000)
        #expect(try read(store, request).1 == 1000)
        let (outcome, bytes, _) = try read(store, request)
        guard case .found(let object) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(object.bytes.count == 1000 && bytes == 0 && far.counters.bytes == 1000)
        // Who doubts what he got gets it from the store itself.
        #expect(try read(store, request.anew()).1 == 1000)
        // Who has the same needs none of the disk's bytes.
        guard case .found(let same) = try read(store, request.unless("\"v1\"")).0 else {
            Issue.record("not found")
            return
        }
        #expect(same.isUnchanged)
    }

    @Test func filesCountWhatIsRead() throws {
        let folder = TemporaryFolder()
        folder.write(Array(body.utf8), to: "a")
        let store = FileStore(root: folder.path)
        let request = ObjectRequest(key: "a", range: .suffix(count: 300), maxBytes: 1000)
        let (outcome, bytes, _) = try read(store, request)
        guard case .found(let object) = outcome, let validator = object.validator else {
            Issue.record("\(outcome)")
            return
        }
        #expect(bytes == 300 && store.counters.bytes == 300)
        #expect(try read(store, request.unless(validator)).1 == 0)
        #expect(store.counters.bytes == 300 && store.counters.gets == 2)
    }
}
