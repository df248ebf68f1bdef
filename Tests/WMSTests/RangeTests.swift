import Gateway
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

@testable import WMS

/// The colours that a layer has when a request names none.
struct RangeTests {
    /// numpy: of 250 + x/10 + y/10 the values run from 223.5 to 276.5, and from 228 to 272 without two hundredths.
    @Test func theDefaultRangeIsStatedUsualOrSampled() throws {
        func body(_ attributes: [(String, JSONValue)], _ range: String?) throws -> [UInt8] {
            let fixture = try MapFixture(
                Globe.axes(from: 0, descending: true) + [
                    Globe.field(from: 0, attributes: attributes) { longitude, latitude in
                        250 + longitude / 10 + latitude / 10
                    }
                ]
            )
            return try fixture.map(["COLORSCALERANGE": range, "STYLES": "raster/magma"]).body
        }
        #expect(try body([("actual_range", [200, 300])], nil) == body([], "200,300"))
        #expect(try body([("units", "K"), ("standard_name", "air_temperature")], nil) == body([], "230,315"))
        #expect(try body([("units", "m")], nil) == body([("units", "m")], "225,275"))
    }

    /// One range for all: a level of 0 to 10 and one of 0 to 1000 share it, and so does the legend.
    @Test func levelsTimesAndLegendShareARange() throws {
        let fixture = try Self.levels()
        let legend = "VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=field&FORMAT=image/png"
        let tags = try ["0", "1"].map { try fixture.map(["ELEVATION": $0, "COLORSCALERANGE": nil]).body }
        #expect(try tags[0] == fixture.map(["ELEVATION": "0", "COLORSCALERANGE": "0,1000"]).body)
        #expect(try tags[1] == fixture.map(["ELEVATION": "1", "COLORSCALERANGE": "0,1000"]).body)
        let shown = try fixture.get(legend).body
        #expect(try shown == fixture.get(legend + "&COLORSCALERANGE=0,1000").body)
        #expect(try shown == fixture.get(legend + "&COLORSCALERANGE=auto&ELEVATION=1").body)
    }

    private static func levels() throws -> MapFixture {
        let cells = 36 * 72
        let axes = Globe.axes(from: -180, descending: true)
        let level = FixtureArray.axis(
            "level",
            [0.0, 1],
            units: "m",
            attributes: [("positive", "up"), ("axis", "Z")]
        )
        let field = FixtureGrid([level] + axes).numbered(
            "field",
            attributes: [("actual_range", [0, 1000])],
            chunkShape: [1, 36, 72]
        ) { number -> Float in Float(number % cells) / Float(cells) * (number < cells ? 10 : 1000) }
        return try MapFixture(axes + [level, field])
    }

    /// `auto` is the variable's range, so that neighbouring tiles have the same colours.
    @Test func automaticRangesAreTheDefault() throws {
        let fixture = try Self.levels()
        for box in ["-180,-90,0,90", "0,-90,180,90", "0,0,5,5"] {
            let changes: [String: String?] = ["BBOX": box, "ELEVATION": "1", "COLORSCALERANGE": "auto"]
            let automatic = try fixture.map(changes)
            let standard = try fixture.map(changes.merging(["COLORSCALERANGE": nil]) { $1 })
            #expect(automatic.body == standard.body)
            #expect(automatic.fields["ETag"] == standard.fields["ETag"])
        }
    }

    @Test func aSampleIsReadOnceForAllMapsOfAVariable() throws {
        let fixture = try MapFixture(
            Globe.axes(from: 0, descending: true) + [
                Globe.field(from: 0, chunkShape: [2, 2], attributes: []) { $0 + $1 }
            ]
        )
        let query = ["COLORSCALERANGE": nil, "BBOX": "0,0,0.1,0.1"] as [String: String?]
        _ = try fixture.map(query)
        let reads = fixture.cube.dataChunksRead
        #expect(reads == 24 + 1)
        _ = try fixture.map(query)
        #expect(fixture.cube.dataChunksRead == reads + 1)
        // Nothing is drawn: nothing has to have a range.
        let empty = try MapFixture(Globe.axes(from: 0, descending: true) + [Globe.field(from: 0) { $0 + $1 }])
        #expect(try empty.map(["COLORSCALERANGE": nil, "BBOX": "0,100,10,110"]).status == 200)
        #expect(empty.cube.dataChunksRead == 0)
    }

    /// A store that did not answer leaves no range behind; one damaged chunk does not spoil the others.
    @Test func anOutageIsNotKept() throws {
        let arrays =
            Globe.axes(from: 0, descending: true) + [
                Globe.field(from: 0, chunkShape: [18, 36], attributes: []) { $0 + $1 }
            ]
        let (healthy, ailing) = (try MapFixture(arrays), try MapFixture(arrays))
        // Chunk 0, 0 lies in the north-east; the box is in the south-west, whose chunk is 1, 1.
        let query: [String: String?] = ["COLORSCALERANGE": nil, "BBOX": "-170,-80,-10,-10"]
        let chunks = try #require(ailing.cube.chunks["field"])
        chunks.fail(chunk: [0, 0], with: ZarrError.storage(.timedOut(key: "field/c/0/0")))
        #expect(try ailing.map(query).status == 504)
        chunks.fail(chunk: [0, 0], with: ZarrError.corruptChunk(key: "field/c/0/0", reason: "cut short"))
        let damaged = try ailing.map(query)
        #expect(damaged.status == 200)
        let whole = try healthy.map(query)
        #expect(whole.status == 200)
        // Other colours have another tag.
        #expect((damaged.body == whole.body) == (damaged.fields["ETag"] == whole.fields["ETag"]))
        #expect(damaged.body != whole.body)
    }

    @Test func flagsAreCategories() throws {
        let fixture = try MapFixture(
            Globe.axes(from: -180, descending: true) + [
                FixtureArray(
                    "field",
                    [("lat", 36), ("lon", 72)],
                    .uint8,
                    Globe.values(from: -180, descending: true) { longitude, _ in
                        longitude < -90 ? 1 : longitude < 0 ? 2 : longitude < 90 ? 7 : 9
                    }.map { UInt8($0) },
                    attributes: [
                        ("flag_values", [1, 2, 7]), ("flag_meanings", "water land ice"),
                        ("flag_colors", "#0000ff 0x00FF00 FFFFFF"),
                    ]
                )
            ]
        )
        func pixels(_ changes: [String: String?] = [:]) throws -> [[UInt8]] {
            let answer = try fixture.map(["COLORSCALERANGE": nil].merging(changes) { $1 })
            let picture = try #require(DecodedPNG(answer.body))
            return [4, 13, 22, 31].map { picture.pixel(column: $0, row: 9) }
        }
        let shown = try pixels()
        #expect(Array(shown.prefix(3)) == [[0, 0, 255, 255], [0, 255, 0, 255], [255, 255, 255, 255]])
        #expect(shown[3][3] == 0)
        // A palette is divided among them: its ends and its middle.
        let greys = try pixels(["STYLES": "raster/greys-inv"])
        #expect(greys[0] == [0, 0, 0, 255] && greys[2] == [255, 255, 255, 255])
        // A range makes numbers of them.
        #expect(try pixels(["COLORSCALERANGE": "0,10", "STYLES": "raster/greys"])[3][3] == 255)
        let logarithm = try fixture.map(["COLORSCALERANGE": nil, "LOGSCALE": "true"])
        #expect(logarithm.fields.all("Warning").contains { $0.contains("LOGSCALE has no effect") })
        let legend = try fixture.get("VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=field&FORMAT=image/png")
        let picture = try #require(DecodedPNG(legend.body))
        let colours = Set((0..<(140 * 280)).map { Array(picture.rgba[($0 * 4)..<($0 * 4 + 3)]) })
        #expect(colours.isSuperset(of: [[0, 0, 255], [0, 255, 0], [255, 255, 255]]))
        #expect(!colours.contains([0x44, 0x01, 0x54]))
    }
}
