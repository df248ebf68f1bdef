import Execution
import Glibc
import Principals
import Testing

@testable import Gateway

/// A server on a socket of its own, for one test.
private final class Trial {
    let path: String
    let lines = Monitor<[String]>([])
    private let descriptor: Int32
    private(set) var server: FastCGIServer?

    init(
        _ service: ScriptedService,
        threads: Int = 4,
        deadlineSeconds: Double = 30,
        origin: PublicOrigin? = nil,
        board: (any RequestBoard)? = nil
    ) throws {
        path = "/tmp/sluice-test-\(getpid())-\(UInt32.random(in: .min ... .max)).sock"
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try #require(withUnixAddress(path) { bind(descriptor, $0, $1) } == 0)
        listen(descriptor, 64)
        let group = ListenGroup(
            name: "test",
            socket: descriptor,
            threads: threads,
            deadlineSeconds: deadlineSeconds
        )
        let gate = try #require(Gate(secret: FastCGIClient.gate))
        var settings = FastCGIServer.Settings(gate: gate, publicOrigin: origin)
        settings.board = board
        server = FastCGIServer(
            groups: [group],
            dispatcher: Dispatcher(services: [service]),
            settings: settings,
            log: RequestLog { [lines] line in
                lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
            }
        )
    }

    func ask(_ target: String, _ more: [(String, String)] = [], body: [UInt8] = []) -> FastCGIClient.Answer {
        let connection = FastCGIClient.connect(path)
        defer { close(connection) }
        FastCGIClient.send(FastCGIClient.parameters(target, more), body: body, to: connection)
        return FastCGIClient.receive(from: connection)
    }

    func stop(drainSeconds: Double = 30) -> Bool {
        defer { server = nil }
        return server?.stop(drainSeconds: drainSeconds) ?? true
    }

    deinit {
        _ = stop(drainSeconds: 0)
        close(descriptor)
        unlink(path)
    }
}

/// Keeps what it is told.
private final class ScriptedBoard: RequestBoard {
    let lines = Monitor<[String]>([])
    private let seconds: Double?

    init(refusedSeconds: Double? = nil) {
        seconds = refusedSeconds
    }

    private func add(_ line: String) { lines.withLock { $0.append(line) } }

    func adopt(thread: Int) { add("adopt \(thread)") }

    func begin(thread: Int, group: Int, waitedNanoseconds: UInt64) { add("begin \(thread) \(group)") }

    func hold(_ digest: UInt64, method: String, target: String, thread: Int) {
        add("hold \(method) \(target)")
    }

    func refusedSeconds(_ digest: UInt64) -> Double? { seconds }

    func end(thread: Int, group: Int, forgiven digest: UInt64?) {
        add("end \(thread) \(group)\(digest == nil ? "" : " forgiven")")
    }
}

@Suite struct FastCGIServerTests {
    private static let echo = ScriptedService(extraMethods: [.post]) { request, _ in
        let facts = [
            request.method.name, request.path.decoded, request.rawQuery, request.headers["x-name"] ?? "-",
            request.origin.url("/a"), request.principal.name ?? "-",
            request.principal.groups.joined(separator: "+"),
            request.id, String(decoding: request.body, as: UTF8.self),
        ]
        return Response(contentType: "text/plain", text: facts.joined(separator: "|"))
    }

    @Test func carriesARequestAndItsAnswer() throws {
        let trial = try Trial(Self.echo)
        let answer = trial.ask(
            "/s/a%20b?q=%41+1",
            [
                ("DOCUMENT_URI", "/s/a b"), ("HTTP_X_NAME", "v"), ("SLUICE_PRINCIPAL", "ada"),
                ("SLUICE_GROUPS", "x, y"), ("REQUEST_METHOD", "POST"), ("CONTENT_LENGTH", "4"),
            ],
            body: Array("body".utf8)
        )
        #expect(answer.status == 200)
        #expect(answer.text == "POST|/s/a b|q=%41+1|v|https://example.org/a|ada|x+y|0af1|body")
        #expect(answer.field("Content-Length") == String(answer.body.count))
        #expect(answer.hasEnded)
        #expect(trial.stop())
        let line = try #require(trial.lines.withLock { $0.first })
        #expect(line.hasSuffix("}\n"))
        #expect(line.contains(#""target":"/s/a%20b?q=%41+1""#))
        #expect(line.contains(#""status":200"#))
    }

    @Test(arguments: [
        [("SLUICE_GATE", "")], [("SLUICE_GATE", "a secret of testS")], [("SLUICE_GATE", "a secret of test")],
    ])
    func staysShutWithoutTheSecret(parameters: [(String, String)]) throws {
        let trial = try Trial(Self.echo)
        let forged = parameters + [("HTTP_SLUICE_GATE", FastCGIClient.gate)]
        #expect(trial.ask("/s", forged).status == 403)
    }

    @Test(arguments: [
        ("/s/%2e%2e/x", "/x"), ("/s//x", "/s/x"), ("/s/./x", "/s/x"), ("/s/a", "/s/b"), ("/s/%00", "/s/"),
        ("/s/%ff", "/s/?"), ("s", "/s"), ("/s/\u{1}", "/s/\u{1}"),
    ])
    func refusesAddressesThatAreTwoThings(target: String, meant: String) throws {
        let trial = try Trial(Self.echo)
        #expect(trial.ask(target, [("DOCUMENT_URI", meant)]).status == 400)
    }

    @Test func whatThreadsHaveInHandIsWrittenDown() throws {
        let board = ScriptedBoard()
        let seen = Monitor<[[String]]>([])
        let service = ScriptedService { _, _ in
            seen.withLock { $0.append(board.lines.withLock { $0 }) }
            return Response(contentType: "text/plain", text: "x")
        }
        let trial = try Trial(service, threads: 1, board: board)
        #expect(trial.ask("/s?b=1&a=2").status == 200)
        #expect(trial.ask("/s", [("SLUICE_GATE", "")]).status == 403)
        #expect(trial.stop())
        #expect(seen.withLock { $0 } == [["adopt 0", "begin 0 0", "hold GET /s?b=1&a=2"]])
        #expect(
            board.lines.withLock { $0 } == [
                "adopt 0", "begin 0 0", "hold GET /s?b=1&a=2", "end 0 0 forgiven", "begin 0 0", "end 0 0",
            ]
        )
    }

    /// What has ended workers is not tried: 503, for whole seconds (RFC 9110, section 10.2.3).
    @Test func whatEndedWorkersIsRefused() throws {
        let board = ScriptedBoard(refusedSeconds: 29.2)
        let service = ScriptedService { _, _ in
            Issue.record("was tried")
            return Response()
        }
        let trial = try Trial(service, threads: 1, board: board)
        let answer = trial.ask("/s/x")
        #expect(answer.status == 503 && answer.field("Retry-After") == "30")
        #expect(answer.field("Content-Type") == "application/problem+json")
        #expect(answer.text.contains("has ended the server's processes before"))
        #expect(trial.stop())
        #expect(board.lines.withLock { $0 } == ["adopt 0", "begin 0 0", "end 0 0"])
    }

    @Test func forgedFieldsAreOnlyFields() throws {
        let trial = try Trial(Self.echo)
        let answer = trial.ask(
            "/s",
            [("HTTP_SLUICE_PRINCIPAL", "root"), ("HTTP_SLUICE_HOST", "evil.example")]
        )
        #expect(answer.text == "GET|/s||-|https://example.org/a|-||0af1|")
    }

    @Test(arguments: ["evil.example/x?", "a b", "x\"y", "a@b"])
    func hostsThatAreNoHostsAreNotRepeated(host: String) throws {
        let trial = try Trial(Self.echo)
        #expect(trial.ask("/s", [("SLUICE_HOST", host)]).text.contains("https://localhost/a"))
    }

    @Test func theConfiguredOriginBeatsTheParameters() throws {
        let trial = try Trial(Self.echo, origin: PublicOrigin(url: "https://cubes.example/all/"))
        #expect(trial.ask("/s").text.contains("https://cubes.example/all/a"))
    }

    /// nginx chose the location without the prefix, and says so.
    @Test func aPrefixIsTakenOff() throws {
        let trial = try Trial(Self.echo)
        let below = [("SLUICE_PREFIX", "/cubes"), ("DOCUMENT_URI", "/s/x")]
        let answer = trial.ask("/cubes/s/x", below)
        #expect(answer.text.hasPrefix("GET|/s/x|"))
        #expect(answer.text.contains("https://example.org/cubes/a"))
        #expect(trial.ask("/s/x", below).text.hasPrefix("GET|/s/x|"))
        #expect(trial.ask("/cubesat/s", [("SLUICE_PREFIX", "/cubes")]).status == 404)
        #expect(trial.ask("/s/s/x", [("SLUICE_PREFIX", "/s"), ("DOCUMENT_URI", "/s/x")]).status == 200)
    }

    /// A location that was chosen by the whole path may be another than the one that was meant.
    @Test func aPrefixThatNginxDidNotTakeOffIsRefused() throws {
        let trial = try Trial(Self.echo)
        #expect(trial.ask("/cubes/s/x", [("SLUICE_PREFIX", "/cubes")]).status == 400)
    }

    @Test func longQueriesArrive() throws {
        let trial = try Trial(Self.echo)
        let query = String(repeating: "q=1&", count: 16_000)
        #expect(trial.ask("/s?\(query)").text.contains(query))
    }

    @Test(arguments: [0, 1, 65_527, 65_528, 65_529, 9_000_001])
    func bodiesOfAnyLengthArrive(length: Int) throws {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 / 3) }
        let body = ResponseBody.deferred(length: length) { try $0.write(bytes) }
        let trial = try Trial(ScriptedService { _, _ in Response(contentType: "x/y", body: body) })
        let answer = trial.ask("/s")
        #expect(answer.body == bytes)
        #expect(answer.hasEnded)
        // All records are whole, but for the last and the one behind the head and the first block of a body in several.
        #expect(answer.records.dropLast().count { $0 != 65_528 } <= 1)
    }

    /// A body that nobody reads must not take the answer with it when the connection is closed.
    @Test(arguments: [0, 1, 63, 64, 100_000])
    func whatWasSentAndNotReadHarmsNothing(bytes: Int) throws {
        let trial = try Trial(ScriptedService { _, _ in Response(contentType: "x/y", text: "fine") })
        for _ in 0..<20 {
            let descriptor = FastCGIClient.connect(trial.path)
            defer { close(descriptor) }
            FastCGIClient.send(
                FastCGIClient.parameters("/s"),
                body: [UInt8](repeating: 7, count: bytes),
                to: descriptor
            )
            let answer = FastCGIClient.receive(from: descriptor)
            #expect(answer.text == "fine")
            #expect(answer.hasEnded)
        }
    }

    @Test func aLateFailureEndsTheRequestEarly() throws {
        let length = ResponseBody.longestWhole + 1
        let body = ResponseBody.deferred(length: length) { writer in
            try writer.write([UInt8](repeating: 1, count: 1 << 19))
            throw Unworded()
        }
        let trial = try Trial(ScriptedService { _, _ in Response(contentType: "x/y", body: body) })
        let answer = trial.ask("/s")
        #expect(answer.field("Content-Length") == String(length))
        #expect(answer.body.count == 1 << 19)
        // Without an end nginx knows that something is missing, whatever the client's side has been told.
        #expect(!answer.hasEnded)
        #expect(trial.stop())
        #expect(trial.lines.withLock { $0.first }?.contains(#""cut":true"#) == true)
    }

    @Test func controlCharactersCannotBeginAnotherField() throws {
        let service = ScriptedService { _, _ in
            var response = Response(contentType: "x/y", text: "")
            response.fields["X-Title"] = "a\r\nSet-Cookie: b\u{0}"
            return response
        }
        let answer = try Trial(service).ask("/s")
        #expect(answer.field("Set-Cookie") == nil)
        #expect(answer.field("X-Title") == "a  Set-Cookie: b ")
    }

    @Test func bodiesBeyondTheLimitAreRefused() throws {
        let trial = try Trial(Self.echo)
        let answer = trial.ask("/s", [("REQUEST_METHOD", "POST"), ("CONTENT_LENGTH", "1048577")])
        #expect(answer.status == 413)
    }

    @Test func whatWaitedTooLongIsTurnedAwayBeforeAnyWork() throws {
        let trial = try Trial(ScriptedService { _, _ in throw Unworded() }, deadlineSeconds: 5)
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let answer = trial.ask("/s", [("SLUICE_RECEIVED", "\(now.tv_sec - 10).000")])
        #expect(answer.status == 503)
        #expect(answer.field("Retry-After") != nil)
    }

    /// The service waits for its client to leave; the test leaves, and the service must notice.
    @Test func aClientThatLeavesIsNoticed() throws {
        let hasBegun = Monitor(false)
        let hasLeft = Monitor(false)
        let hasNoticed = Monitor(false)
        let service = ScriptedService { _, context in
            try context.check()
            hasBegun.update { $0 = true }
            _ = hasLeft.wait(until: .after(seconds: 20)) { $0 ? true : nil }
            do {
                // It is looked for once a millisecond.
                let end = Deadline.after(seconds: 20)
                while !end.hasPassed { try context.check() }
                return Response(contentType: "text/plain", text: "unnoticed")
            } catch {
                let isCancelled = error as? Interruption == .cancelled
                hasNoticed.update { $0 = isCancelled }
                throw error
            }
        }
        let trial = try Trial(service)
        let connection = FastCGIClient.connect(trial.path)
        FastCGIClient.send(FastCGIClient.parameters("/s"), to: connection)
        let soon = Deadline.after(seconds: 20)
        #expect(hasBegun.wait(until: soon) { $0 ? true : nil } == true)
        close(connection)
        hasLeft.update { $0 = true }
        #expect(hasNoticed.wait(until: soon) { $0 ? true : nil } == true)
        #expect(trial.stop())
    }

    @Test func aRequestInFlightOutlivesTheStop() throws {
        let hasBegun = Monitor(false)
        let mayEnd = Monitor(false)
        let service = ScriptedService { _, _ in
            hasBegun.update { $0 = true }
            _ = mayEnd.wait(until: .after(seconds: 20)) { $0 ? true : nil }
            return Response(contentType: "text/plain", text: "whole")
        }
        let trial = try Trial(service)
        let connection = FastCGIClient.connect(trial.path)
        defer { close(connection) }
        FastCGIClient.send(FastCGIClient.parameters("/s"), to: connection)
        _ = hasBegun.wait(until: .after(seconds: 20)) { $0 ? true : nil }
        let server = try #require(trial.server)
        let ender = WorkerThread(name: "ender") {
            while !server.stopping.isRaised { sched_yield() }
            mayEnd.update { $0 = true }
        }
        #expect(trial.stop())
        ender.join()
        #expect(FastCGIClient.receive(from: connection).text == "whole")
    }

    @Test func theDrainLimitCancelsWhatIsLeft() throws {
        let hasBegun = Monitor(false)
        let service = ScriptedService { _, context in
            hasBegun.update { $0 = true }
            while true {
                try context.check()
                sched_yield()
            }
        }
        let trial = try Trial(service)
        let connection = FastCGIClient.connect(trial.path)
        defer { close(connection) }
        FastCGIClient.send(FastCGIClient.parameters("/s"), to: connection)
        _ = hasBegun.wait(until: .after(seconds: 20)) { $0 ? true : nil }
        #expect(trial.stop(drainSeconds: 0.05))
        #expect(FastCGIClient.receive(from: connection).head.isEmpty)
    }
}
