import Execution
import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import Maps
@testable import WMS

/// Legends as data, bars without a layer, and resolutions.
struct LegendDocumentTests {
    private static let legend = "VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=field&FORMAT="

    private static func fixture(_ attributes: [(String, JSONValue)] = []) throws -> MapFixture {
        try MapFixture(
            Globe.axes(from: 0, descending: true) + [Globe.field(from: 0, attributes: attributes) { $0 + $1 }]
        )
    }

    private func document(_ fixture: MapFixture, _ rest: String = "") throws -> JSONValue {
        let answer = try fixture.get(Self.legend + "application/json" + rest)
        try #require(
            answer.status == 200 && answer.fields["Content-Type"] == "application/json",
            "\(answer.text)"
        )
        return try answer.body.withUnsafeBytes { try JSONParser.parse($0, grammar: .strict) }
    }

    @Test func rangesAreStopsAlongThem() throws {
        let fixture = try Self.fixture([("units", "K")])
        let found = try document(fixture, "&COLORSCALERANGE=1,10000&LOGSCALE=true&STYLE=raster/greys")
        #expect(found["min"]?.doubleValue == 1 && found["max"]?.doubleValue == 10000)
        #expect(found["units"] == "K" && found["layer"] == "field" && found["logarithmic"] == true)
        let stops = try #require(found["stops"]?.arrayValue)
        let values = stops.compactMap { $0["value"]?.doubleValue }
        #expect(values.first == 1 && abs((values.last ?? 0) - 10000) < 1e-6 && stops.count == 9)
        // The middle of four decades.
        #expect(abs(values[4] - 100) < 1e-9)
        // ColorBrewer's Greys run from white to black.
        #expect(stops.first?["color"] == "#FFFFFF" && stops.last?["color"] == "#000000")
        #expect(found["belowMin"] == "extend" && found["noData"] == "transparent")
    }

    @Test func bandsHaveEnds() throws {
        let wishes = "&COLORSCALERANGE=0,10&NUMCOLORBANDS=4&ABOVEMAXCOLOR=red&NODATACOLOR=%2380FF0000"
        let found = try document(Self.fixture(), wishes + "&BELOWMINCOLOR=transparent")
        let bands = try #require(found["bands"]?.arrayValue)
        #expect(bands.map { $0["min"]?.doubleValue } == [0, 2.5, 5, 7.5])
        #expect(bands.map { $0["max"]?.doubleValue } == [2.5, 5, 7.5, 10])
        #expect(found["aboveMax"] == "#FF0000" && found["belowMin"] == "transparent")
        #expect(found["noData"] == "#80FF0000" && found["stops"] == nil)
    }

    @Test func categoriesHaveNames() throws {
        let fixture = try Self.fixture([
            ("flag_values", [0, 1]), ("flag_meanings", "sea land"), ("flag_colors", "#0000FF #00FF00"),
        ])
        let found = try document(fixture)
        let categories = try #require(found["categories"]?.arrayValue)
        #expect(categories.map { $0["label"] } == ["sea", "land"])
        #expect(categories.map { $0["color"] } == ["#0000FF", "#00FF00"] && found["min"] == nil)
    }

    @Test func mapsOfRequestsAreTold() throws {
        let text = PercentCoding.encode("{\"type\":\"intervals\",\"stops\":[[0,\"navy\"],[20,\"white\"]]}")
        let found = try document(Self.fixture(), "&COLORMAP=\(text)")
        #expect(found["min"]?.doubleValue == 0 && found["max"]?.doubleValue == 20)
        #expect(found["type"] == "intervals")
        let stops = try #require(found["stops"]?.arrayValue)
        #expect(stops.map { $0["label"] } == ["< 0", "0 – 20"])
        #expect(stops.map { $0["color"] } == ["#000080", "#FFFFFF"])
    }

    /// numpy.percentile([0, 1, 4, … 9801], [2, 98]) is [3.94, 9412.9].
    @Test func percentsAreOfTheSample() throws {
        let axis = { (name: String, units: String) in
            FixtureArray.axis(name, (0..<10).map { Double($0) + 0.5 }, units: units)
        }
        let fixture = try MapFixture([
            axis("lat", "degrees_north"), axis("lon", "degrees_east"),
            FixtureArray(
                "field",
                [("lat", 10), ("lon", 10)],
                .float32,
                (0..<100).map { Float($0 * $0) },
                attributes: [("units", "m")]
            ),
        ])
        let found = try document(fixture, "&COLORSCALERANGE=p2,98")
        let (low, high) = (found["min"]?.doubleValue ?? 0, found["max"]?.doubleValue ?? 0)
        #expect(abs(low - 3.94) < 1e-9 && abs(high - 9412.9) < 1e-9)
        for box in ["0,0,10,10", "0,0,5,10", "5,0,10,10"] {
            let wishes = { (range: String) in ["COLORSCALERANGE": range, "BBOX": box] as [String: String?] }
            let (one, other) = try (fixture.map(wishes("p2,98")), fixture.map(wishes("\(low),\(high)")))
            #expect(one.status == 200 && one.body == other.body)
        }
        // In other units, and where all values are one.
        let converted = try document(fixture, "&COLORSCALERANGE=p0,100&UNITS=km")
        #expect(
            converted["min"]?.doubleValue == 0 && abs((converted["max"]?.doubleValue ?? 0) - 9.801) < 1e-9
        )
        let flat = try MapFixture(
            Globe.axes(from: 0, descending: true) + [Globe.field(from: 0) { _, _ in 5 }]
        )
        let ends = try document(flat, "&COLORSCALERANGE=p2,98")
        #expect(ends["min"]?.doubleValue ?? 9 < 5 && ends["max"]?.doubleValue ?? 0 > 5)
    }

    @Test(arguments: [
        "p98,2", "p-1,200", "p2", "p2,98,99", "p", "p2,101", "p2,2", "pa,b", "p2.5,98", "p+2,98,",
    ])
    func otherPercentsAreRefused(text: String) throws {
        let answer = try Self.fixture().map(["COLORSCALERANGE": text])
        #expect(answer.status == 400 && answer.text.contains("COLORSCALERANGE"))
    }

    @Test func aBarNeedsNoLayer() throws {
        let fixture = try Self.fixture()
        let bar =
            "VERSION=1.1.1&REQUEST=GetLegendGraphic&COLORBARONLY=true&FORMAT=image/png&WIDTH=20&HEIGHT=120"
        let picture = try #require(DecodedPNG(fixture.get(bar + "&PALETTE=greys").body))
        #expect(picture.width == 20 && picture.height == 120)
        // White is low, which is at the bottom.
        #expect(picture.pixel(column: 9, row: 119)[0] > 250 && picture.pixel(column: 9, row: 0)[0] < 5)
        #expect(try MapFixture.exceptionCode(fixture.get(bar + "&PALETTE=nothing")) == "StyleNotDefined")
        let plain = "VERSION=1.1.1&REQUEST=GetLegendGraphic&FORMAT=image/png"
        #expect(try fixture.get(plain).status == 400)
    }

    @Test(arguments: [("96", 140, 280), ("72", 140, 280), ("192", 280, 560), ("10000", 490, 980)])
    func resolutionsMakeLegendsLarger(dots: String, width: Int, height: Int) throws {
        let fixture = try Self.fixture()
        let legend = Self.legend + "image/png&COLORSCALERANGE=0,1"
        let picture = try #require(DecodedPNG(fixture.get(legend + "&DPI=\(dots)").body))
        #expect(picture.width == width && picture.height == height)
        let sized = legend + "&WIDTH=200&HEIGHT=400"
        let same = try fixture.get(sized).body == fixture.get(sized + "&DPI=\(dots)").body
        #expect(same == (width == 140))
    }

    @Test(arguments: ["0", "-96", "x", "nan", "1e9"])
    func otherResolutionsAreRefused(text: String) throws {
        let answer = try Self.fixture().get(Self.legend + "image/png&DPI=\(text)")
        #expect(answer.status == 400 && answer.text.contains("DPI"))
    }

    @Test func categoriesAreAStyleOfFlagsAlone() throws {
        let flags = try Self.fixture([
            ("flag_values", [0, 5]), ("flag_meanings", "none some"), ("flag_colors", "#0000FF #00FF00"),
        ])
        let capabilities = "REQUEST=GetCapabilities&SERVICE=WMS"
        #expect(try flags.get(capabilities).text.contains("<Name>categories</Name>"))
        // A range makes numbers of flags in other styles, and not in this one.
        let plain = try flags.map(["COLORSCALERANGE": nil])
        #expect(try flags.map(["STYLES": "categories"]).body == plain.body)
        #expect(try flags.map(["STYLES": "categories", "COLORSCALERANGE": nil]).body == plain.body)
        #expect(try flags.map(["STYLES": "raster"]).body != plain.body)
        #expect(try flags.map(["STYLES": "categories/greys"]).status == 200)
        let legend = try flags.get(Self.legend + "image/png&STYLE=categories&COLORSCALERANGE=0,1")
        #expect(try legend.body == flags.get(Self.legend + "image/png").body)
        let numbers = try Self.fixture()
        #expect(try !numbers.get(capabilities).text.contains("<Name>categories</Name>"))
        for answer in [
            try numbers.map(["STYLES": "categories"]), try numbers.map(["STYLES": "categories/greys"]),
            try numbers.get(Self.legend + "image/png&STYLE=categories"),
        ] {
            #expect(answer.status == 400 && MapFixture.exceptionCode(answer) == "StyleNotDefined")
        }
    }
}
