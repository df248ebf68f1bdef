import Execution
import ObjectStorage
import TestSupport
import Testing

/// Fields of an operator's own, against a server that answers with what it was sent.
@Suite(.enabled(if: S3Server.isThere, "needs the test data and python"))
struct HeaderFileTests {
    /// Answers the field Authorization; `/moved/…` leads to `/…` on the same host.
    private static let echo = """
        import http.server, sys
        class Echo(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                moved = self.path.startswith("/moved")
                body = b"" if moved else (self.headers["Authorization"] or "nothing").encode()
                self.send_response(302 if moved else 200)
                if moved: self.send_header("Location", self.path[6:])
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *words): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
        open(sys.argv[1] + ".new", "w").write(f"http://127.0.0.1:{server.server_port}")
        __import__("os").rename(sys.argv[1] + ".new", sys.argv[1])
        server.serve_forever()
        """

    @Test func fieldsGoToTheStoreAndNoFurther() throws {
        let folder = TemporaryFolder()
        let echo = try #require(Command([S3Server.python, "-c", Self.echo, "\(folder.path)/ready"]))
        let context = WorkContext.background(seconds: 30)
        let files = FileStore(root: folder.path)
        var address: String?
        while address == nil, !context.deadline.hasPassed {
            address = text(try files.read(ObjectRequest(key: "ready", maxBytes: 100), context: context))
        }
        let origin = try #require(address)
        folder.write(Array("Authorization: Bearer abc\n".utf8), to: "headers")
        var profile = StorageProfile(prefix: origin)
        profile.headersFile = "\(folder.path)/headers"
        for (path, expected) in [("/a", "Bearer abc"), ("/moved/a", "nothing")] {
            let profiles = StorageProfiles([profile])
            let store = try StoreOpener.open(origin + path, profiles: profiles, engine: TransferEngine())
            #expect(
                text(try store.read(ObjectRequest(key: "k", maxBytes: 100), context: context)) == expected
            )
        }
        withExtendedLifetime(echo) {}
    }

    private func text(_ outcome: ObjectOutcome) -> String? {
        outcome.bytes.map { String(decoding: $0, as: UTF8.self) }
    }
}
