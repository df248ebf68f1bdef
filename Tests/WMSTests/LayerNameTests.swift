import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import WMS

/// Layers with a comma in their names: offered, and asked for in the ways that clients have.
struct LayerNameTests {
    private static func fixture() throws -> MapFixture {
        let grid = FixtureGrid.latLon([45, -45], [-90, 90])
        return try MapFixture(
            grid.coordinates + ["a,b", "a", "c"].map { grid.numbered($0, attributes: [("units", "1")]) }
        )
    }

    private static func query(_ layers: String, styles: String = "") -> String {
        MapFixture.mapQuery(["LAYERS": nil, "STYLES": nil]) + "&layers=\(layers)&STYLES=\(styles)"
    }

    @Test func capabilitiesOfferThem() throws {
        let text = try Self.fixture().get("SERVICE=WMS&REQUEST=GetCapabilities").text
        #expect(text.contains("<Name>a,b</Name>"))
        #expect(text.contains("LAYER=a%2Cb&amp;STYLE="))
    }

    /// Programs send a name back as they have read it.
    @Test func aNameThatActsIsTheLayersOwn() throws {
        let grid = FixtureGrid.latLon([45, -45], [-90, 90])
        let layer = grid.numbered("\u{202E}r", attributes: [("units", "1")])
        let fixture = try MapFixture(grid.coordinates + [layer])
        let capabilities = try fixture.get("SERVICE=WMS&REQUEST=GetCapabilities")
        #expect(capabilities.text.contains("<Name>&#x202E;r</Name>"))
        #expect(try fixture.get(Self.query("%E2%80%AEr")).status == 200)
    }

    /// OWSLib and QGIS escape all commas; there is no layer `b`.
    @Test(arguments: [
        ("a%2Cb", 1), ("a,b", 1), ("a%2Cc", 2), ("a,c", 2), ("a%2Cb%2Cc", 2), ("c,a%2Cb", 2), ("a,b,a,c", 3),
    ]) func stylesGoWithThem(layers: String, count: Int) throws {
        let fixture = try Self.fixture()
        for (commas, status) in [(count - 1, 200), (count, 400)] where commas > 0 {
            let styles = String(repeating: ",", count: commas)
            #expect(try fixture.get(Self.query(layers, styles: styles)).status == status, "\(layers)")
        }
        let answer = try fixture.get(Self.query(layers))
        #expect(answer.status == 200, "\(answer.text)")
    }

    @Test func featureInfoAndLegends() throws {
        let fixture = try Self.fixture()
        let info = Self.query("c%2Ca%2Cb").replacing("GetMap", with: "GetFeatureInfo")
        let answer = try fixture.get(info + "&QUERY_LAYERS=a%2Cb&I=3&J=3&INFO_FORMAT=application/json")
        #expect(answer.status == 200 && answer.text.contains("a,b"), "\(answer.text)")
        let legend = try fixture.get("REQUEST=GetLegendGraphic&VERSION=1.3.0&FORMAT=image/png&LAYER=a%2Cb")
        #expect(legend.status == 200)
        let stranger = try fixture.get(Self.query("a%2Cb%2Cb"))
        #expect(stranger.status == 400 && stranger.text.contains("LayerNotDefined"))
        #expect(stranger.text.contains("&#39;b&#39;") || stranger.text.contains("'b'"), "\(stranger.text)")
    }
}
