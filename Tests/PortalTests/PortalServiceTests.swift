import Catalogue
import Cube
import Execution
import Gateway
import JSON
import Serving
import TestSupport
import Testing
import Zarr

@testable import Portal

@Suite struct PortalServiceTests {
    private let services: [any Service]

    init() throws {
        let grid = FixtureGrid([
            .axis("lat", [10.0, 20.0], units: "degrees_north", attributes: [("standard_name", "latitude")]),
            .axis(
                "lon",
                [0.0, 10.0, 20.0],
                units: "degrees_east",
                attributes: [("standard_name", "longitude")]
            ),
        ])
        let fixture = try CubeFixture(
            id: "air",
            grid,
            [grid.numbered("t") { _ in Float(1) }],
            title: "Air <&> sea"
        )
        services = [
            PortalService(
                catalogue: DatasetCatalogue(VersionedFixtures([fixture])),
                offers: ScriptedOffers.all
            )
        ]
    }

    private func ask(
        _ path: String,
        query: String = "",
        accept: String? = nil,
        of others: [any Service]? = nil
    ) throws -> FinishedResponse {
        var fields = HTTPFields()
        fields["Accept"] = accept
        let request = Request(
            path: try RequestPath(raw: path),
            rawQuery: query,
            headers: fields,
            origin: PublicOrigin(scheme: "https", host: "example.org", prefix: "/cubes"),
            id: "r1"
        )
        return Dispatcher(services: others ?? services).answer(request, context: .background(seconds: 30))
    }

    @Test func listsDatasetsForPeople() throws {
        let answer = try ask("/", accept: "text/html,*/*;q=0.8")
        #expect(answer.status == 200)
        #expect(answer.fields["Content-Type"] == "text/html; charset=utf-8")
        #expect(answer.fields["Vary"] == "Accept, Accept-Encoding")
        for address in ["/datasets/air", "/wms/air?service=WMS&amp;", "/dap/air", "/dap/list"] {
            #expect(answer.text.contains("https://example.org/cubes\(address)"))
        }
        #expect(answer.text.contains("Air &lt;&amp;&gt; sea"))
        #expect(!answer.text.contains("<&>"))
        for path in ["/", "/datasets/air", "/datasets/air/doctor", "/nowhere"] {
            let page = try ask(path, accept: "text/html,*/*;q=0.8")
            let policy = try #require(page.fields["Content-Security-Policy"], "\(path)")
            #expect(PageRules.faults(in: page.text, under: policy) == [], "\(path)")
        }
    }

    @Test(arguments: [("f=json", "text/html"), ("", "application/json"), ("f=JSON", "*/*")])
    func listsDatasetsForPrograms(query: String, accept: String) throws {
        let answer = try ask("/", query: query, accept: accept)
        let document = try JSONParser.parse(answer.text)
        let dataset = try #require(document["datasets"]?.arrayValue?.first)
        #expect(dataset["id"] == "air")
        #expect(dataset["addresses"]?["dap"] == "https://example.org/cubes/dap/air")
    }

    @Test func showsADatasetWithReadyAddresses() throws {
        let answer = try ask("/datasets/air", accept: "text/html")
        #expect(answer.status == 200)
        #expect(answer.text.contains("<img src=\"https://example.org/cubes/wms/air?a=1&amp;b=2\""))
        let terms = ["Maps", "Values", "A map"].map {
            answer.text.firstRange(of: ">\($0)</a></dt>")?.lowerBound
        }
        #expect(
            terms.allSatisfy { $0 != nil } && terms.compactMap(\.self).sorted() == terms.compactMap(\.self)
        )
        #expect(answer.fields["Sluice-Snapshot"] == "fixture-1")
    }

    /// Programs that read whole sites: of addresses with a query there is no end.
    @Test func linksWithAQueryAreNotToBeFollowed() throws {
        for path in ["/", "/datasets/air"] {
            let links = try ask(path, accept: "text/html").text.split(separator: "<a ").dropFirst()
            #expect(links.contains { $0.prefix { $0 != ">" }.contains("?") })
            for link in links.map({ $0.prefix { $0 != ">" } }) {
                #expect(link.contains("?") == link.contains("rel=\"nofollow\""), "\(link)")
            }
        }
    }

    @Test func describesADatasetForPrograms() throws {
        let document = try JSONParser.parse(try ask("/datasets/air", query: "f=json").text)
        #expect(document["variables"]?.arrayValue?.first?["shape"] == [2, 3])
        #expect(document["addresses"]?.objectValue?.keys == ["wms", "dap"])
        #expect(document["examples"] == ["map": "https://example.org/cubes/wms/air?a=1&b=2"])
        #expect(document["axes"]?.arrayValue?.map { $0["name"] } == ["lat", "lon"])
    }

    @Test(arguments: ["/nowhere", "/datasets/water", "/datasets/air/x", "/favicon.ico"])
    func missesAreWordedForWhoAsked(path: String) throws {
        let page = try ask(path, accept: "text/html,*/*")
        #expect(page.status == 404)
        #expect(page.text.contains("<h1>Not Found</h1>"))
        let problem = try ask(path, accept: "*/*")
        #expect(problem.status == 404)
        #expect(problem.fields["Content-Type"] == "application/problem+json")
    }

    /// Of what is not there no form can be acceptable.
    @Test(arguments: [
        ("/nowhere", 404), ("/datasets/water", 404), ("/datasets/air/x", 404), ("/", 406),
        ("/datasets/air", 406),
    ])
    func whatIsNotThereIsNotNegotiated(path: String, status: Int) throws {
        #expect(try ask(path, accept: "image/png").status == status)
    }

    @Test func whatAPathSaysIsNotMarkup() throws {
        let answer = try ask("/%3Cscript%3E", accept: "text/html")
        #expect(!answer.text.contains("<script"))
        let dataset = try ask("/datasets/%3Cscript%3E", accept: "text/html")
        #expect(dataset.status == 404)
        #expect(!dataset.text.contains("<script"))
    }

    @Test func whatIsSaidTwiceDifferentlyIsRefused() throws {
        #expect(try ask("/", query: "f=html&f=html").status == 200)
        let answer = try ask("/", query: "f=html&f=json")
        #expect(answer.status == 400 && answer.text.contains("'f' is given more than once"))
    }

    @Test func unknownFormatsAreNamed() throws {
        let answer = try ask("/", query: "f=xml")
        #expect(answer.status == 400)
        #expect(answer.text.contains("html, json"))
    }

    @Test func theDoctorSaysWhatWorks() throws {
        let page = try ask("/datasets/air/doctor", query: "f=html")
        #expect(page.status == 200)
        #expect(page.text.contains("Nothing wrong was found"))
        let document = try JSONParser.parse(try ask("/datasets/air/doctor", query: "f=json").text)
        #expect(document["variables"]?.arrayValue?.first?["grid"]?.stringValue == "rectilinear")
        #expect(document["grids"]?.arrayValue?.first?["kind"]?.stringValue == "rectilinear")
        #expect(document["findings"] == .array([]))
        #expect(try ask("/datasets/nothing/doctor").status == 404)
        #expect(try ask("/datasets/air/nurse").status == 404)
    }

    /// Pages about four times as many variables take four times as long, or little more.
    @Test(arguments: ["/datasets/many", "/datasets/many/doctor"], ["html", "json"])
    func pagesGrowWithTheirVariables(path: String, format: String) throws {
        let factor = try ManyVariables.growth(apart: true) { cube in
            let service = PortalService(
                catalogue: DatasetCatalogue(VersionedFixtures([cube])),
                offers: ScriptedOffers.all
            )
            let answer = try ask(path, query: "f=\(format)", of: [service])
            #expect(answer.status == 200)
        }
        #expect(factor < 9)
    }
}
