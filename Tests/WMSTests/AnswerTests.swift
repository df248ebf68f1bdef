import Gateway
import JSON
import TestSupport
import Testing

@testable import Maps
@testable import WMS

/// What answers carry, and pictures beyond a single opaque layer.
struct AnswerTests {
    private func globe(_ value: @escaping (Double, Double) -> Double = { $0 + $1 }) throws -> MapFixture {
        try MapFixture(Globe.axes(from: 0, descending: true) + [Globe.field(from: 0, value)])
    }

    @Test func anUnchangedMapIsAnsweredWithoutReading() throws {
        let fixture = try globe()
        let first = try fixture.map(["COLORSCALERANGE": nil])
        let tag = try #require(first.fields["ETag"])
        #expect(first.fields["Cache-Control"] == "public, max-age=60")
        #expect(first.fields["Sluice-Snapshot"] == "fixture-1")
        let reads = fixture.cube.dataChunksRead
        let again = try fixture.get(
            MapFixture.mapQuery(["COLORSCALERANGE": nil]),
            headers: [("If-None-Match", tag)]
        )
        #expect(again.status == 304 && again.body.isEmpty)
        let other = try globe()
        let head = try other.get(MapFixture.mapQuery(), method: .head)
        #expect(head.status == 200 && other.cube.dataChunksRead == 0)
        #expect(fixture.cube.dataChunksRead == reads)
    }

    @Test(arguments: [
        ["WIDTH": "37"], ["BBOX": "-180,-90,180,89"], ["STYLES": "raster/greys"],
        ["COLORSCALERANGE": "0,101"],
        ["TRANSPARENT": "FALSE"], ["BGCOLOR": "0x000001"], ["CRS": "EPSG:3857"], ["LOGSCALE": "false"],
        ["FORMAT": "image/png; mode=8bit"], ["LAYERS": "field,field"], ["COLORSCALERANGE": "auto"],
    ])
    func everythingSeenIsPartOfTheTag(changes: [String: String]) throws {
        let fixture = try globe()
        let tag = try fixture.map().fields["ETag"]
        let other = try fixture.map(changes.mapValues { $0 }).fields["ETag"]
        #expect((tag == other) == (changes == ["LOGSCALE": "false"]))
    }

    @Test func repeatedRequestsGiveTheSameBytes() throws {
        let fixture = try globe()
        for range in [nil, "auto", "0,10"] {
            let one = try fixture.map(["COLORSCALERANGE": range])
            #expect(try one.body == fixture.map(["COLORSCALERANGE": range]).body)
        }
    }

    @Test func outsideIsTransparentOrBackground() throws {
        let fixture = try globe()
        let box = ["BBOX": "-10,80,10,100", "WIDTH": "20", "HEIGHT": "20"]
        let clear = try #require(DecodedPNG(fixture.map(box.mapValues { $0 }).body))
        #expect((0..<200).allSatisfy { clear.rgba[$0 * 4 + 3] == 0 })
        #expect((200..<400).allSatisfy { clear.rgba[$0 * 4 + 3] == 255 })
        var changes: [String: String?] = box.mapValues { $0 }
        changes["TRANSPARENT"] = "FALSE"
        changes["BGCOLOR"] = "0x0000FF"
        let blue = try #require(DecodedPNG(fixture.map(changes).body))
        #expect((0..<200).allSatisfy { Array(blue.rgba[($0 * 4)..<($0 * 4 + 4)]) == [0, 0, 255, 255] })
    }

    @Test(arguments: [
        "-10,90,10,110", "1e9,1e9,2e9,2e9", "-0.0025,-0.0025,0.0025,0.0025", "-1e300,-1e300,1e300,1e300",
        "-400,-200,400,200", "10,10,10.0000001,10.0000001",
    ])
    func strangeBoxesAreDrawnOrEmptyButNotRefused(box: String) throws {
        let answer = try globe().map(["BBOX": box])
        #expect(answer.status == 200 && DecodedPNG(answer.body) != nil)
    }

    @Test func theLastLayerIsOnTopAndLetsMissingThrough() throws {
        let step = Globe.step
        let fixture = try MapFixture(
            Globe.axes(from: 0, descending: true) + [
                Globe.field("bottom", from: 0) { _, _ in 25 },
                Globe.field("top", from: 0) { longitude, _ in longitude < 0 ? .nan : 75 },
            ]
        )
        func pixels(_ layers: String, _ styles: String) throws -> [[UInt8]] {
            let answer = try fixture.map(["LAYERS": layers, "STYLES": styles])
            let picture = try #require(DecodedPNG(answer.body))
            return [9, 27].map { picture.pixel(column: $0, row: 9) }
        }
        let (bottom, top) = try (pixels("bottom", "")[1], pixels("top", "")[1])
        #expect(bottom != top && step > 0)
        #expect(try pixels("bottom,top", "") == [bottom, top])
        #expect(try pixels("top,bottom", ",") == [bottom, bottom])
        let mixed = try pixels("bottom,top", "raster/greys,raster/reds")
        #expect(mixed[0][0] == mixed[0][1] && mixed[1][0] > mixed[1][1])
    }

    @Test func stylesNameTheSamePictureInSeveralWays() throws {
        let fixture = try globe()
        let standard = try fixture.map().body
        for style in ["default", "raster", "raster/viridis"] {
            #expect(try fixture.map(["STYLES": style]).body == standard)
        }
        #expect(try fixture.map(["STYLES": "raster/viridis-inv"]).body != standard)
    }

    @Test func axisOrderIsThatOfTheVersion() throws {
        let fixture = try globe()
        let crs84 = try fixture.map(["BBOX": "10,20,90,60"]).body
        #expect(try fixture.map(["CRS": "EPSG:4326", "BBOX": "20,10,60,90"]).body == crs84)
        #expect(
            try fixture.map(["VERSION": "1.1.1", "CRS": nil, "SRS": "EPSG:4326", "BBOX": "10,20,90,60"]).body
                == crs84
        )
        #expect(try fixture.map(["BBOX": "+1.0E1,.2e2,9E+1,600e-1"]).body == crs84)
    }

    @Test(arguments: [("dryrun=1", [(String, String)]()), ("", [("Prefer", "dry-run")])])
    func aDryRunTellsTheCost(query: String, headers: [(String, String)]) throws {
        let fixture = try globe()
        let answer = try fixture.get(MapFixture.mapQuery() + "&" + query, headers: headers)
        let document = try JSONParser.parse(answer.text)
        #expect(document["cost"]?["chunks"]?.integerValue == 1)
        #expect(document["cost"]?["decoded_bytes"]?.integerValue == Int64(36 * 72 * 4))
        #expect(document["limits"]?["pixels"]?.integerValue == Int64(4096 * 4096))
        #expect(fixture.cube.dataChunksRead == 0)
    }

    @Test(arguments: [
        "text/plain", "text/html", "application/json", "application/geo+json", "application/geo json",
        "text/xml", "application/vnd.ogc.gml",
    ])
    func theValueUnderAPixelIsToldInEveryForm(format: String) throws {
        let fixture = try globe { longitude, latitude in longitude * 1000 + latitude }
        let answer = try fixture.get(
            MapFixture.mapQuery([
                "REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "field", "INFO_FORMAT": format, "I": "27",
                "J": "4",
            ])
        )
        #expect(answer.status == 200)
        // Pixel 27, 4 of 36 × 18 has its centre at 95 E, 45 N, on the edge of four cells; the west and north ones win.
        #expect(answer.text.contains("92547.5"), "\(answer.text)")
        if format.contains("json") {
            let document = try JSONParser.parse(answer.text)
            let feature = try #require(document["features"]?.arrayValue?.first)
            #expect(feature["geometry"]?["coordinates"] == [92.5, 47.5])
            #expect(feature["properties"]?["value"]?.doubleValue == 92_547.5)
            #expect(feature["properties"]?["cell"] == ["column": 18, "row": 8])
        } else {
            // The cell's column and row, counted from Greenwich and 90 N in steps of 5 degrees.
            let isInAttributes = format == "text/xml"
            #expect(answer.text.contains(isInAttributes ? #"column="18" row="8""# : "column 18, row 8"))
        }
    }

    /// As QGIS reads them: GML 2 with a feature a layer, whose properties are elements of any dimension's name.
    @Test func featuresAreTold() throws {
        let grid = FixtureGrid.latLon(
            [10, 0],
            [0, 10, 20],
            along: [.times([0.0], "hours since 2001-01-01")]
        )
        let fixture = try MapFixture(
            grid.coordinates + [grid.numbered("a<b", attributes: [("units", "m s-1")])]
        )
        let ask = { (format: String) in
            try fixture.get(
                MapFixture.mapQuery([
                    "REQUEST": "GetFeatureInfo", "LAYERS": "a<b", "QUERY_LAYERS": "a<b",
                    "BBOX": "-5,-5,25,15",
                    "INFO_FORMAT": format, "I": "5", "J": "2",
                ])
            )
        }
        let gml = try ask("application/vnd.ogc.gml")
        #expect(gml.status == 200 && gml.fields["Content-Type"] == "application/vnd.ogc.gml")
        #expect(
            gml.text.contains("<info:layer>a&lt;b</info:layer>")
                && gml.text.contains(">0.0,10.0</gml:coordinates>")
        )
        #expect(
            gml.text.contains("<info:value>0.0</info:value>")
                && gml.text.contains("<info:units>m s-1</info:units>")
        )
        #expect(gml.text.contains("<info:time>2001-01-01T00:00:00Z</info:time>"))
        let xml = try ask("text/xml").text
        #expect(
            xml.contains("<time>2001-01-01T00:00:00Z</time>")
                && xml.contains(#"<value units="m s-1">0.0</value>"#)
        )
    }

    @Test(arguments: [
        ("step", "step"), ("reference_time", "reference_time"), ("a b", "a_b"), ("1st", "_1st"), ("", "_"),
        ("é<x>", "___x_"), ("-a", "_-a"), ("xml:a", "xml_a"),
    ])
    func namesOfDimensionsAreThoseOfElements(name: String, element: String) {
        #expect(FeatureInfoFormat.elementName(name) == element)
    }

    @Test(arguments: [
        ("36", "4"), ("-1", "4"), ("abc", "4"), ("3", "18"), ("3", ""), ("99999999999999999999", "1"),
    ])
    func pixelsOutsideAreInvalidPoints(i: String, j: String) throws {
        let answer = try globe().get(
            MapFixture.mapQuery(["REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "field", "I": i, "J": j])
        )
        #expect(answer.status == 400 && MapFixture.exceptionCode(answer) == "InvalidPoint")
    }

    @Test(
        arguments: [
            (["QUERY_LAYERS": "nothing"], "LayerNotDefined"),
            (["INFO_FORMAT": "InvalidInfoFormat"], "InvalidFormat"),
            (["QUERY_LAYERS": nil], ""), (["LAYERS": "nothing"], "LayerNotDefined"),
            (["FEATURE_COUNT": "many"], ""),
        ] as [([String: String?], String)]
    )
    func badQuestionsAboutPixelsAreRefused(changes: [String: String?], code: String) throws {
        var query: [String: String?] = [
            "REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "field", "I": "1", "J": "1",
        ]
        query.merge(changes) { $1 }
        let answer = try globe().get(MapFixture.mapQuery(query))
        #expect(answer.status == 400 && MapFixture.exceptionCode(answer) == code, "\(answer.text)")
    }

    @Test func noDataUnderAPixelIsNull() throws {
        let fixture = try globe { _, _ in .nan }
        let answer = try fixture.get(
            MapFixture.mapQuery([
                "REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "field", "INFO_FORMAT": "application/json",
                "I": "1",
                "J": "1",
            ])
        )
        let document = try JSONParser.parse(answer.text)
        #expect(document["features"]?.arrayValue?.first?["properties"]?["value"] == .null)
    }

    @Test(arguments: [
        ("", 140, 280), ("&WIDTH=60&HEIGHT=220", 60, 220),
        ("&WIDTH=20&HEIGHT=100&COLORBARONLY=true", 20, 100),
        ("&WIDTH=1&HEIGHT=1", 1, 1), ("&TRANSPARENT=true&CRS=EPSG:4326&SRCWIDTH=400&BBOX=0,0,1,1", 140, 280),
    ])
    func legendsHaveTheirSizeAndColours(parameters: String, width: Int, height: Int) throws {
        let answer = try globe().get(
            "service=WMS&version=1.3.0&request=GetLegendGraphic&sld_version=1.1.0&layer=field&format=image/png"
                + "&STYLE=default" + parameters
        )
        let picture = try #require(DecodedPNG(answer.body))
        #expect(picture.width == width && picture.height == height)
        let colours = Set((0..<(width * height)).map { Array(picture.rgba[($0 * 4)..<($0 * 4 + 3)]) })
        #expect(width == 1 || colours.count > 50)
    }

    @Test(arguments: [
        ("LAYER=nothing", "LayerNotDefined"), ("LAYER=field&STYLE=nothing", "StyleNotDefined"),
        ("LAYER=field&FORMAT=image/nonsense", "InvalidFormat"), ("", ""),
    ])
    func badLegendsAreRefused(query: String, code: String) throws {
        let answer = try globe().get("SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&" + query)
        #expect(answer.status == 400 && MapFixture.exceptionCode(answer) == code)
    }

    @Test func legendsThatAreTooLargeAreRefused() throws {
        let query =
            "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&FORMAT=image/png&LAYER=field&WIDTH=1025"
        let answer = try globe().get(query)
        #expect(answer.status == 413 && MapFixture.exceptionCode(answer) == "")
    }
}
