import Catalogue
import Cube
import Execution
import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import Operations

/// What pages and catalogues give out leads to answers.
@Suite struct AdvertisementTests {
    private static let origin = PublicOrigin(scheme: "https", host: "example.org", prefix: "/cubes")

    /// All protocols over some cubes, as a site has them.
    private struct Protocols {
        let dispatcher: Dispatcher

        init(_ cubes: [CubeFixture]) {
            dispatcher = Dispatcher(
                services: Site.services(
                    of: DatasetCatalogue(FixtureCatalogue(cubes)),
                    ledger: MemoryLedger(budget: 64 << 20),
                    spool: Spool()
                )
            )
        }

        /// Asks an absolute address of the site, or a path below its prefix.
        func get(_ address: String) throws -> FinishedResponse {
            let path = address.replacing(AdvertisementTests.origin.url(""), with: "")
            let halves = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            let request = Request(
                path: try RequestPath(raw: String(halves[0])),
                rawQuery: halves.count == 2 ? String(halves[1]) : "",
                origin: AdvertisementTests.origin
            )
            return dispatcher.answer(request, context: .background(seconds: 30))
        }

        func offered(of dataset: String) throws -> (addresses: JSONObject, examples: JSONObject) {
            let page = try JSONParser.parse(try get("/datasets/\(dataset)?f=json").text)
            return (
                try #require(page["addresses"]?.objectValue), try #require(page["examples"]?.objectValue)
            )
        }
    }

    private static func placed(_ id: String, _ variable: String) throws -> CubeFixture {
        try .latLon([10, 20], [0, 10, 20], id: id, variable: variable)
    }

    private static func unplaced() throws -> CubeFixture {
        try CubeFixture(id: "bare", arrays: [FixtureArray("v", [("n", 3)], .float32, [Float(1), 2, 3])])
    }

    /// The middles of the cells' outer edges: -5…25 by 5…25, of which 800 pixels are 533 high.
    @Test func examplesShowTheWhole() throws {
        let (addresses, examples) = try Protocols([Self.placed("air", "t")]).offered(of: "air")
        #expect(addresses.keys == ["wms", "edr", "opendap"])
        #expect(examples.keys == ["map", "position", "values"])
        #expect(examples["map"]?.stringValue?.contains("&layers=t&") == true)
        #expect(examples["map"]?.stringValue?.contains("bbox=-5,5,25,25&width=800&height=533&") == true)
        #expect(
            examples["position"]?.stringValue
                == "https://example.org/cubes/edr/collections/air/position?coords=POINT(10%2015)"
                + "&parameter-name=t&f=CoverageJSON"
        )
        #expect(
            examples["values"]?.stringValue == "https://example.org/cubes/dap/air.ascii?t%5B0%5D%5B0:2%5D"
        )
    }

    /// Of stations far apart, and of faces of a mesh that has none in the middle, there is something to see and a value.
    @Test(arguments: [OddStore.orthogonal(), .mesh(), .geostationary()])
    func examplesAreWhereSomethingIs(_ store: OddStore) throws {
        let cube = try store.cube()
        let protocols = Protocols([cube])
        let (_, examples) = try protocols.offered(of: cube.dataset.address.id)
        let position = try protocols.get(try #require(examples["position"]?.stringValue))
        #expect(position.status == 200)
        let values = try JSONParser.parse(position.text)["ranges"]?["v"]?["values"]?.arrayValue ?? []
        #expect(values.contains { $0.doubleValue != nil }, "\(position.text.prefix(300))")
        let map = try #require(examples["map"]?.stringValue)
        let picture = try #require(DecodedPNG(try protocols.get(map + "&transparent=true").body))
        let pixels = picture.width * picture.height
        let seen = (0..<pixels).count { picture.rgba[4 * $0 + 3] > 0 }
        // A station is a circle of some 90 pixels.
        let isOfStations = store.attributes["featureType"] != nil
        #expect(seen > (isOfStations ? 60 : pixels / 30), "\(map) \(seen)")
    }

    @Test(arguments: ["air", "bare", "commas"])
    func everyAddressAnswers(id: String) throws {
        let protocols = Protocols([
            try Self.placed("air", "t"), try Self.unplaced(), try Self.placed("commas", "a,b"),
        ])
        let (addresses, examples) = try protocols.offered(of: id)
        for (name, address) in addresses.entries + examples.entries {
            let answer = try protocols.get(try #require(address.stringValue))
            #expect(answer.status == 200, "\(id): \(name)")
            #expect(!answer.text.contains("ServiceException"), "\(id): \(name)")
        }
    }

    /// What has no place is no layer and no parameter; a comma in a name is no hindrance.
    @Test func whatCannotBeServedIsNotOffered() throws {
        let protocols = Protocols([try Self.unplaced(), try Self.placed("commas", "a,b")])
        #expect(try protocols.offered(of: "bare").addresses.keys == ["opendap"])
        #expect(try protocols.offered(of: "bare").examples.keys == ["values"])
        #expect(try protocols.offered(of: "commas").addresses.keys == ["wms", "edr", "opendap"])
        #expect(try protocols.offered(of: "commas").examples.keys == ["map", "position", "values"])
    }

    @Test func theCatalogueListsEveryService() throws {
        let xml = try Protocols([Self.placed("air", "t")]).get("/dap/catalog.xml").text
        let services = """
              <service name="all" serviceType="Compound" base="">
                <service name="odap" serviceType="OPENDAP" base="/cubes/dap/"/>
                <service name="dap4" serviceType="DAP4" base="/cubes/dap/"/>
                <service name="wms" serviceType="WMS" base="/cubes/wms/"/>
              </service>

            """
        #expect(xml.contains(services))
    }

    @Test func theListNamesTheCataloguesOfEach() throws {
        let page = try Protocols([Self.placed("air", "t")]).get("/?f=html").text
        #expect(page.contains("https://example.org/cubes/edr\">OGC API – EDR</a>"))
        #expect(page.contains("https://example.org/cubes/dap/catalog.xml\">THREDDS catalogue</a>"))
    }
}
