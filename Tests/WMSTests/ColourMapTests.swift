import Execution
import Gateway
import TestSupport
import Testing
import Zarr

@testable import Maps
@testable import WMS

/// Colours that a request brings along, against the values of the cells.
struct ColourMapTests {
    typealias Pixels = [(value: Double, colour: [UInt8])]

    private static func fixture() throws -> MapFixture {
        try MapFixture(
            Globe.axes(from: 0, descending: true) + [
                Globe.field(from: 0) { $0 + $1 }, Globe.field("other", from: 0) { $0 - $1 },
            ]
        )
    }

    private static let cells: [String: String?] = ["WIDTH": "72", "HEIGHT": "36", "COLORSCALERANGE": nil]

    /// A pixel for each cell.
    private func pixels(_ changes: [String: String?]) throws -> Pixels {
        let answer = try Self.fixture().map(Self.cells.merging(changes) { $1 })
        try #require(answer.status == 200, "\(answer.text)")
        #expect(answer.fields.all("Warning").isEmpty)
        let picture = try #require(DecodedPNG(answer.body))
        return (0..<(72 * 36)).map { pixel in
            let value = -177.5 + 5 * Double(pixel % 72) + 87.5 - 5 * Double(pixel / 72)
            return (value, Array(picture.rgba[(4 * pixel)..<(4 * pixel + 4)]))
        }
    }

    private func check(_ pixels: Pixels, _ tolerance: Int = 0, _ expected: (Double) -> [Double]?) {
        for (value, colour) in pixels {
            guard let expected = expected(value) else {
                #expect(colour[3] == 0)
                continue
            }
            let isNear = zip(colour, expected).allSatisfy { abs(Double($0) - $1) <= Double(tolerance) }
            #expect(isNear, "\(value): \(colour), not \(expected)")
        }
    }

    static func descriptor(_ inner: String, name: String = "field") -> String {
        "<StyledLayerDescriptor version=\"1.0.0\" xmlns=\"http://www.opengis.net/sld\"><NamedLayer><Name>\(name)</Name>"
            + "<UserStyle><FeatureTypeStyle><Rule><RasterSymbolizer>\(inner)</RasterSymbolizer></Rule>"
            + "</FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>"
    }

    private static func entries(_ type: String, _ entries: [(Double, String)]) -> String {
        let all = entries.map { "<ColorMapEntry color=\"\($0.1)\" quantity=\"\($0.0)\"/>" }.joined()
        return "<ColorMap type=\"\(type)\">\(all)</ColorMap>"
    }

    /// The same as JSON and as SLD.
    private func both(_ type: String, _ entries: [(Double, String)]) throws -> [Pixels] {
        let stops = entries.map { "[\($0.0),\"\($0.1)\"]" }.joined(separator: ",")
        return [
            try pixels(["COLORMAP": "{\"type\":\"\(type)\",\"stops\":[\(stops)]}"]),
            try pixels(["SLD_BODY": Self.descriptor(Self.entries(type, entries))]),
        ]
    }

    @Test func rampsRunBetweenTheirEntries() throws {
        for pixels in try both("ramp", [(-100, "#000000"), (100, "#ff00ff")]) {
            check(pixels, 2) { value in
                let level = min(max((value + 100) / 200, 0), 1) * 255
                return [level, 0, level, 255]
            }
        }
        // In any order, and several pieces; a jump where two entries have one number.
        let entries = [(100.0, "#0000ff"), (-100, "#000000"), (0, "#00ff00"), (0, "#ff0000")]
        for pixels in try both("ramp", entries) {
            check(pixels, 3) { value in
                let share = min(abs(value) / 100, 1)
                return value < 0 ? [0, 255 * (1 - share), 0, 255] : [255 * (1 - share), 0, 255 * share, 255]
            }
        }
    }

    @Test func intervalsEndBelowTheirEntries() throws {
        for pixels in try both("intervals", [(-50, "#112233"), (50, "#ccbbaa")]) {
            check(pixels) { value in
                value < -50 ? [0x11, 0x22, 0x33, 255] : value < 50 ? [0xCC, 0xBB, 0xAA, 255] : nil
            }
        }
    }

    @Test func valuesAreThemselvesAlone() throws {
        for pixels in try both("values", [(35, "#0000ff"), (-50, "#ff0000")]) {
            check(pixels) { $0 == 35 ? [0, 0, 255, 255] : $0 == -50 ? [255, 0, 0, 255] : nil }
        }
    }

    /// Numbers of floats are what people write of them: the float next to 0.7 is below it.
    @Test(arguments: ["values", "intervals"])
    func floatsAreComparedAsFloats(type: String) throws {
        let fixture = try MapFixture(
            Globe.axes(from: 0, descending: true) + [Globe.field(from: 0) { _, _ in 0.7 }]
        )
        let stops = type == "values" ? "[0.7,\"red\"]" : "[0.7,\"blue\"],[1,\"red\"]"
        let map = ["COLORMAP": "{\"type\":\"\(type)\",\"stops\":[\(stops)]}"]
        let picture = try #require(DecodedPNG(fixture.map(map).body))
        #expect(picture.pixel(column: 9, row: 9) == [255, 0, 0, 255])
    }

    @Test(arguments: [("succeeding", false), ("preceding", true)])
    func categoriesOfSymbologyEncoding(belongs: String, isBelow: Bool) throws {
        let inner =
            "<se:ColorMap><se:Categorize thresholdsBelongTo=\"\(belongs)\"><se:LookupValue>Rasterdata"
            + "</se:LookupValue><se:Value>#112233</se:Value><se:Threshold>-50</se:Threshold><se:Value>#00ff00"
            + "</se:Value><se:Threshold>50</se:Threshold><se:Value>#ccbbaa</se:Value></se:Categorize></se:ColorMap>"
        let found = try pixels(["SLD_BODY": Self.descriptor(inner)])
        check(found) { value in
            if isBelow ? value <= -50 : value < -50 { return [0x11, 0x22, 0x33, 255] }
            return (isBelow ? value <= 50 : value < 50) ? [0, 255, 0, 255] : [0xCC, 0xBB, 0xAA, 255]
        }
    }

    @Test func interpolationOfSymbologyEncoding() throws {
        let points = [(-100, "#000000"), (100, "#ffffff")].map { data, value in
            "<se:InterpolationPoint><se:Data>\(data)</se:Data><se:Value>\(value)</se:Value></se:InterpolationPoint>"
        }.joined()
        let inner =
            "<ColorMap><se:Interpolate fallbackValue=\"#ff0000\">\(points)</se:Interpolate></ColorMap>"
        check(try pixels(["SLD_BODY": Self.descriptor(inner)]), 2) { value in
            let level = min(max((value + 100) / 200, 0), 1) * 255
            return [level, level, level, 255]
        }
    }

    @Test func opacityOfDescriptorsIsOfTheirColours() throws {
        let ramp = Self.entries("ramp", [(-100, "#000000"), (100, "#ffffff")])
        check(try pixels(["SLD_BODY": Self.descriptor("<Opacity>0.5</Opacity>" + ramp)]), 2) { value in
            let level = min(max((value + 100) / 200, 0), 1) * 255
            return [level, level, level, 128]
        }
        // Without colours of its own it is that of the picture.
        let plain = try pixels(["OPACITY": "50"])
        let styled = try pixels(["SLD_BODY": Self.descriptor("<Opacity>0.5</Opacity>")])
        #expect(plain.map(\.colour) == styled.map(\.colour))
        let entry =
            "<ColorMap type=\"intervals\"><ColorMapEntry color=\"red\" opacity=\"0.2\" quantity=\"999\"/></ColorMap>"
        check(try pixels(["SLD_BODY": Self.descriptor(entry)])) { _ in [255, 0, 0, 51] }
    }

    @Test func whatIsBeyondARampHasItsColour() throws {
        let found = try pixels([
            "COLORMAP": "[[-50,\"black\"],[50,\"white\"]]", "ABOVEMAXCOLOR": "red",
            "BELOWMINCOLOR": "transparent",
        ])
        check(found, 2) { value in
            let level = (value + 50) * 2.55
            return value < -50 ? nil : value > 50 ? [255, 0, 0, 255] : [level, level, level, 255]
        }
    }

    /// A list of colours is a palette: along the range of the request, in bands, on logarithms.
    @Test func listsAreOfAPalette() throws {
        let list = "[\"#000000\",\"#ffffff\"]"
        check(try pixels(["COLORMAP": list, "COLORSCALERANGE": "-100,100"]), 2) { value in
            let level = min(max((value + 100) / 200, 0), 1) * 255
            return [level, level, level, 255]
        }
        let banded = try pixels(["COLORMAP": list, "COLORSCALERANGE": "-100,100", "NUMCOLORBANDS": "2"])
        check(banded, 1) { value in
            let level = value < 0 ? 63.75 : 191.25
            return [level, level, level, 255]
        }
    }

    @Test(arguments: [
        "{", "nosuchcolours", "[]", "[\"red\"]", "[\"red\",5]", "[\"red\",\"reddish\"]", "[[0,\"red\"]]",
        "{}", "null",
        "[[0,\"red\"],[1]]", "[[\"0\",\"red\"],[1,\"red\"]]", "[[NaN,\"red\"],[1,\"red\"]]",
        "[[1e999,\"red\"],[1,\"red\"]]",
        "{\"type\":\"steps\",\"stops\":[[0,\"red\"],[1,\"red\"]]}", "{\"stops\":5}",
        "{\"type\":\"values\",\"stops\":[]}",
        "{\"type\":\"categories\",\"stops\":[[0,\"red\"]]}", "[[[[[[[0]]]]]]]", "[0,1]",
        "[" + Array(repeating: "\"red\"", count: 201).joined(separator: ",") + "]",
    ])
    func otherColourMapsAreRefused(text: String) throws {
        let answer = try Self.fixture().map(["COLORMAP": text])
        #expect(
            answer.status == 400 && MapFixture.exceptionCode(answer) == "" && answer.text.contains("COLORMAP")
        )
    }

    static let refusedDescriptors: [String] = [
        "", "x", "<a/>", "<StyledLayerDescriptor/>", descriptor("", name: "other"),
        descriptor("<ColorMap/>"), descriptor(entries("ramp", [(0, "#000000")])),
        descriptor(entries("ramp", [(0, "#000000"), (1, "reddish")])),
        descriptor(entries("rainbow", [(0, "#000000"), (1, "#ffffff")])),
        descriptor("<ColorMap><ColorMapEntry color=\"#000000\" quantity=\"nan\"/></ColorMap>"),
        descriptor("<ColorMap><ColorMapEntry color=\"#000000\" quantity=\"inf\"/></ColorMap>"),
        descriptor("<ColorMap><ColorMapEntry color=\"#000000\"/></ColorMap>"),
        descriptor(
            "<ColorMap type='values'><ColorMapEntry color='#000000' quantity='1' opacity='2'/></ColorMap>"
        ),
        descriptor("<Opacity>1.5</Opacity>"), descriptor("<Opacity>-1</Opacity>"),
        descriptor("<Opacity>x</Opacity>"),
        descriptor(
            "<ColorMap><Categorize><Value>#000000</Value><Threshold>1</Threshold></Categorize></ColorMap>"
        ),
        descriptor(
            "<ColorMap><Categorize><Threshold>1</Threshold><Value>#000000</Value></Categorize></ColorMap>"
        ),
        descriptor(
            "<ColorMap><Categorize><Value>#000000</Value><Threshold>1</Threshold><Value>#000000</Value>"
                + "<Threshold>1</Threshold><Value>#000000</Value></Categorize></ColorMap>"
        ),
        descriptor("<ColorMap><Interpolate mode=\"cubic\"/></ColorMap>"),
        descriptor("</RasterSymbolizer><RasterSymbolizer>"),
        descriptor(entries("intervals", (0..<201).map { (Double($0), "#000000") })),
        "<!DOCTYPE x [<!ENTITY e \"1\">]>" + descriptor("<Opacity>&e;</Opacity>"),
        "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">" + descriptor("<Opacity>1</Opacity>"),
        descriptor(String(repeating: "<a>", count: 1500) + String(repeating: "</a>", count: 1500)),
        descriptor(String(repeating: " ", count: 70_000)),
    ]

    @Test(arguments: refusedDescriptors.dropFirst())
    func otherDescriptorsAreRefused(text: String) throws {
        let fixture = try Self.fixture()
        let legend = "VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=field&FORMAT=image/png&SLD_BODY="
        for answer in [
            try fixture.map(["SLD_BODY": text]), try fixture.get(legend + PercentCoding.encode(text)),
        ] {
            #expect(answer.status == 400 && MapFixture.exceptionCode(answer) == "")
            #expect(answer.text.contains("SLD_BODY"))
        }
    }

    @Test func addressesAndSeveralLayersAreRefused() throws {
        let fixture = try Self.fixture()
        let address = try fixture.map(["SLD": "http://127.0.0.1:1/style.sld"])
        #expect(address.status == 400 && address.text.contains("SLD"))
        let body = Self.descriptor("<Opacity>0.5</Opacity>")
        #expect(try fixture.map(["SLD_BODY": body, "LAYERS": "field,other"]).status == 400)
        let ramp = Self.descriptor(Self.entries("ramp", [(0, "#000000"), (1, "#ffffff")]))
        #expect(try fixture.map(["SLD_BODY": ramp, "COLORMAP": "[\"red\",\"blue\"]"]).status == 400)
    }

    @Test func elementsWithoutEffectAreNamed() throws {
        let inner = "<Opacity>0.5</Opacity><ContrastEnhancement/><ChannelSelection/><ContrastEnhancement/>"
        let answer = try Self.fixture().map(["SLD_BODY": Self.descriptor(inner)])
        #expect(
            answer.fields.all("Warning") == [
                "199 - \"SLD_BODY: ContrastEnhancement has no effect here\"",
                "199 - \"SLD_BODY: ChannelSelection has no effect here\"",
            ]
        )
    }

    /// Two maps are two answers, each with a tag of its own.
    @Test func mapsArePartOfTheAnswersIdentity() throws {
        let fixture = try Self.fixture()
        let maps = [
            "[\"red\",\"blue\"]", "[\"red\",\"lime\"]", "[[0,\"red\"],[1,\"lime\"]]",
            "[[0,\"red\"],[2,\"lime\"]]",
            "{\"type\":\"intervals\",\"stops\":[[0,\"red\"],[2,\"lime\"]]}",
        ]
        let tags = try maps.map { try fixture.map(["COLORMAP": $0]).fields["ETag"] ?? "" }
        #expect(Set(tags).count == maps.count)
    }
}
