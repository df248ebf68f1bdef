import Catalogue
import Cube
import Execution
import Failures
import Foundation
import FoundationXML
import Gateway
import Grids
import JSON
import Serving
import TestSupport
import Testing
import Zarr

@testable import DAP

@Suite struct DAPServiceTests {
    struct Page: CustomTestStringConvertible {
        let suffix: String
        let type: String
        let description: String?

        init(_ suffix: String, _ type: String, _ description: String? = nil) {
            self.suffix = suffix
            self.type = type
            self.description = description
        }

        var testDescription: String { suffix.isEmpty ? "bare" : suffix }
    }

    static let pages: [Page] = [
        Page(".dds", "text/plain; charset=utf-8", "dods-dds"),
        Page(".das", "text/plain; charset=utf-8", "dods-das"),
        Page(".dods", "application/octet-stream", "dods-data"),
        Page(".ascii", "text/plain; charset=utf-8", "dods-ascii"),
        Page(".asc", "text/plain; charset=utf-8", "dods-ascii"),
        Page(".ver", "text/plain; charset=utf-8", "dods-version"),
        Page(".help", "text/plain; charset=utf-8", "dods-help"),
        Page(".info", "text/html; charset=utf-8", "dods-description"),
        Page(".html", "text/html; charset=utf-8", "dods-form"),
        Page(".plan", "application/json"),
        Page(".dmr", "application/vnd.opendap.dap4.dataset-metadata+xml"),
        Page(".dmr.xml", "text/xml; charset=utf-8"),
        Page(".dap", "application/vnd.opendap.dap4.data"),
        Page("", "application/vnd.opendap.dap4.dataset-services+xml"),
        Page(".dsr", "application/vnd.opendap.dap4.dataset-services+xml"),
        Page(".dsr.xml", "text/xml; charset=utf-8"),
        Page(".xml", "text/xml; charset=utf-8"),
    ]

    @Test(arguments: pages)
    func everyAnswerHasItsHeaders(_ page: Page) throws {
        let response = try DAPClient().get("/dap/fixture\(page.suffix)")
        #expect(response.status == 200)
        #expect(response.fields["Content-Type"] == page.type)
        #expect(response.fields["Content-Description"] == page.description)
        #expect(response.fields["XDODS-Server"] == DAPResponse.server)
        #expect(response.fields["XDAP"] != nil)
        #expect(response.fields["Content-Length"] == "\(response.body.count)")
        #expect(!response.body.isEmpty)
        let policy = response.fields["Content-Security-Policy"]
        #expect((policy != nil) == page.type.hasPrefix("text/html"))
        if let policy { #expect(PageRules.faults(in: response.text, under: policy) == []) }
    }

    @Test func theCatalogueOfPeopleHasAPolicy() throws {
        let page = try DAPClient().get("/dap/catalog.html")
        let policy = try #require(page.fields["Content-Security-Policy"])
        #expect(PageRules.faults(in: page.text, under: policy) == [])
    }

    @Test(arguments: [("*/*", false), ("text/html,*/*;q=0.8", true), ("", false), ("text/xml;q=0.5", false)])
    func theBareAddressIsAPageForBrowsers(_ accept: String, _ isPage: Bool) throws {
        let response = try DAPClient().get("/dap/fixture", headers: [("Accept", accept)])
        #expect(response.fields["Content-Type"]?.hasPrefix("text/html") == isPage)
    }

    @Test func theDDSIsWrittenAsClientsReadIt() throws {
        let response = try DAPClient().get(
            "/dap/fixture.dds",
            query: "mask[0][0:1],one,t2m.lat,a%252Eb%2520c"
        )
        #expect(
            response.text == """
                Dataset {
                    Structure {
                        Float32 lat[lat = 2];
                    } t2m;
                    Grid {
                      Array:
                        Byte mask[lat = 1][lon = 2];
                      Maps:
                        Float32 lat[lat = 1];
                        Float32 lon[lon = 2];
                    } mask;
                    Float64 one;
                    Int32 a%2Eb%20c[lon = 4];
                } fixture;

                """
        )
    }

    @Test func textShowsRowsWithTheirIndices() throws {
        let response = try DAPClient().get(
            "/dap/fixture.ascii",
            query: "t2m.t2m[0:1][0][0:1],one,plain[1][0:2],tiny"
        )
        let values = response.text.components(separatedBy: "-----\n").last
        #expect(
            values == """
                t2m.t2m[2][1][2]
                [0][0], -80, -73
                [1][0], -24, -17

                one
                2.5

                tiny
                200

                plain[1][3]
                [0], NaN, -0.0, 1e+30


                """
        )
    }

    // Conditions and costs.

    @Test(arguments: [".dods", ".dap", ".ascii", ".dds", ".dmr"])
    func anUnchangedAnswerCostsNoRead(_ suffix: String) throws {
        let client = DAPClient([try DAPFixture.cube()])
        let first = try client.get("/dap/fixture\(suffix)")
        let tag = try #require(first.fields["ETag"])
        #expect(first.fields["Sluice-Snapshot"] == "fixture-1")
        let before = client.cubes[0].dataChunksRead
        let second = try client.get("/dap/fixture\(suffix)", headers: [("If-None-Match", tag)])
        #expect(second.status == 304)
        #expect(second.body.isEmpty)
        #expect(client.cubes[0].dataChunksRead == before)
    }

    @Test func tagsFollowTheMeaningOfAConstraint() throws {
        let client = try DAPClient()
        func tag(_ suffix: String, _ query: String) throws -> String? {
            try client.get("/dap/fixture\(suffix)", query: query).fields["ETag"]
        }
        #expect(try tag(".dods", "odd[1:1:3]") == tag(".dods", "odd%5b1:3%5D"))
        #expect(try tag(".dods", "odd,time") == tag(".dods", "time,odd"))
        #expect(try tag(".dods", "odd") != tag(".dods", "odd[0:3]"))
        #expect(try tag(".dods", "t2m.t2m") != tag(".dods", "t2m"))
        #expect(try tag(".dods", "odd") != tag(".ascii", "odd"))
        #expect(try tag(".dap", "dap4.ce=odd") != tag(".dap", "dap4.ce=odd&dap4.checksum=false"))
        #expect(try tag(".dap", "dap4.ce=lon[0:3]") != tag(".dap", "dap4.ce=lon"))
    }

    @Test func headAndDryRunsReadNothing() throws {
        let client = DAPClient([try DAPFixture.cube()])
        let length = try client.get("/dap/fixture.dods", query: "t2m").body.count
        let before = client.cubes[0].dataChunksRead
        let head = try client.get("/dap/fixture.dods", query: "t2m", method: .head)
        #expect(head.fields["Content-Length"] == "\(length)")
        let plan = try client.get("/dap/fixture.plan", query: "t2m")
        let preferred = try client.get("/dap/fixture.dods", query: "t2m", headers: [("Prefer", "dry-run")])
        #expect(plan.body == preferred.body)
        let cost = try JSONParser.parse(plan.text)["cost"]
        #expect(cost?["output_bytes"]?.integerValue == Int64(length))
        #expect(cost?["output_cells"]?.integerValue == Int64(33))
        #expect(client.cubes[0].dataChunksRead == before)
    }

    @Test func aRequestOverALimitIsRefusedWithOneThatPasses() throws {
        var limits = Limits()
        limits.outputBytes = 400
        limits.outputCells = 10
        let client = DAPClient([try CubeFixture(arrays: DAPFixture.arrays, limits: limits)])
        let refused = try client.get("/dap/fixture.dods", query: "t2m.t2m")
        #expect(refused.status == 200)
        let whole = try client.get("/dap/fixture.dods")
        #expect(whole.status == 413)
        #expect(whole.fields["Content-Description"] == "dods-error")
        #expect(whole.text.contains("the limit is 400 ('limits: output_bytes')"))
        let advised = try #require(whole.text.firstMatch(of: /constraint '([^']*)' passes/)).1
        #expect(try client.get("/dap/fixture.dods", query: String(advised)).status == 200)
        let before = client.cubes[0].dataChunksRead
        #expect(try client.get("/dap/fixture.ascii", query: "t2m.t2m").status == 413)
        let large = try client.get("/dap/fixture.dap")
        #expect(large.status == 413)
        #expect(large.text.contains("<Error "))
        let constraint = try #require(large.text.firstMatch(of: /constraint &#39;(.*?)&#39; passes/)).1
        #expect(constraint.hasPrefix("dap4.ce=/"))
        let unread = client.cubes[0].dataChunksRead
        #expect(unread == before)
        let plan = try JSONParser.parse(try client.get("/dap/fixture.plan").text)
        #expect(plan["passes"]?.boolValue == false)
        #expect(client.cubes[0].dataChunksRead == before)
    }

    // Errors.

    struct Bad: CustomTestStringConvertible {
        let address: String
        let query: String
        let status: Int
        let code: Int

        init(_ address: String, _ query: String, _ status: Int, _ code: Int) {
            self.address = address
            self.query = query
            self.status = status
            self.code = code
        }

        var testDescription: String { "\(address)?\(query)" }
    }

    static let bad2: [Bad] = [
        Bad("/dap/fixture.dods", "nope", 400, 1004),
        Bad("/dap/fixture.dds", "t2m.nope", 400, 1004),
        Bad("/dap/fixture.dods", "time.time", 400, 1004),
        Bad("/dap/fixture.dods", "odd[5]", 400, 1005),
        Bad("/dap/fixture.dods", "odd[0:5]", 400, 1005),
        Bad("/dap/fixture.dods", "odd[0:1:999999999]", 400, 1005),
        Bad("/dap/fixture.dods", "t2m[0]", 400, 1005),
        Bad("/dap/fixture.dods", "t2m[0][0][0][0]", 400, 1005),
        Bad("/dap/fixture.dods", "one[0]", 400, 1005),
        Bad("/dap/fixture.dods", "odd[0],odd[1]", 400, 1005),
        Bad("/dap/fixture.dods", "t2m,t2m.lat[0]", 400, 1005),
        Bad("/dap/fixture.ascii", "odd[", 400, 1005),
        Bad("/dap/fixture.plan", "odd&odd%3E1", 400, 1005),
        Bad("/dap/fixture.dods", "f(1,2)", 400, 1005),
        Bad("/dap/fixture.dods", "%zz", 400, 1005),
        Bad("/dap/fixture.dods", "%22%27%3C%3E%C3%A9", 400, 1004),
        Bad("/dap/nothing.dds", "", 404, 1003),
        Bad("/dap/fixture.nosuchsuffix.dds", "", 404, 1003),
        Bad("/dap/fixture/x.dds", "", 404, 1003),
        Bad("/dap/.dds", "", 404, 1003),
        Bad("/dap/..dds", "", 404, 1003),
        Bad("/dap/%22;x.das", "", 404, 1003),
    ]

    @Test(arguments: bad2)
    func badRequestsGetAnErrorObject(_ bad: Bad) throws {
        let response = try DAPClient().get(bad.address, query: bad.query)
        #expect(response.status == bad.status)
        #expect(response.fields["Content-Description"] == "dods-error")
        #expect(response.fields["Content-Type"] == "text/plain; charset=utf-8")
        let form = /Error \{\n    code = (\d+);\n    message = "((?:\\.|[^"\\])+)";\n\};\n/
        let match = try #require(response.text.wholeMatch(of: form))
        #expect(Int(match.1) == bad.code)
        #expect(response.body.allSatisfy { $0 == 0x0A || $0 >= 0x20 && $0 != 0x7F })
    }

    static let bad4: [Bad] = [
        Bad("/dap/fixture.dap", "dap4.ce=/nope", 400, 0),
        Bad("/dap/fixture.dap", "dap4.ce=/odd[5]", 400, 0),
        Bad("/dap/fixture.dap", "dap4.ce=/odd[5:]", 400, 0),
        Bad("/dap/fixture.dap", "dap4.ce=/odd[0][0]", 400, 0),
        Bad("/dap/fixture.dap", "dap4.ce=/one[1]", 400, 0),
        Bad("/dap/fixture.dap", "dap4.ce=/lat=[2];/lat", 400, 0),
        Bad("/dap/fixture.dap", "dap4.ce=/nope=[0];/lat", 400, 0),
        Bad("/dap/fixture.dap", "dap4.ce=/odd[0];/odd[1]", 400, 0),
        Bad("/dap/fixture.dmr", "dap4.ce=/group/x", 400, 0),
        Bad("/dap/fixture.dap", "dap4.checksum=1", 400, 0),
        Bad("/dap/nothing.dmr", "", 404, 0),
        Bad("/dap/nothing", "", 404, 0),
    ]

    @Test(arguments: bad4)
    func badDAP4RequestsGetAnErrorDocument(_ bad: Bad) throws {
        let response = try DAPClient().get(bad.address, query: bad.query)
        #expect(response.status == bad.status)
        #expect(response.fields["Content-Type"] == "application/vnd.opendap.dap4.error+xml")
        #expect(response.text.contains("httpcode=\"\(bad.status)\""))
        #expect(response.text.contains("<Message>"))
        #expect(XMLParser(data: Data(response.body)).parse())
    }

    struct Broken: CustomTestStringConvertible {
        let error: ZarrError
        let status: Int

        var testDescription: String { "\(error)" }
    }

    static let broken: [Broken] = [
        Broken(error: .corruptChunk(key: "t2m/c/0/0/0", reason: "zstd: 5 bytes, 12 expected"), status: 502),
        Broken(error: .tooLarge(key: "t2m/c/0/0/0", bytes: 9, limit: 5, raisedBy: .fixed), status: 502),
    ]

    @Test(arguments: broken)
    func aBrokenStoreIsTheStoresFault(_ broken: Broken) throws {
        let cube = try DAPFixture.cube()
        cube.chunks["t2m"]?.fail(with: broken.error)
        let client = DAPClient([cube])
        for suffix in [".dods", ".ascii"] {
            let response = try client.get("/dap/fixture\(suffix)", query: "t2m")
            #expect(response.status == broken.status)
            #expect(response.text.hasPrefix("Error {\n    code = 1007;"))
            #expect(response.text.contains("fixture"))
        }
        #expect(try client.get("/dap/fixture.dap", query: "dap4.ce=/t2m").status == broken.status)
        #expect(try client.get("/dap/fixture.dods", query: "odd").status == 200)
    }

    /// netCDF-C takes what is cut for zeros (digest §3.3): nothing leaves before all is read.
    @Test func aFailureBehindTheFirstBytesIsAnError() throws {
        let big = FixtureArray("big", [("x", 40_000)], .float32, [Float](repeating: 1, count: 40_000))
        let bad = FixtureArray("bad", [("y", 4)], .float32, [Float](repeating: 1, count: 4))
        let cube = try CubeFixture(arrays: [big, bad])
        cube.chunks["bad"]?.fail(with: ZarrError.corruptChunk(key: "bad/c/0", reason: "short"))
        for (suffix, query) in [(".dods", "big,bad"), (".dap", "dap4.ce=/big;/bad")] {
            let response = try DAPClient([cube]).get("/dap/fixture\(suffix)", query: query)
            #expect(response.status == 502)
            #expect(!response.isCut)
            #expect(response.text.contains("key") && response.text.contains("bad/c/0"))
        }
    }

    // Catalogue.

    @Test func theCatalogueIsThereForProgramsAndPeople() throws {
        let client = try DAPClient()
        let xml = try client.get("/dap/catalog.xml")
        #expect(xml.fields["Content-Type"] == "application/xml; charset=utf-8")
        #expect(xml.text.contains("<service name=\"odap\" serviceType=\"OPENDAP\" base=\"/dap/\"/>"))
        #expect(
            xml.text.contains(
                "<dataset name=\"A &quot;small&quot; cube\" ID=\"fixture\" urlPath=\"fixture\">"
            )
        )
        #expect(XMLParser(data: Data(xml.body)).parse())
        for path in ["/dap/catalog.html", "/dap", "/dap/"] {
            let page = try client.get(path)
            #expect(page.fields["Content-Type"] == "text/html; charset=utf-8")
            #expect(page.text.contains("http://localhost/dap/fixture"))
        }
    }

    /// A map of what has no place is an error: catalogues name no service for it.
    @Test func theCatalogueNamesOnlyWhatWorks() {
        let bases = [
            ServiceBase(name: "odap", type: "OPENDAP", path: "/dap/"),
            ServiceBase(name: "wms", type: "WMS", path: "/wms/", needsPlaces: true),
        ]
        let entries = [
            CatalogueEntry(id: "map", title: "Map"),
            CatalogueEntry(id: "table", title: "Table", groups: ["g"], hasPlaces: false),
        ]
        let origin = PublicOrigin(scheme: "http", host: "localhost", prefix: "")
        let xml = THREDDSCatalog(entries, services: bases, origin: origin).xml
        #expect(XMLParser(data: Data(xml.utf8)).parse())
        let table = xml.components(separatedBy: "urlPath=\"table\"").last ?? ""
        let map = xml.components(separatedBy: "urlPath=\"map\"").last?.prefix { $0 != "\n" } ?? ""
        #expect(table.contains("<serviceName>arrays</serviceName>"))
        #expect(table.contains("urlPath=\"table.g\"><serviceName>all</serviceName></dataset>"))
        let lists = xml.components(separatedBy: "serviceType=\"Compound\"")
        #expect(lists.count == 3 && lists[2].contains("\"arrays-odap\" serviceType=\"OPENDAP\""))
        #expect(lists[1].contains("serviceType=\"WMS\"") && !lists[2].contains("WMS"))
        #expect(!map.contains("arrays"))
        let placed = THREDDSCatalog([entries[0]], services: bases, origin: origin).xml
        #expect(placed.components(separatedBy: "serviceType=\"Compound\"").count == 2)
    }

    @Test func namesAreEscapedOnEveryPage() throws {
        let name = "<b>&\"'"
        let cube = try CubeFixture(
            title: name,
            attributes: [(name, .string(name))],
            arrays: [
                .axis(name, [Int32]([1, 2]), attributes: [("long_name", .string(name))])
            ]
        )
        let client = DAPClient([cube])
        for path in [".html", ".info", ".dmr", ".dsr"].map({ "/dap/fixture\($0)" }) + [
            "/dap/catalog.xml", "/dap/",
        ] {
            let text = try client.get(path).text
            #expect(!text.contains("<b>"), "\(path)")
        }
        #expect(XMLParser(data: Data(try client.get("/dap/fixture.dmr").body)).parse())
        let query = "%253Cb%253E%2526%2522%2527"
        #expect(try client.get("/dap/fixture.dods", query: query).status == 200)
        #expect(try client.get("/dap/fixture.dods", query: "%3Cb%3E%26%22%27").status == 200)
        #expect(try client.get("/dap/fixture.dap", query: "dap4.ce=/%3Cb%3E%26%22%27").status == 200)
    }

    @Test func emptyArraysAndEmptyDatasetsAreNoTrouble() throws {
        let empty = FixtureArray("none", [("z", 0)], .float32, [Float]())
        let client = DAPClient([try CubeFixture(arrays: [empty])])
        #expect(try client.get("/dap/fixture.dds").text == "Dataset {\n} fixture;\n")
        #expect(try client.get("/dap/fixture.dods").text == "Dataset {\n} fixture;\nData:\n")
        #expect(try client.get("/dap/fixture.dap").status == 200)
        #expect(try client.get("/dap/fixture.dods", query: "none").status == 400)
    }
}
