import Execution
import Testing

@testable import Gateway

@Suite struct EntityTagTests {
    /// A service whose body reads one object that may change, `state` being its mark.
    private static func changeable(_ state: UInt64, length: Int? = nil) -> ScriptedService {
        ScriptedService { _, context in
            var response = Response(contentType: "text/x-plain")
            (response.entityTag, response.isTaggedByBody) = ("W/q", true)
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
        let head = try ask("/s", .head, headers: [("If-None-Match", "*")], services: [Self.changeable(1)])
        #expect(head.status == 200 && head.fields["ETag"] == nil)
        let length = ResponseBody.longestWhole + 1
        let long = ScriptedService { _, _ in
            var response = Response(contentType: "application/x-long")
            (response.entityTag, response.isTaggedByBody) = ("W/q", true)
            response.body = .deferred(length: length) { writer in
                let block = [UInt8](repeating: 0, count: 1 << 20)
                for _ in 0..<(length >> 20) { try writer.write(block) }
                try writer.write([0])
            }
            return response
        }
        let answer = try ask("/s", headers: [("If-None-Match", "*")], services: [long])
        #expect(answer.status == 200 && answer.body.count == length && answer.fields["ETag"] == nil)
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
