import Execution
import Testing

@testable import Gateway

@Suite struct EntityTagTests {
    /// A service whose body reads one object that may change, `state` being its mark.
    private static func changeable(_ state: UInt64, length: Int? = nil) -> ScriptedService {
        ScriptedService { _, context in
            var response = Response(contentType: "text/x-plain")
            (response.entityTag, response.isTaggedByBody) = ("W/q", true)
            response.fields["Cache-Control"] = "max-age=60"
            response.body = .deferred(length: length) { writer in
                _ = context.retry.objects.meet(1, mark: state)
                try writer.write(Array("state \(state)".utf8))
            }
            return response
        }
    }

    @Test func whatMayChangeIsTaggedByItsStates() throws {
        let first = try ask("/s", services: [Self.changeable(1)])
        let tag = try #require(first.fields["ETag"])
        #expect(tag.hasPrefix("W/\""))
        #expect(try ask("/s", services: [Self.changeable(1, length: 7)]).fields["ETag"] == tag)
        let other = try ask("/s", headers: [("If-None-Match", tag)], services: [Self.changeable(2)])
        #expect(other.status == 200 && other.text == "state 2" && other.fields["ETag"] != tag)
        let same = try ask("/s", headers: [("If-None-Match", tag)], services: [Self.changeable(1)])
        #expect(same.status == 304 && same.body.isEmpty && same.fields["ETag"] == tag)
        #expect(same.fields["Content-Length"] == nil)
    }

    /// Without its body nobody knows the states: a HEAD has no tag, and neither has what leaves as it is written.
    @Test func whatIsNotMadeWholeHasNoTag() throws {
        let head = try ask("/s", .head, headers: [("If-None-Match", "\"x\"")], services: [Self.changeable(1)])
        #expect(head.status == 200 && head.fields["ETag"] == nil)
        let length = ResponseBody.longestWhole + 1
        let long = ScriptedService { _, _ in
            var response = Response(contentType: "application/x-long")
            (response.entityTag, response.isTaggedByBody) = ("W/q", true)
            response.fields["Cache-Control"] = "max-age=60"
            response.body = .deferred(length: length) { writer in
                let block = [UInt8](repeating: 0, count: 1 << 20)
                for _ in 0..<(length >> 20) { try writer.write(block) }
                try writer.write([0])
            }
            return response
        }
        let answer = try ask("/s", headers: [("If-None-Match", "\"x\"")], services: [long])
        #expect(answer.status == 200 && answer.body.count == length && answer.fields["ETag"] == nil)
        // What leaves as it is written may be kept as it was sent.
        #expect(answer.fields["Cache-Control"] == "max-age=60")
        let any = try ask("/s", headers: [("If-None-Match", "*")], services: [long])
        #expect(any.status == 304 && any.body.isEmpty && any.fields["ETag"] == nil)
    }

    /// RFC 9111, section 4.3.5: without a validator it would make fresh whatever body a cache has kept.
    @Test func aHeadWithoutATagIsNotKept() throws {
        for length in [nil, 7, ResponseBody.longestWhole + 1] {
            let service = Self.changeable(1, length: length)
            let head = try ask("/s", .head, services: [service])
            #expect(head.status == 200 && head.fields["Cache-Control"] == "no-store")
        }
        // The same bytes as any body, whose tag is theirs.
        let text = ScriptedService { _, _ in Response(contentType: "text/html", text: "<p>a</p>") }
        let head = try ask("/s", .head, services: [text])
        #expect(head.fields["ETag"] != nil && head.fields["Cache-Control"] == "no-cache")
    }

    /// RFC 9110, section 13.1.2: `*` means that there is something, whatever it is called.
    @Test(arguments: [HTTPMethod.get, .head], [nil, 7, ResponseBody.longestWhole + 1])
    func anyContentIsContent(method: HTTPMethod, length: Int?) throws {
        let headers = [("If-None-Match", "*")]
        let answer = try ask("/s", method, headers: headers, services: [Self.changeable(1, length: length)])
        #expect(answer.status == 304 && answer.body.isEmpty)
        let text = ScriptedService { _, _ in Response(contentType: "text/html", text: "<p>a</p>") }
        #expect(try ask("/s", method, headers: headers, services: [text]).status == 304)
    }

    /// A list of many datasets has no snapshot that could name it: its bytes do.
    @Test func bytesWithoutANameAreTheirOwn() throws {
        func list(_ text: String, kept: String? = nil) -> ScriptedService {
            ScriptedService { _, _ in
                var response = Response(contentType: "application/json", text: text)
                response.fields["Cache-Control"] = kept
                return response
            }
        }
        let tag = try #require(try ask("/s", services: [list("[1]")]).fields["ETag"])
        #expect(try ask("/s", .head, services: [list("[1]")]).fields["ETag"] == tag)
        let headers = [("If-None-Match", tag)]
        let same = try ask("/s", headers: headers, services: [list("[1]")])
        #expect(same.status == 304 && same.fields["ETag"] == tag)
        let other = try ask("/s", headers: headers, services: [list("[2]")])
        #expect(other.status == 200 && other.text == "[2]" && other.fields["ETag"] != tag)
        // What must not be kept needs no name.
        #expect(try ask("/s", services: [list("[1]", kept: "no-store")]).fields["ETag"] == nil)
    }

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
