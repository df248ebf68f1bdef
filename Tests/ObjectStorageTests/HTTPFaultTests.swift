import Execution
import ObjectStorage
import TestSupport
import Testing

/// What a web server can do wrong, and what a read makes of it.
@Suite(.enabled(if: SharedData.isThere))
struct HTTPFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// What the server does to the object; JSON of `fault_http.py`.
        let rule: String
        var range = ByteRange.whole
        var most = 100_000
        let expected: Expectation
        var testDescription: String { name }
    }

    enum Expectation: Sendable {
        /// The right bytes of the range.
        case bytes
        case absent
        case error(StorageError)
        /// An error of the same case.
        case kind(StorageError)
    }

    static let size = 50_000
    static let key = "array/c/0/0"
    static let part = ByteRange.bytes(offset: 1000, count: 500)

    static let cases: [Case] = [
        Case(name: "no fault", rule: "{}", expected: .bytes),
        Case(name: "no fault, range", rule: "{}", range: part, expected: .bytes),
        Case(name: "no fault, suffix", rule: "{}", range: .suffix(count: 77), expected: .bytes),
        Case(
            name: "suffix longer than the object",
            rule: "{}",
            range: .suffix(count: 60_000),
            expected: .bytes
        ),
        Case(
            name: "range over the end",
            rule: "{}",
            range: .bytes(offset: 49_990, count: 100),
            expected: .bytes
        ),
        Case(
            name: "range behind the end",
            rule: "{}",
            range: .bytes(offset: 50_000, count: 10),
            expected: .bytes
        ),
        Case(name: "500, then 200", rule: #""nth":"first:1","do":{"status":500}"#, expected: .bytes),
        Case(
            name: "503 with Retry-After",
            rule: #""nth":"first:1","do":{"status":503,"retry_after":0}"#,
            expected: .bytes
        ),
        Case(
            name: "429, then 200",
            rule: #""nth":"first:1","do":{"status":429,"retry_after":0}"#,
            expected: .bytes
        ),
        Case(
            name: "500 for ever",
            rule: #""do":{"status":500}"#,
            expected: .error(.refused(key: key, status: 500))
        ),
        Case(
            name: "reset half-way, once",
            rule: #""nth":"first:1","do":{"reset":{"after":20000,"how":"rst"}}"#,
            expected: .bytes
        ),
        Case(
            name: "closed half-way, once",
            rule: #""nth":"first:1","do":{"reset":{"after":20000,"how":"fin"}}"#,
            expected: .bytes
        ),
        Case(
            name: "reset before any byte, once",
            rule: #""nth":"first:1","do":{"reset":{"after":-1,"how":"rst"}}"#,
            expected: .bytes
        ),
        Case(
            name: "closed half-way for ever",
            rule: #""do":{"reset":{"after":20000,"how":"fin"}}"#,
            expected: .error(.wrongLength(key: key, expected: size, received: 20000))
        ),
        Case(name: "short, once", rule: #""nth":"first:1","do":{"short":100}"#, expected: .bytes),
        Case(
            name: "short for ever",
            rule: #""do":{"short":100}"#,
            expected: .error(.wrongLength(key: key, expected: size, received: size - 100))
        ),
        Case(name: "long", rule: #""do":{"long":100}"#, expected: .bytes),
        Case(
            name: "two lengths",
            rule: #""do":{"double_length":true}"#,
            expected: .kind(.system(key: key, cause: ""))
        ),
        Case(name: "chunked", rule: #""do":{"chunked":true}"#, expected: .bytes),
        Case(
            name: "chunked without its end, once",
            rule: #""nth":"first:1","do":{"chunked":"cut"}"#,
            expected: .bytes
        ),
        Case(
            name: "chunked and damaged",
            rule: #""do":{"chunked":"garbage"}"#,
            expected: .kind(.unreachable(key: key, cause: ""))
        ),
        Case(name: "no length", rule: #""do":{"no_length":true}"#, expected: .bytes),
        Case(
            name: "no length, longer than taken",
            rule: #""do":{"no_length":true}"#,
            most: 40_000,
            expected: .kind(.tooLong(key: key, bytes: 0, limit: 0))
        ),
        Case(
            name: "longer than taken",
            rule: "{}",
            most: 40_000,
            expected: .error(.tooLong(key: key, bytes: size, limit: 40_000))
        ),
        Case(name: "403", rule: #""do":{"status":403}"#, expected: .error(.refused(key: key, status: 403))),
        Case(name: "401", rule: #""do":{"status":401}"#, expected: .error(.refused(key: key, status: 401))),
        Case(name: "404", rule: #""do":{"missing":true}"#, expected: .absent),
        Case(name: "410", rule: #""do":{"status":410}"#, expected: .absent),
        Case(name: "redirect on the same host", rule: #""do":{"redirect":{"to":"same"}}"#, expected: .bytes),
        Case(
            name: "redirect for ever",
            rule: #""do":{"redirect":{"to":"loop"}}"#,
            expected: .error(.refused(key: key, status: 302))
        ),
        Case(
            name: "redirect elsewhere",
            rule: #""do":{"redirect":{"to":"http://127.0.0.2:19199/x"}}"#,
            expected: .error(.refused(key: key, status: 302))
        ),
        Case(
            name: "redirect to a file",
            rule: #""do":{"redirect":{"to":"file:///etc/hostname"}}"#,
            expected: .error(.refused(key: key, status: 302))
        ),
        Case(name: "200 to a range", rule: #""do":{"ignore_range":true}"#, range: part, expected: .bytes),
        Case(
            name: "200 to a suffix",
            rule: #""do":{"ignore_range":true}"#,
            range: .suffix(count: 30),
            expected: .bytes
        ),
        Case(
            name: "range with another Content-Range",
            rule: #""do":{"content_range":"shift:5"}"#,
            range: part,
            expected: .error(.rangeIgnored(key: key))
        ),
        Case(
            name: "range without Content-Range",
            rule: #""do":{"content_range":"none"}"#,
            range: part,
            expected: .error(.rangeIgnored(key: key))
        ),
        Case(
            name: "coded body",
            rule: #""do":{"gzip":true}"#,
            expected: .kind(.system(key: key, cause: ""))
        ),
        Case(
            name: "a page in place of a chunk",
            rule: #""do":{"status":200,"body":"<html>sorry</html>","content_type":"text/html"}"#,
            expected: .kind(.system(key: key, cause: ""))
        ),
        Case(name: "early hints", rule: #""do":{"interim":2}"#, expected: .bytes),
        Case(
            name: "connection closed behind the answer",
            rule: #""do":{"close_silently":true}"#,
            expected: .bytes
        ),
        Case(
            name: "no HTTP at all",
            rule: #""do":{"raw":"hello\r\n\r\n"}"#,
            expected: .kind(.unreachable(key: key, cause: ""))
        ),
        Case(
            name: "stall half-way for ever",
            rule: #""do":{"stall":{"after":20000,"seconds":30}}"#,
            expected: .error(.timedOut(key: key))
        ),
        Case(
            name: "stall half-way, once",
            rule: #""nth":"first:1","do":{"stall":{"after":20000,"seconds":30}}"#,
            expected: .bytes
        ),
    ]

    @Test(arguments: cases)
    func meets(_ test: Case) throws {
        let rules = test.rule == "{}" ? "[]" : "[{\"path\":\"*/c/*\",\(test.rule)}]"
        let server = try #require(FaultServer(rules: rules))
        let bytes = FaultServer.pattern(Self.size)
        server.folder.write(bytes, to: Self.key)
        var options = TransferEngine.Options()
        options.stallSeconds = 1
        let context = WorkContext.background(seconds: 60)
        let outcome = try server.store(TransferEngine(options: options)).read(
            ObjectRequest(key: Self.key, range: test.range, maxBytes: test.most),
            context: context
        )
        switch test.expected {
        case .bytes:
            #expect(
                outcome.bytes == Array(bytes[test.range.resolved(length: Self.size)]),
                "\(outcome.error as Any)"
            )
        case .absent: #expect(outcome.isAbsent)
        case .error(let error): #expect(outcome.error == error)
        case .kind(let error):
            #expect(outcome.error.map(Self.kind) == Self.kind(error), "\(outcome.error as Any)")
        }
    }

    /// The name of the case.
    private static func kind(_ error: StorageError) -> String? {
        Mirror(reflecting: error).children.first?.label
    }

    @Test func aStallEndsWithTheWaitersDeadline() throws {
        let server = try #require(FaultServer(rules: #"[{"do":{"stall":{"after":10,"seconds":60}}}]"#))
        server.folder.write(FaultServer.pattern(1000), to: "c/0")
        let store = try server.store()
        #expect(throws: StorageError.timedOut(key: "c/0")) {
            try store.read(ObjectRequest(key: "c/0", maxBytes: 2000), context: .background(seconds: 0.3))
        }
    }

    @Test func aCancelledWaiterDoesNotHurtOthers() throws {
        let server = try #require(FaultServer(rules: #"[{"path":"*/slow","do":{"delay":30}}]"#))
        server.folder.write([1], to: "slow")
        server.folder.write([2], to: "quick")
        let store = try server.store()
        let context = WorkContext.background(seconds: 60)
        let thread = WorkerThread(name: "waiter") {
            _ = try? store.read(ObjectRequest(key: "slow", maxBytes: 10), context: context)
        }
        context.cancel()
        thread.join()
        #expect(
            try store.read(ObjectRequest(key: "quick", maxBytes: 10), context: .background(seconds: 30))
                .bytes == [2]
        )
    }

    @Test func aThousandReadsShareItsConnections() throws {
        let server = try #require(FaultServer(rules: #"{"latency_ms":5,"rules":[]}"#))
        for index in 0..<40 { server.folder.write([UInt8(index)], to: "c/\(index)") }
        let requests = (0..<1000).map { ObjectRequest(key: "c/\($0 % 50)", maxBytes: 10) }
        var received = [Bool](repeating: false, count: requests.count)
        let context = WorkContext.background(seconds: 60)
        try server.store().read(requests, context: context) { index, outcome in
            #expect(!received[index])
            received[index] = true
            #expect(index % 50 < 40 ? outcome.bytes == [UInt8(index % 50)] : outcome.isAbsent)
        }
        #expect(received.allSatisfy { $0 })
        #expect(context.measurements.count(of: .storeReads) == 1000)
    }

    @Test func whatDeliverThrowsEndsTheReading() throws {
        let server = try #require(FaultServer(rules: "[]"))
        server.folder.write([1], to: "a")
        let store = try server.store()
        let requests = [ObjectRequest](repeating: ObjectRequest(key: "a", maxBytes: 10), count: 100)
        #expect(throws: StorageError.badKey(key: "mine")) {
            try store.read(requests, context: .background(seconds: 30)) { _, _ in
                throw StorageError.badKey(key: "mine")
            }
        }
    }

    @Test func aPageInPlaceOfADocumentMeansAbsent() throws {
        let rule =
            #"[{"do":{"status":200,"body":"<html>no</html>","content_type":"text/html; charset=utf-8"}}]"#
        let server = try #require(FaultServer(rules: rule))
        #expect(
            try server.store().read(
                ObjectRequest(key: "a/zarr.json", maxBytes: 100),
                context: .background(seconds: 30)
            ).isAbsent
        )
    }

    @Test func aClosedPortIsUnreachable() throws {
        let store = try StoreOpener.open("http://127.0.0.1:19198", engine: TransferEngine())
        let outcome = try store.read(ObjectRequest(key: "a", maxBytes: 1), context: .background(seconds: 30))
        guard case .failed(.unreachable(let key, _)) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(key == "a")
    }
}
