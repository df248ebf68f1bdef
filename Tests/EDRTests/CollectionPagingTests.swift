import Catalogue
import Coverages
import Cube
import Execution
import Failures
import Gateway
import JSON
import Serving
import Synchronization
import TestSupport
import Testing
import Zarr

@testable import EDR

/// The list of collections in parts, each found by the `next` link of the one before.
struct CollectionPagingTests {
    /// Many datasets of which each that is asked for is counted; `p` has groups and no data, `q` cannot be opened.
    private final class Many: ScriptedCatalogue {
        let ids: [String]
        let cube: Dataset
        private let opened = Mutex<[String]>([])

        init(_ ids: [String]) throws {
            self.ids = ids
            cube = try EDRFixture.flat().dataset
        }

        /// What was asked for since the last call.
        func takeOpened() -> [String] {
            opened.withLock { opened in
                defer { opened = [] }
                return opened
            }
        }

        func entries(context: WorkContext) -> [CatalogueEntry] {
            ids.map { CatalogueEntry(id: $0, title: $0) }
        }

        func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset {
            opened.withLock { $0.append(address.text) }
            guard ids.contains(address.id), !address.id.hasPrefix("q") else {
                throw Failure.notFound(.dataset, name: address.text, known: ids)
            }
            guard address.id.hasPrefix("p"), address.groups.count < 2 else {
                return cube.addressed(as: address, version: cube.version)
            }
            let groups = address.groups.isEmpty ? ["g1", "g2"] : ["h1", "h2", "h3"]
            let parent = try Self.parent(groups)
            return parent.addressed(as: address, version: parent.version)
        }

        private static func parent(_ groups: [String]) throws -> Dataset {
            try Dataset.fixture(.fixture(groups: groups.map { .fixture($0) }))
        }
    }

    private func ask(_ catalogue: Many, _ query: String = "") throws -> FinishedResponse {
        let service = EDRService(
            catalogue: DatasetCatalogue(catalogue),
            documents: DocumentCache(ledger: MemoryLedger(budget: 1 << 20)),
            formats: CoverageFormats(ledger: MemoryLedger(budget: 1 << 20))
        )
        let request = Request(
            path: try RequestPath(raw: "/edr/collections"),
            rawQuery: query,
            headers: HTTPFields([]),
            origin: PublicOrigin(scheme: "https", host: "example.org", prefix: ""),
            id: "id-1"
        )
        return Dispatcher(services: [service]).answer(request, context: .background(seconds: 30))
    }

    private func ids(_ document: JSONValue) -> [String] {
        document["collections"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
    }

    /// The query of the link of some kind; nil without one.
    private func link(_ relation: String, of document: JSONValue) -> String? {
        let link = document["links"]?.arrayValue?.first { $0["rel"]?.stringValue == relation }
        let address = link?["href"]?.stringValue
        return address.map { String($0.split(separator: "?", maxSplits: 1).dropFirst().first ?? "") }
    }

    /// All parts from the first on.
    private func parts(_ catalogue: Many, _ query: String) throws -> [JSONValue] {
        var (parts, query): ([JSONValue], String?) = ([], query)
        while let next = query, parts.count < 1000 {
            let answer = try ask(catalogue, next)
            try #require(answer.status == 200, "\(answer.text)")
            parts.append(try EDRFixture.json(answer))
            query = link("next", of: parts[parts.count - 1])
        }
        return parts
    }

    @Test func thousandsAreListedAHundredAtATime() throws {
        // Not in the order of their ids.
        let names = (0..<1050).map { "d\(1000 + ($0 * 11) % 1050)" }
        let catalogue = try Many(names)
        let first = try EDRFixture.json(ask(catalogue))
        #expect(ids(first) == Array(names.sorted().prefix(100)))
        #expect(catalogue.takeOpened().count == 100)
        #expect(first["numberReturned"] == 100 && first["numberMatched"] == nil)
        let parts = try parts(catalogue, "")
        #expect(parts.count == 11 && parts.flatMap(ids) == names.sorted())
        #expect(parts.last?["numberReturned"] == 50 && parts.last?["numberMatched"] == nil)
        #expect(catalogue.takeOpened().count == 1050)
    }

    @Test(arguments: [1, 2, 3, 7, 99])
    func partsTogetherAreTheWhole(_ limit: Int) throws {
        let catalogue = try Many(["z", "p", "b", "q1", "pp", "q2", "a", "q3"])
        let groups = ["p", "pp"].flatMap { id in
            ["g1", "g2"].flatMap { group in ["h1", "h2", "h3"].map { "\(id).\(group).\($0)" } }
        }
        let parts = try parts(catalogue, "limit=\(limit)")
        #expect(parts.flatMap(ids) == ["a", "b"] + groups + ["z"])
        #expect(parts.allSatisfy { ids($0).count <= limit })
        for part in parts { #expect(part["numberReturned"] == JSONValue(ids(part).count)) }
        #expect(parts.count > 1 || parts[0]["numberMatched"] == 15)
        #expect(parts.allSatisfy { link("self", of: $0) != nil })
    }

    /// What cannot be opened costs as well: a part ends after a hundred looks, whatever came of them.
    @Test func aPartOfNothingLeadsOn() throws {
        let catalogue = try Many((0..<250).map { "q\(1000 + $0)" } + ["z"])
        let first = try EDRFixture.json(ask(catalogue))
        #expect(ids(first) == [] && catalogue.takeOpened().count == 100)
        #expect(try parts(catalogue, "").flatMap(ids) == ["z"])
    }

    @Test func aPlaceThatIsGoneIsNoEnd() throws {
        let catalogue = try Many(["a", "c", "p"])
        #expect(
            try ids(EDRFixture.json(ask(catalogue, "cursor=b"))) == ["c"]
                + ids(EDRFixture.json(ask(catalogue, "cursor=p")))
        )
        #expect(try ids(EDRFixture.json(ask(catalogue, "cursor=p.g2.h3"))) == ["p.g2.h3"])
        #expect(try ids(EDRFixture.json(ask(catalogue, "cursor=p.gone"))) == [])
        #expect(try ids(EDRFixture.json(ask(catalogue, "cursor=zz"))) == [])
    }

    @Test(arguments: [
        "limit=0", "limit=-1", "limit=ten", "limit=1.5", "limit=%2B5", "cursor=.", "cursor=a@v1",
        "cursor=%00",
        "offset=10", "limit=1&limit=2",
    ])
    func whatIsNoPartIsRefused(_ query: String) throws {
        let answer = try ask(Many(["a"]), query)
        #expect(answer.status == 400, "\(answer.text)")
        #expect(answer.fields["Content-Type"] == "application/problem+json")
    }

    @Test(arguments: ["limit=101", "limit=10000", "limit=99999999999999999999999"])
    func moreThanTheMostIsTheMost(_ query: String) throws {
        let document = try EDRFixture.json(ask(Many((0..<120).map { "d\(100 + $0)" }), query))
        #expect(ids(document).count == 100)
        #expect(link("next", of: document) == "limit=100&cursor=d200")
    }

    @Test func pagesForPeopleLeadOnAsWell() throws {
        let text = try ask(Many(["a", "b"]), "limit=1&f=html").text
        #expect(text.contains("collections?limit=1&amp;cursor=b&amp;f=html"))
    }
}
