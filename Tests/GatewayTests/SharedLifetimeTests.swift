import Execution
import Principals
import Testing

@testable import Gateway

/// What nginx is told of how long an answer may be given to others.
@Suite struct SharedLifetimeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let cacheControl: String?
        let expires: String?
        var status = 200
        var principal = Principal.anonymous
        var isStale = false
        var testDescription: String { "\(cacheControl ?? "nothing") \(status) \(principal.name ?? "")" }
    }

    @Test(arguments: [
        Case(cacheControl: "public, max-age=5", expires: "5"),
        Case(cacheControl: "public, max-age=60", expires: "60"),
        Case(cacheControl: "public, max-age=31536000, immutable", expires: "60"),
        Case(cacheControl: "public, max-age=0", expires: "0"),
        Case(cacheControl: "public, max-age=-1", expires: "0"),
        Case(cacheControl: "public, no-cache", expires: nil),
        Case(cacheControl: "max-age=60", expires: nil),
        Case(cacheControl: "private, max-age=60", expires: nil),
        Case(cacheControl: "no-store", expires: nil), Case(cacheControl: nil, expires: nil),
        Case(cacheControl: "public, max-age=x", expires: nil),
        Case(cacheControl: "public, max-age=60", expires: "0", status: 404),
        Case(cacheControl: "public, max-age=60", expires: "0", status: 204),
        Case(cacheControl: "public, max-age=60", expires: "0", isStale: true),
        Case(cacheControl: "public, max-age=60", expires: nil, principal: Principal(name: "ada", groups: [])),
    ])
    func noLongerThanAMinute(_ asked: Case) throws {
        let service = ScriptedService { _, context in
            if asked.isStale { context.measurements.add(1, to: .staleAnswers) }
            var response = Response(status: asked.status, contentType: "text/plain", text: "x")
            response.fields["Cache-Control"] = asked.cacheControl
            return response
        }
        let answer = try ask("/s", principal: asked.principal, services: [service])
        #expect(answer.fields["X-Accel-Expires"] == asked.expires)
        // By it clients know how long nginx has had it.
        #expect(
            (answer.fields["Date"] != nil)
                == (asked.expires.map { $0 != "0" || asked.status == 200 && !asked.isStale } ?? false)
        )
    }

    /// While rules change, a worker of others may have said for whom nginx would keep an answer.
    @Test(
        arguments: [
            (nil, nil, "60"), ("a", "a", "60"), ("a", "b", "0"), ("a", nil, "0"), (nil, "a", "0"),
        ] as [(String?, String?, String)]
    )
    func whatOthersTookForEverybodysIsNotKept(own: String?, asked: String?, expires: String) throws {
        let service = ScriptedService { _, _ in
            var response = Response(status: 200, contentType: "text/plain", text: "x")
            response.fields["Cache-Control"] = "public, max-age=60"
            return response
        }
        let dispatcher = Dispatcher(services: [service], strangersClass: own)
        let request = Request(path: try RequestPath(raw: "/s"), accessClass: asked)
        let answer = dispatcher.answer(request, context: .background(seconds: 5))
        #expect(answer.fields["X-Accel-Expires"] == expires)
    }

    /// RFC 9110, section 5.6.7, and `date --utc`.
    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (1_709_210_096, "Thu, 29 Feb 2024 12:34:56 GMT"), (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
    ])
    func momentsAreWrittenAsFieldsHaveThem(_ seconds: Int, _ text: String) {
        #expect(SharedLifetime.date(seconds) == text)
    }
}
