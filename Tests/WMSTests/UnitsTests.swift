import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import WMS

/// `UNITS=`, and dimensions of labels.
struct UnitsTests {
    private static func fixture() throws -> MapFixture {
        let grid = FixtureGrid.latLon([45, -45], [-90, 90])
        let field = grid.numbered(
            "field",
            attributes: [("units", "K"), ("standard_name", "air_temperature")]
        ) { number -> Float in 273.25 + 10 * Float(number) }
        let dimensions = [("class", 2), ("lat", 2), ("lon", 2)]
        return try MapFixture(
            grid.coordinates + [
                field, FixtureArray("kind", dimensions, .float32, (0..<8).map(Float.init)),
            ],
            texts: [FixtureTexts("class", along: "class", ["forest", "water"])]
        )
    }

    private static func info(_ more: String) -> String {
        MapFixture.mapQuery(["REQUEST": "GetFeatureInfo", "COLORSCALERANGE": nil])
            + "&I=30&J=2&INFO_FORMAT=application/json&" + more
    }

    @Test func valuesUnderAPixel() throws {
        let fixture = try Self.fixture()
        let answer = try fixture.get(Self.info("QUERY_LAYERS=field&UNITS=degC"))
        #expect(answer.text.contains("\"value\":10.1,"), "\(answer.text)")
        #expect(answer.text.contains("\"units\":\"degC\""))
    }

    /// The usual range is the same one in other units, and a range that is given is meant in them.
    @Test func picturesStayAsTheyAre() throws {
        let fixture = try Self.fixture()
        let plain = try fixture.map(["COLORSCALERANGE": nil])
        let celsius = try fixture.map(["COLORSCALERANGE": nil, "UNITS": "degC"])
        let given = try fixture.map(["COLORSCALERANGE": "-43.15,41.85", "UNITS": "degC"])
        #expect(plain.status == 200)
        #expect(plain.body == celsius.body)
        #expect(plain.body == given.body)
        #expect(plain.fields["ETag"] != celsius.fields["ETag"])
    }

    @Test(arguments: ["UNITS=m", "UNITS=degC,K", "UNITS=((("])
    func refusals(query: String) throws {
        let answer = try Self.fixture().get(MapFixture.mapQuery() + "&" + query)
        #expect(answer.status == 400)
        #expect(answer.text.contains("UNITS"))
    }

    @Test func labelsOfADimension() throws {
        let fixture = try Self.fixture()
        let capabilities = try fixture.get("SERVICE=WMS&REQUEST=GetCapabilities")
        #expect(capabilities.text.contains(">forest,water</Dimension>"), "\(capabilities.text)")
        #expect(capabilities.text.contains("default=\"forest\""))
        for (text, value) in [("water", 5), ("forest", 1), ("1", 5)] {
            let query = MapFixture.mapQuery(["REQUEST": "GetFeatureInfo", "LAYERS": "kind"])
            let answer = try fixture.get(
                "\(query)&QUERY_LAYERS=kind&I=30&J=2&INFO_FORMAT=text/plain&DIM_CLASS=\(text)"
            )
            #expect(answer.text.hasPrefix("kind: \(value).0"), "\(answer.text)")
        }
        let unknown = try fixture.get(MapFixture.mapQuery(["LAYERS": "kind"]) + "&DIM_CLASS=watr")
        #expect(MapFixture.exceptionCode(unknown) == "InvalidDimensionValue")
        #expect(unknown.text.contains("water"))
    }
}
