import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import WMS

/// DIM_VERTICAL: ELEVATION as a height or depth, which another level has at every place.
@Suite struct LevelMapTests {
    /// An ocean of 100 m in the west and 400 m in the east, in four sigma layers that are 10, 20, 30 and 40 in `field`; `kind`
    /// is one of flags, `plain` has no levels, and the levels of `gas` are pressures.
    private static func ocean() throws -> MapFixture {
        let sigma = FixtureArray.axis(
            "sigma",
            [-0.125, -0.375, -0.625, -0.875],
            attributes: [
                ("standard_name", "ocean_sigma_coordinate"), ("positive", "up"),
                ("formula_terms", "sigma: sigma depth: depth"),
            ]
        )
        let isobars = FixtureArray.axis(
            "isobar",
            [1000.0, 500],
            units: "hPa",
            attributes: [("positive", "down"), ("axis", "Z")]
        )
        let grid = FixtureGrid.latLon([5, 0, -5], [0, 10, 20, 30], along: [sigma])
        let air = FixtureGrid([isobars] + grid.axes.dropFirst())
        let flags: [(String, JSONValue)] = [
            ("flag_values", [1, 2, 3, 4]), ("flag_meanings", "one two three four"),
        ]
        return try MapFixture(
            grid.coordinates + [
                isobars,
                grid.without("sigma").field("depth", attributes: [("units", "m")]) {
                    $0[1] < 2 ? 100.0 : 400
                },
                grid.field("field") { Float(10 * ($0[0] + 1)) },
                grid.field("kind", attributes: flags) { Int8($0[0] + 1) },
                air.field("gas") { Float($0[0]) }, grid.without("sigma").field("plain") { _ in Float(1) },
            ]
        )
    }

    private static let box: [String: String?] = ["BBOX": "-5,-7.5,35,7.5", "WIDTH": "8", "HEIGHT": "3"]

    private static func info(_ changes: [String: String?], column: Int, format: String = "text/plain") throws
        -> FinishedResponse
    {
        var query = box.merging(changes) { $1 }
        query["REQUEST"] = "GetFeatureInfo"
        query["QUERY_LAYERS"] = (changes["LAYERS"] ?? nil) ?? "field"
        query["INFO_FORMAT"] = format
        query["I"] = "\(column)"
        query["J"] = "1"
        return try ocean().get(MapFixture.mapQuery(query))
    }

    private static func level(_ value: String, _ quantity: String = "depth", method: String? = nil)
        -> [String:
        String?]
    {
        ["ELEVATION": value, "DIM_VERTICAL": quantity, "DIM_VERTICAL_METHOD": method]
    }

    /// The value in the west and in the east; nil where there is none.
    struct Case: CustomTestStringConvertible, Sendable {
        let changes: [String: String?]
        let west, east: Double?
        var testDescription: String { "\(changes)" }

        static let all = [
            Case(changes: level("37.5"), west: 20, east: 10), Case(changes: level("80"), west: 40, east: 10),
            Case(changes: level("-80", "height"), west: 40, east: 10),
            Case(changes: level("-80", "HEIGHT", method: "nearest"), west: 40, east: 10),
            // Between 12.5 and 37.5 m in the west; above the first level, at 50 m, in the east.
            Case(changes: level("20", method: "linear"), west: 13, east: nil),
            Case(changes: level("75", method: "LINEAR"), west: 35, east: 12.5),
            Case(changes: level("150"), west: nil, east: 20),
            Case(changes: level("500"), west: nil, east: nil),
            Case(changes: level("-0.375", "level"), west: 20, east: 20),
            Case(changes: level("-0.375", "default", method: "default"), west: 20, east: 20),
            Case(
                changes: level("75", method: "linear").merging(["LAYERS": "kind"]) { $1 },
                west: 3,
                east: 1
            ),
            Case(changes: level("500", "pressure").merging(["LAYERS": "gas"]) { $1 }, west: 1, east: 1),
            Case(changes: level("800", "pressure").merging(["LAYERS": "gas"]) { $1 }, west: 0, east: 0),
            Case(changes: level("5").merging(["LAYERS": "plain"]) { $1 }, west: 1, east: 1),
        ]
    }

    @Test(arguments: Case.all)
    func valuesUnderAPixel(_ row: Case) throws {
        for (column, expected) in [(1, row.west), (6, row.east)] {
            let answer = try Self.info(row.changes, column: column, format: "application/json")
            #expect(answer.status == 200, "\(answer.text)")
            let features = try JSONParser.parse(answer.text)["features"]?.arrayValue
            let value = features?.first?["properties"]?["value"]?.doubleValue
            #expect(value == expected, "\(answer.text)")
        }
    }

    /// The colour of a value, as a layer has it that has no other.
    private static func colour(of value: Double, areFlags: Bool) throws -> [UInt8] {
        let flags: [(String, JSONValue)] = [
            ("flag_values", [1, 2, 3, 4]), ("flag_meanings", "one two three four"),
        ]
        let grid = FixtureGrid.latLon([5, 0, -5], [0, 10, 20, 30])
        let field =
            areFlags
            ? grid.field("field", attributes: flags) { _ in Int8(value) }
            : grid.field("field") { _ in Float(value) }
        let changes = box.merging(["COLORSCALERANGE": areFlags ? nil : "0,50"]) { $1 }
        let answer = try MapFixture(grid.coordinates + [field]).map(changes)
        return try #require(DecodedPNG(answer.body), "\(answer.text)").pixel(column: 1, row: 1)
    }

    /// The picture shows under each pixel what GetFeatureInfo tells of it.
    @Test(arguments: Case.all)
    func picturesShowTheSame(_ row: Case) throws {
        let areFlags = row.changes["LAYERS"] == "kind"
        let range: [String: String?] = ["COLORSCALERANGE": areFlags ? nil : "0,50"]
        let answer = try Self.ocean().map(Self.box.merging(row.changes) { $1 }.merging(range) { $1 })
        let picture = try #require(DecodedPNG(answer.body), "\(answer.text)")
        for (column, expected) in [(1, row.west), (6, row.east)] {
            let pixel = picture.pixel(column: column, row: 1)
            guard let expected else {
                #expect(pixel[3] == 0)
                continue
            }
            #expect(try pixel == Self.colour(of: expected, areFlags: areFlags))
        }
    }

    @Test func theLevelIsTold() throws {
        let nearest = try Self.info(Self.level("80"), column: 1).text
        #expect(nearest.contains("elevation: -0.875") && nearest.contains("depth: 87.5 m"), "\(nearest)")
        let between = try Self.info(Self.level("75", method: "linear"), column: 1).text
        #expect(!between.contains("elevation") && between.contains("depth: 75 m"), "\(between)")
        let nothing = try Self.info(Self.level("500"), column: 1).text
        #expect(nothing.contains("no data"), "\(nothing)")
    }

    @Test(
        arguments: [
            (["DIM_VERTICAL": "hieght", "ELEVATION": "5"], "InvalidDimensionValue", "probably"),
            (
                ["DIM_VERTICAL": "altitude", "ELEVATION": "5"], "InvalidDimensionValue",
                "level, height, depth, pressure"
            ),
            (
                ["DIM_VERTICAL": "pressure", "ELEVATION": "5"], "InvalidDimensionValue",
                "DIM_VERTICAL=height or depth"
            ),
            (["DIM_VERTICAL": "pressure"], "InvalidDimensionValue", "DIM_VERTICAL=height or depth"),
            // Nothing is said of the axis's own numbers, which are no depths.
            (
                ["DIM_VERTICAL": "depth", "ELEVATION": "deep"], "InvalidDimensionValue",
                "expected one number, a depth."
            ),
            (
                ["DIM_VERTICAL": "level", "ELEVATION": "deep"], "InvalidDimensionValue",
                "expected a number, "
            ),
            (
                ["DIM_VERTICAL": "depth", "ELEVATION": "5", "DIM_VERTICAL_METHOD": "linaer"],
                "InvalidDimensionValue", "probably"
            ),
            (["DIM_VERTICAL_METHOD": "cubic"], "InvalidDimensionValue", "nearest or linear"),
            (
                [
                    "DIM_VERTICAL": "pressure", "ELEVATION": "5000", "DIM_VERTICAL_METHOD": "linear",
                    "LAYERS": "gas",
                ],
                "InvalidDimensionValue", "5000"
            ),
        ] as [([String: String?], String, String)]
    )
    func refusals(changes: [String: String?], code: String, told: String) throws {
        let answer = try Self.ocean().map(Self.box.merging(changes) { $1 })
        #expect(MapFixture.exceptionCode(answer) == code, "\(answer.text)")
        #expect(answer.text.contains(told), "\(answer.text)")
    }

    /// Without a level the default one is drawn, whatever levels would be asked by.
    @Test func theDefaultLevelIsOneOfTheAxis() throws {
        let fixture = try Self.ocean()
        let plain = try fixture.map(Self.box)
        #expect(plain.fields.all("Warning").contains("99 Default value used: vertical=level"))
        #expect(plain.fields.all("Warning").contains("99 Default value used: vertical_method=nearest"))
        for elevation in [nil, "default"] as [String?] {
            let asked = ["DIM_VERTICAL": "depth", "ELEVATION": elevation]
            let answer = try fixture.map(Self.box.merging(asked) { $1 })
            #expect(answer.status == 200 && answer.body == plain.body)
            #expect(!answer.fields.all("Warning").contains { $0.contains("vertical=") })
        }
    }

    @Test func tagsTellThemApart() throws {
        let fixture = try Self.ocean()
        let changes = [
            Self.level("37.5"), Self.level("-37.5", "height"), Self.level("37.5", method: "linear"),
            Self.level("38"), Self.level("-0.375", "level"),
        ]
        let tags = try changes.map { try fixture.map(Self.box.merging($0) { $1 }).fields["ETag"] }
        #expect(Set(tags).count == 5 && !tags.contains(nil))
        let infos = try changes.map { try Self.info($0, column: 1).fields["ETag"] }
        #expect(Set(infos).count == 5)
        let same = try fixture.map(Self.box.merging(Self.level("37.50", method: "nearest")) { $1 })
        #expect(same.fields["ETag"] == tags[0])
    }

    /// Terms count, and nothing is read.
    @Test func dryRunsCountTerms() throws {
        let fixture = try Self.ocean()
        let costs = try [Self.level("-0.375", "level"), Self.level("37.5")].map { changes in
            let dry = Self.box.merging(changes) { $1 }.merging(["DRYRUN": "1"]) { $1 }
            let answer = try fixture.map(dry)
            return try JSONParser.parse(answer.text)["cost"]?["chunks"]?.integerValue
        }
        // The floor and the sigmas.
        #expect(costs == [1, 3])
        #expect(fixture.cube.dataChunksRead == 0)
    }

    @Test(arguments: ["1.3.0", "1.1.1"])
    func capabilitiesAnnounceIt(version: String) throws {
        let answer = try Self.ocean().get("SERVICE=WMS&REQUEST=GetCapabilities&VERSION=\(version)")
        let layers = answer.text.split(separator: "<Layer ").filter { $0.contains("<Name>") }
        let isLatest = version == "1.3.0"
        for layer in layers {
            let name = layer.split(separator: "<Name>").dropFirst().first?.prefix { $0 != "<" } ?? ""
            let has = ["field", "kind"].contains(name)
            let words =
                isLatest
                ? #"name="vertical" units="" default="level" multipleValues="0">level,height,depth</Dimension>"#
                : #"name="vertical" default="level">level,height,depth</Extent>"#
            #expect(layer.contains(words) == has, "\(layer)")
            #expect(layer.contains("nearest,linear</") == has)
        }
        #expect(layers.count > 3)
    }
}
