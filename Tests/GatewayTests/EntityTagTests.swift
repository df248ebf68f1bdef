import Testing

@testable import Gateway

@Suite struct EntityTagTests {
    /// RFC 9110, section 8.8.3.2, and lists as caches send them.
    @Test(arguments: [
        ("\"a-1\"", "a-1", true), ("W/\"a-1\"", "a-1", true), ("\"x\", W/\"a-1\"", "a-1", true),
        ("*", "a-1", true), (" * ", "a-1", true), ("\"a-2\"", "a-1", false), ("a-1", "a-1", false),
        ("", "a-1", false),
        ("\"a-1", "a-1", false), ("\"a-1\"", "W/a-1", true), ("\"x,y\",\"z\"", "x,y", true),
        ("\"\"", "a", false),
    ])
    func comparesWeakly(condition: String, tag: String, matches: Bool) {
        #expect(EntityTag.matches(condition, tag: tag) == matches)
    }

    @Test(arguments: [("abc", "\"abc\""), ("W/abc", "W/\"abc\""), ("a\"b\r\nc", "\"abc\"")])
    func writesTags(tag: String, field: String) {
        #expect(EntityTag.fieldValue(tag) == field)
    }

    @Test(arguments: [HTTPMethod.get, .head])
    func aMatchIsAnsweredWithoutTheBody(method: HTTPMethod) throws {
        let service = ScriptedService { _, _ in
            var response = Response(contentType: "image/png", body: .deferred { _ in throw Unworded() })
            response.entityTag = "t1"
            response.fields["Cache-Control"] = "max-age=60"
            return response
        }
        let answer = try ask("/s", method, headers: [("if-none-match", "W/\"t1\"")], services: [service])
        #expect(answer.status == 304)
        #expect(answer.fields["ETag"] == "\"t1\"")
        #expect(answer.fields["Cache-Control"] == "max-age=60")
        #expect(answer.fields["Content-Length"] == nil)
        #expect(answer.body.isEmpty)
    }

    @Test func errorsAreNeverUnchanged() throws {
        let service = ScriptedService { _, _ in
            var response = Response(status: 404, contentType: "x/y", text: "no")
            response.entityTag = "t1"
            return response
        }
        #expect(try ask("/s", headers: [("If-None-Match", "*")], services: [service]).status == 404)
    }
}
