import Execution
import Gateway
import JSON
import Serving
import TestSupport
import Testing

/// Descriptions of collections that were made for an earlier request.
struct KeptCollectionTests {
    private let context = WorkContext.background(seconds: 30)
    private let documents = DocumentCache(ledger: MemoryLedger(budget: 1 << 20))
    private let cubes: [CubeFixture]
    private var made: Int { context.measurements.count(of: .documentsMade) }

    init() throws {
        cubes = [try EDRFixture.make(), try EDRFixture.flat()]
    }

    private func ask(
        _ address: String,
        headers: [(String, String)] = [],
        prefix: String = "/cubes"
    ) throws -> FinishedResponse {
        try EDRFixture.ask(
            address,
            cubes,
            headers: headers,
            prefix: prefix,
            documents: documents,
            context: context
        )
    }

    @Test(arguments: ["json", "html"])
    func areMadeOnceAndTheSame(form: String) throws {
        let address = "/edr/collections/cube?f=\(form)"
        let first = try ask(address)
        let second = try ask(address)
        #expect(made == 1)
        #expect(first.status == 200)
        #expect(second.body == first.body)
        #expect(second.fields["ETag"] == first.fields["ETag"])
        #expect(try EDRFixture.ask(address, cubes).body == first.body)
        let tag = try #require(first.fields["ETag"])
        #expect(try ask(address, headers: [("If-None-Match", tag)]).status == 304)
    }

    /// The list is put together of the texts at the collections' own addresses.
    @Test func theListIsMadeOfThem() throws {
        let list = try ask("/edr/collections")
        #expect(made == 2)
        let collections = try #require(try EDRFixture.json(list)["collections"]?.arrayValue)
        for (id, listed) in zip(["cube", "flat"], collections) {
            #expect(try EDRFixture.json(ask("/edr/collections/\(id)")) == listed)
        }
        #expect(collections.count == 2)
        #expect(try ask("/edr/collections").body == list.body)
        #expect(made == 2)
        let text = try JSONParser.parse(list.text).bytes
        #expect(text == list.body)
    }

    @Test func eachOriginAndFormHasItsOwn() throws {
        for prefix in ["/one", "/two"] {
            for form in ["json", "html"] {
                let text = try ask("/edr/collections/cube?f=\(form)", prefix: prefix).text
                #expect(text.contains("https://example.org\(prefix)/edr/"))
                #expect(!text.contains(prefix == "/one" ? "example.org/two" : "example.org/one"))
            }
        }
        #expect(made == 4)
    }
}
