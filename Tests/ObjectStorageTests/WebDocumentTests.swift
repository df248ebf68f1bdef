import Execution
import TestSupport
import Testing

@testable import ObjectStorage

/// Small documents of servers that are no stores, read from a server inside the test.
struct WebDocumentTests {
    private typealias Answer = ScriptedServer.Answer

    private func read(
        _ server: ScriptedServer,
        _ path: String = "/keys",
        maxBytes: Int = 1000,
        context: WorkContext = .background(seconds: 20)
    ) throws(WebDocumentError) -> WebDocument {
        try TransferEngine().document(
            at: server.address + path,
            maxBytes: maxBytes,
            route: TransferRoute(proxy: .none),
            context: context
        )
    }

    @Test func aDocumentComesWithItsFreshness() throws {
        let fields = ["Cache-Control: public, max-age=600", "Age: 60", "Content-Type: application/json"]
        let server = try #require(ScriptedServer { _ in Answer(200, "{}", fields: fields) })
        let document = try read(server, "/a/keys?x=1")
        #expect(document.bytes == Array("{}".utf8))
        #expect(document.freshSeconds == 540)
        let request = try #require(server.requests.first)
        #expect(request.target == "/a/keys?x=1")
        #expect(request.fields["authorization"] == nil)
        #expect(request.fields["range"] == nil)
    }

    /// Nowhere else: whoever can make a server redirect would choose what is read.
    @Test(arguments: [301, 302, 303, 307, 308])
    func redirectsAreRefused(_ status: Int) throws {
        let server = try #require(
            ScriptedServer { request in
                request.target == "/keys" ? Answer(status, fields: ["Location: /others"]) : Answer(200, "{}")
            }
        )
        let error = #expect(throws: WebDocumentError.self) { try read(server) }
        #expect(error?.cause.hasSuffix("/keys: it answered \(status)") == true)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [203, 204, 206, 304, 400, 401, 403, 404, 410])
    func onlyAWholeAnswerIsOne(_ status: Int) throws {
        let server = try #require(ScriptedServer { _ in Answer(status, status == 204 ? "" : "{}") })
        let error = #expect(throws: WebDocumentError.self) { try read(server) }
        #expect(error?.cause.contains("it answered \(status)") == true)
    }

    @Test func aDocumentHasABound() throws {
        let server = try #require(ScriptedServer { _ in Answer(200, String(repeating: "x", count: 1001)) })
        #expect(throws: WebDocumentError.self) { try read(server) }
        #expect(throws: Never.self) { try read(server, maxBytes: 1001) }
    }

    @Test func whatIsNoAnswerIsToldByItsHost() throws {
        let context = WorkContext.background(seconds: 20)
        let error = #expect(throws: WebDocumentError.self) {
            try TransferEngine().document(
                at: "http://127.0.0.1:9/keys",
                maxBytes: 10,
                route: TransferRoute(proxy: .none),
                context: context
            )
        }
        #expect(error?.cause.hasPrefix("http://127.0.0.1:9/keys: ") == true)
    }

    /// Where metadata servers are there is no document, and what is no address is asked nowhere.
    @Test(arguments: ["http://169.254.169.254/keys", "file:///etc/passwd", "ftp://127.0.0.1/", "keys"])
    func someAddressesAreNone(_ address: String) {
        #expect(throws: WebDocumentError.self) {
            try TransferEngine().document(
                at: address,
                maxBytes: 10,
                route: TransferRoute(proxy: .none),
                context: .background(seconds: 20)
            )
        }
    }

    /// RFC 9111, sections 4.2 and 5.2.2, and 1.2.2 for numbers that nobody has room for.
    @Test(
        arguments: [
            (["max-age=300"], nil, 300), (["public, Max-Age=300"], nil, 300), (["max-age=\"300\""], nil, 300),
            (["max-age=300, max-age=60"], nil, 60), (["max-age=300", "no-cache"], nil, 0),
            (["no-store"], nil, 0),
            (["max-age=300"], "100", 200), (["max-age=300"], "400", 0), (["public"], nil, nil),
            ([], "5", nil),
            (["s-maxage=5"], nil, nil), (["max-age"], nil, 0), (["max-age=-1"], nil, 0),
            (["max-age=1e3"], nil, 0),
            (["max-age=99999999999999999999"], nil, 1 << 31), (["max-age=\""], nil, 0),
            (["=,;max-age"], nil, nil),
        ] as [([String], String?, Int?)]
    )
    func freshnessIsRead(_ controls: [String], _ age: String?, _ seconds: Int?) {
        var freshness = CacheFreshness()
        for control in controls { freshness.take(cacheControl: control) }
        if let age { freshness.take(age: age) }
        #expect(freshness.seconds == seconds)
    }
}
