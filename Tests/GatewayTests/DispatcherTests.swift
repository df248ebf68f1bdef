import Execution
import Principals
import Testing

@testable import Gateway

@Suite struct DispatcherTests {
    private let plain = ScriptedService { _, _ in Response(contentType: "text/plain", text: "hello") }

    @Test func answersWithExactLengthAndCommonFields() throws {
        let answer = try ask("/s/x", services: [plain])
        #expect(answer.status == 200)
        #expect(answer.text == "hello")
        #expect(answer.fields["content-length"] == "5")
        #expect(answer.fields["Access-Control-Allow-Origin"] == "*")
        #expect(answer.fields["Sluice-Request-Id"] == "id-1")
        #expect(answer.fields["Cache-Control"] == "no-cache")
    }

    @Test func headSendsFieldsOnly() throws {
        let answer = try ask("/s", .head, services: [plain])
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
        #expect(answer.fields["Content-Length"] == "5")
    }

    @Test func optionsNeedsNoService() throws {
        let service = ScriptedService { _, _ in throw Unworded() }
        let answer = try ask("/s", .options, services: [service])
        #expect(answer.status == 204)
        #expect(answer.fields["Allow"] == "GET, HEAD, OPTIONS")
        #expect(answer.fields["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS")
        #expect(answer.fields["Content-Length"] == nil)
    }

    @Test(arguments: [HTTPMethod.post, .other("DELETE"), .other("TRACE")])
    func refusesOtherMethods(method: HTTPMethod) throws {
        let answer = try ask("/s", method, services: [plain])
        #expect(answer.status == 405)
        #expect(answer.fields["Allow"] == "GET, HEAD, OPTIONS")
    }

    @Test func extraMethodsAreAllowed() throws {
        var service = plain
        service.extraMethods = [.post]
        #expect(try ask("/s", .post, services: [service]).status == 200)
    }

    @Test func unclaimedPathsGoToTheRootServiceOrTheFallback() throws {
        var root = plain
        root.prefixes = [""]
        #expect(try ask("/nowhere", services: [plain, root]).text == "hello")
        let answer = try ask("/nowhere", services: [plain])
        #expect(answer.status == 404)
        #expect(answer.fields["Content-Type"] == "application/problem+json")
        #expect(answer.text.contains("'/nowhere'"))
    }

    /// What a request meets while the state that it reads is cleared away.
    private struct Gone: PassingError {
        var isOfThePast = true
    }

    /// Fails in its first try, before or behind the first bytes of the body, and tells which try answers.
    private func failingOnce(
        _ error: Gone,
        behind bytes: Int,
        of length: Int = 100_000,
        meets: Bool = true
    ) -> ScriptedService {
        ScriptedService { _, context in
            let attempt = context.retry.firstError == nil ? 1 : 2
            if meets { try context.retry.meet("S\(attempt)") }
            return Response(
                contentType: "text/plain",
                body: .deferred(length: length) { writer in
                    try writer.write([UInt8](repeating: UInt8(attempt), count: bytes))
                    if attempt == 1 { throw error }
                    try writer.write([UInt8](repeating: UInt8(attempt), count: length - bytes))
                }
            )
        }
    }

    @Test func answersAnewFromTheStart() throws {
        for bytes in [1000, 70_000] {
            let answer = try ask("/s", services: [failingOnce(Gone(), behind: bytes)])
            #expect(answer.status == 200 && answer.body == [UInt8](repeating: 2, count: 100_000))
        }
    }

    @Test func nothingIsAnsweredAnewOnceTheClientHasSomeOfIt() throws {
        let length = ResponseBody.longestWhole + 1
        let answer = try ask("/s", services: [failingOnce(Gone(), behind: 300_000, of: length)])
        #expect(answer.isCut && !answer.body.contains(2))
    }

    @Test func whatCannotPassIsNotTriedAgain() throws {
        let lasting = failingOnce(Gone(isOfThePast: false), behind: 0)
        #expect(try ask("/s", services: [lasting]).status == 500)
        #expect(try ask("/s", services: [failingOnce(Gone(), behind: 0, meets: false)]).status == 500)
        let always = ScriptedService { _, context in
            try context.retry.meet("S")
            throw Gone()
        }
        #expect(try ask("/s", services: [always]).status == 500)
    }

    struct Wording: CustomTestStringConvertible {
        let error: any Error & Sendable
        let status: Int
        var testDescription: String { "\(error)" }
    }

    @Test(arguments: [
        Wording(error: Refused(), status: 400),
        Wording(error: Unworded(), status: 500),
        Wording(error: Interruption.deadlinePassed, status: 504),
        Wording(error: Interruption.memoryExhausted(requested: 2, budget: 1), status: 503),
        Wording(error: BadRequest.malformedQuery("x"), status: 400),
        Wording(error: BadRequest.bodyTooLong(limit: 9), status: 413),
        Wording(error: SpoolError.full(limit: 1), status: 503),
        // The folder is gone, closed, or full: all of that may be mended at any time.
        Wording(error: SpoolError.system(errno: 2), status: 503),
        Wording(error: SpoolError.system(errno: 30), status: 503),
        Wording(error: NegotiationError.notAcceptable("a/b", known: ["c/d"]), status: 406),
    ])
    func wordsErrors(_ wording: Wording) throws {
        let error = wording.error
        let service = ScriptedService { _, _ in throw error }
        let answer = try ask("/s", services: [service])
        #expect(answer.status == wording.status)
        #expect(answer.fields["Cache-Control"] == "no-store")
        #expect((answer.fields["Retry-After"] != nil) == (wording.status == 503))
        #expect(answer.fields["Content-Length"] == String(answer.body.count))
    }

    @Test func neverTellsTheClientWhatAnUnknownErrorSays() throws {
        struct Secret: Error { let path = "/etc/secret" }
        let answer = try ask("/s", services: [ScriptedService { _, _ in throw Secret() }])
        #expect(answer.status == 500)
        #expect(!answer.text.contains("secret"))
    }

    @Test func aClientThatLeftGetsNothing() throws {
        let answer = try ask("/s", services: [ScriptedService { _, _ in throw Interruption.cancelled }])
        #expect(answer.status == 0)
        #expect(answer.isCut)
    }

    @Test func aFailingErrorDocumentFallsBack() throws {
        var service = ScriptedService { _, _ in throw Refused() }
        service.wording = { _ in
            Response(status: 400, contentType: "x/y", body: .deferred { _ in throw Unworded() })
        }
        let answer = try ask("/s", services: [service])
        #expect(answer.status == 500)
        #expect(answer.fields["Content-Type"] == "application/problem+json")
    }

    @Test func principalsMakeAnswersPrivate() throws {
        let service = ScriptedService { _, _ in
            var response = Response(contentType: "image/png", text: "x")
            response.fields["Cache-Control"] = "public, max-age=60"
            return response
        }
        let somebody = Principal(name: "ada", groups: [])
        let answer = try ask("/s", principal: somebody, services: [service])
        #expect(answer.fields["Cache-Control"] == "private, max-age=60")
        #expect(try ask("/s", services: [service]).fields["Cache-Control"] == "public, max-age=60")
    }

    @Test(arguments: [
        ("application/json", "", true), ("text/html; charset=utf-8", "a=1", true),
        ("application/json", "f=json", false),
        ("application/json", "a=1&f=json", false), ("image/png", "", false),
    ])
    func variesByAcceptWhereAcceptDecided(type: String, query: String, varies: Bool) throws {
        let service = ScriptedService { _, _ in Response(contentType: type, text: "x") }
        let answer = try ask("/s", query: query, services: [service])
        #expect((answer.fields["Vary"]?.split(separator: ",").first == "Accept") == varies)
    }

    @Test func timingsTellThePhases() throws {
        let service = ScriptedService { _, context in
            context.measurements.add(nanoseconds: 1_250_000, to: .plan)
            return Response(
                contentType: "x/y",
                body: .deferred { writer in
                    context.measurements.add(nanoseconds: 30_000, to: .render)
                    try writer.write("x")
                }
            )
        }
        let answer = try ask("/s", services: [service])
        #expect(answer.fields["Server-Timing"] == "plan;dur=1.250, render;dur=0.030")
    }
}
