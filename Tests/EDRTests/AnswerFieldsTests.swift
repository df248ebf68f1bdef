import Gateway
import JSON
import TestSupport
import Testing

@testable import EDR

/// Header fields, conditions and dry runs: what an answer says about itself.
@Suite struct AnswerFieldsTests {
    private static let address = "/edr/collections/cube/position?coords=POINT(1 60)&parameter-name=air"

    @Test func dataSaysWhereItCameFrom() throws {
        let answer = try EDRFixture.ask(Self.address, [EDRFixture.cube])
        #expect(answer.fields["Sluice-Snapshot"] == "fixture-1")
        #expect(answer.fields["Content-Crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>")
        #expect(answer.fields["Cache-Control"] == "public, max-age=60")
        #expect(answer.fields["Vary"] == "Accept, Accept-Encoding")
        #expect(answer.fields["ETag"] != nil)
        #expect(answer.fields["Content-Length"] == "\(answer.body.count)")
    }

    @Test func aMatchingTagReadsNothing() throws {
        let tag = try #require(try EDRFixture.ask(Self.address, [EDRFixture.cube]).fields["ETag"])
        let cube = try EDRFixture.make()
        let again = try EDRFixture.ask(Self.address, [cube], headers: [("If-None-Match", tag)])
        #expect(again.status == 304)
        #expect(cube.dataChunksRead == 0)
    }

    @Test func tagsFollowWhatIsResolved() throws {
        func tag(_ query: String) throws -> String {
            try #require(try EDRFixture.ask(Self.address + query, [EDRFixture.cube]).fields["ETag"])
        }
        #expect(try tag("&z=850") == tag("&z=840&crs=CRS84&f=covjson"))
        #expect(try tag("&z=850") != tag("&z=500"))
        #expect(try tag("&datetime=2024-03-01") == tag(""))
        #expect(try tag("&datetime=2024-03-01T00:00:00Z") != tag(""))
    }

    @Test(arguments: [("&dryrun=1", [(String, String)]()), ("", [("Prefer", "respond-async, dry-run")])])
    func dryRunsReadNothing(query: String, headers: [(String, String)]) throws {
        let cube = try EDRFixture.make()
        let answer = try EDRFixture.ask(Self.address + query, [cube], headers: headers)
        #expect(answer.status == 200)
        let plan = try EDRFixture.json(answer)
        #expect(plan.at("arrays.0.shape") == [4, 3, 1, 1])
        #expect(plan.at("cost.output_cells") == 12)
        #expect(plan.at("cost.chunks") == 6)
        #expect(cube.dataChunksRead == 0)
    }

    @Test(arguments: [
        "/edr", "/edr/", "/edr/conformance", "/edr/api", "/edr/collections", "/edr/collections/cube",
    ])
    func metadataHasTwoForms(path: String) throws {
        let cube = try EDRFixture.make()
        let json = try EDRFixture.ask(path, [cube])
        #expect(json.status == 200)
        #expect(json.fields["Content-Type"]?.contains("json") == true)
        #expect(json.fields["ETag"] != nil)
        _ = try EDRFixture.json(json)
        let html = try EDRFixture.ask(path, [cube], headers: [("Accept", "text/html,*/*;q=0.8")])
        #expect(html.fields["Content-Type"] == "text/html; charset=utf-8")
        #expect(html.text.hasPrefix("<!DOCTYPE html>"))
        let policy = try #require(html.fields["Content-Security-Policy"])
        #expect(PageRules.faults(in: html.text, under: policy) == [])
        #expect(try EDRFixture.ask(path + "?f=html", [cube]).text == html.text)
        #expect(
            try EDRFixture.ask(path + "?f=json", [cube], headers: [("Accept", "text/html")]).text == json.text
        )
        #expect(cube.dataChunksRead == 0)
    }
}
