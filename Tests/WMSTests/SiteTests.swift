import Catalogue
import Cube
import Execution
import Gateway
import JSON
import Serving
import TestSupport
import Testing
import Zarr

@testable import WMS

/// `/wms` alone: all datasets of a site, whose layers are called `{dataset}/{variable}`.
struct SiteTests {
    private static func site(_ ids: [String], variables: [String] = ["field"]) throws -> Dispatcher {
        let grid = FixtureGrid.latLon([10, 0], [0, 10, 20])
        let cubes = try ids.enumerated().map { number, id in
            try CubeFixture(
                id: id,
                title: "Title of \(id)",
                arrays: grid.coordinates
                    + variables.map { grid.numbered($0) { Float($0 + 1000 * number) } }
            )
        }
        return Dispatcher(services: [
            WMSService(
                catalogue: DatasetCatalogue(FixtureCatalogue(cubes)),
                documents: DocumentCache(ledger: MemoryLedger(budget: 1 << 20))
            )
        ])
    }

    private static func get(_ site: Dispatcher, _ query: String, path: String = "/wms") throws
        -> FinishedResponse
    {
        site.answer(
            Request(path: try RequestPath(raw: path), rawQuery: query),
            context: .background(seconds: 30)
        )
    }

    private static let map =
        "VERSION=1.3.0&REQUEST=GetMap&STYLES=&CRS=CRS:84&BBOX=-5,-5,25,15&WIDTH=6&HEIGHT=4&FORMAT=image/png"
        + "&COLORSCALERANGE=0,2000"

    @Test(arguments: ["1.3.0", "1.1.1"])
    func allDatasetsAreBranches(version: String) throws {
        let site = try Self.site(["b", "a"], variables: ["field", "x y"])
        let text = try Self.get(site, "SERVICE=WMS&REQUEST=GetCapabilities&VERSION=\(version)").text
        for name in ["a/field", "a/x y", "b/field"] {
            #expect(text.contains("<Name>\(name)</Name>"), "\(text)")
        }
        let (a, b) = (text.firstRange(of: "Title of a"), text.firstRange(of: "Title of b"))
        #expect(try #require(a).lowerBound < #require(b).lowerBound)
        #expect(text.contains("LAYER=a%2Ffield") || text.contains("LAYER=a/field"))
        #expect(!text.contains("More datasets") && text.contains("http://localhost/wms?\""))
        // Whether slash or not.
        #expect(try Self.get(site, "SERVICE=WMS&REQUEST=GetCapabilities", path: "/wms/").status == 200)
    }

    /// As many as fit, and where the others are.
    @Test func longListsHaveParts() throws {
        let ids = (0..<130).map { "d\(1000 + $0)" }
        let site = try Self.site(ids)
        let first = try Self.get(site, "SERVICE=WMS&REQUEST=GetCapabilities").text
        #expect(first.contains("<Name>d1000/field</Name>") && !first.contains("<Name>d1129/field</Name>"))
        #expect(first.utf8.count < 1 << 20)
        let start = try #require(first.firstRange(of: "cursor=")?.upperBound)
        let cursor = String(first[start...].prefix { $0 != "&" })
        #expect(!first.contains("<Name>\(cursor)/field</Name>") && ids.contains(cursor))
        var (text, next, seen) = (first, Optional(cursor), Set<String>())
        var parts = 0
        while true {
            for id in ids where text.contains("<Name>\(id)/field</Name>") {
                #expect(seen.insert(id).inserted, "twice")
            }
            parts += 1
            guard let wanted = next, parts < 20 else { break }
            text = try Self.get(site, "SERVICE=WMS&REQUEST=GetCapabilities&CURSOR=\(wanted)").text
            next = text.firstRange(of: "cursor=").map { String(text[$0.upperBound...].prefix { $0 != "&" }) }
        }
        #expect(seen == Set(ids))
    }

    /// The same picture, value and legend as at the dataset's own address.
    @Test func layersAreThoseOfTheirDatasets() throws {
        let site = try Self.site(["a", "b"], variables: ["field", "x,y"])
        for (inner, outer) in [
            ("LAYERS=field", "LAYERS=b/field"), ("LAYERS=field", "layers=b%2Ffield"),
            ("LAYERS=field,field", "LAYERS=b/field,b/field"),
            ("LAYERS=field,field", "LAYERS=b%2Ffield%2Cb%2Ffield"),
            ("LAYERS=x%2Cy,field", "LAYERS=b/x%2Cy,b/field"), ("LAYERS=x%2Cy", "LAYERS=b/x%2Cy"),
        ] {
            let one = try Self.get(site, "\(Self.map)&\(inner)", path: "/wms/b")
            let two = try Self.get(site, "\(Self.map)&\(outer)")
            #expect(one.status == 200 && one.body == two.body, "\(outer): \(two.text)")
            #expect(one.fields["ETag"] == two.fields["ETag"])
        }
        let info = try Self.get(
            site,
            Self.map.replacing("GetMap", with: "GetFeatureInfo")
                + "&LAYERS=b/field&QUERY_LAYERS=b/field&I=1&J=1&INFO_FORMAT=text/plain"
        )
        #expect(info.text.hasPrefix("field: 1000"), "\(info.text)")
        let legend = try Self.get(site, "REQUEST=GetLegendGraphic&LAYER=a/field&FORMAT=image/png")
        #expect(legend.status == 200)
    }

    @Test(arguments: [
        ("LAYERS=field", "LayerNotDefined"), ("LAYERS=a/nothing", "LayerNotDefined"), ("", ""),
        ("LAYERS=a/field,b/field", ""), ("LAYERS=a/field&QUERY_LAYERS=b/field", ""),
        ("LAYERS=a/field,field", "LayerNotDefined"),
        ("LAYERS=/field", ""), ("LAYERS=%ff/field", ""), ("LAYERS=a/", ""),
        ("LAYERS=a/field&PIN=2&CRS=x", ""),
    ])
    func othersAreRefused(layers: String, code: String) throws {
        let answer = try Self.get(try Self.site(["a", "b"]), "\(Self.map)&\(layers)")
        #expect((400..<500).contains(answer.status), "\(answer.text)")
        #expect(MapFixture.exceptionCode(answer) == code, "\(answer.text)")
    }

    @Test func absentDatasetsAreNotThere() throws {
        let answer = try Self.get(try Self.site(["a"]), "\(Self.map)&LAYERS=nothing/field")
        #expect(answer.status == 404)
        let cursor = try Self.get(try Self.site(["a"]), "REQUEST=GetCapabilities&CURSOR=a@b")
        #expect(cursor.status == 400)
    }
}
