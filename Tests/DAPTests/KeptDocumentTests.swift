import Execution
import Gateway
import TestSupport
import Testing

/// Structures and attributes that were made for an earlier request.
struct KeptDocumentTests {
    private let context = WorkContext.background(seconds: 30)
    private var made: Int { context.measurements.count(of: .documentsMade) }

    @Test(arguments: [".dds", ".das", ".dmr", ".dmr.xml"])
    func areMadeOnceAndTheSame(suffix: String) throws {
        let client = try DAPClient()
        let path = "/dap/fixture\(suffix)"
        let first = try client.get(path, context: context)
        let second = try client.get(path, context: context)
        #expect(made == 1)
        #expect(first.status == 200 && !first.body.isEmpty)
        #expect(second.body == first.body)
        #expect(second.fields["ETag"] == first.fields["ETag"])
        #expect(second.fields["Content-Type"] == first.fields["Content-Type"])
        #expect(try DAPClient().get(path).body == first.body)
        let tag = try #require(first.fields["ETag"])
        let unchanged = try client.get(path, headers: [("If-None-Match", tag)], context: context)
        #expect(unchanged.status == 304 && unchanged.body.isEmpty)
    }

    /// Both addresses of the DMR have the same text under types of their own.
    @Test func typesAreNotKept() throws {
        let client = try DAPClient()
        let answers = try [".dmr", ".dmr.xml"].map { try client.get("/dap/fixture\($0)", context: context) }
        #expect(made == 1)
        #expect(answers[0].body == answers[1].body)
        #expect(answers[0].fields["Content-Type"] != answers[1].fields["Content-Type"])
        #expect(answers[0].fields["ETag"] != answers[1].fields["ETag"])
    }

    @Test(arguments: [(".dds", "lat"), (".dmr", "dap4.ce=/lat")])
    func constraintsAreNotKept(suffix: String, query: String) throws {
        let client = try DAPClient()
        let whole = try client.get("/dap/fixture\(suffix)")
        let part = try client.get("/dap/fixture\(suffix)", query: query, context: context)
        #expect(part.status == 200)
        #expect(part.body.count < whole.body.count)
        #expect(made == 0)
    }
}
