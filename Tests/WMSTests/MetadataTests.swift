import Gateway
import JSON
import TestSupport
import Testing
import Zarr

/// What GetMetadata tells clients of ncWMS.
@Suite struct MetadataTests {
    private static let missing = -999.0

    /// Three days at two levels in cells of 90 degrees: 1000 × day + 100 × level + 10 × row + column, but nothing in the last.
    static func days() throws -> MapFixture {
        var values: [Double] = []
        for day in 0..<3 {
            for level in 0..<2 {
                for row in 0..<2 {
                    for column in 0..<4 {
                        let number = 1000 * day + 100 * level + 10 * row + column
                        values.append(row == 1 && column == 3 ? missing : Double(number))
                    }
                }
            }
        }
        return try MapFixture([
            .times([0.0, 1, 2], "days since 2024-02-28"),
            .axis(
                "depth",
                [5.0, 50],
                units: "m",
                attributes: [("positive", "down"), ("standard_name", "depth")]
            ),
            .axis("lat", [45.0, -45], units: "degrees_north", attributes: [("standard_name", "latitude")]),
            .axis(
                "lon",
                [-135.0, -45, 45, 135],
                units: "degrees_east",
                attributes: [("standard_name", "longitude")]
            ),
            FixtureArray(
                "field",
                [("time", 3), ("depth", 2), ("lat", 2), ("lon", 4)],
                .float64,
                values,
                attributes: [
                    ("units", "degC"), ("long_name", "Warmth <of> it"), ("missing_value", .number(missing)),
                ]
            ),
        ])
    }

    private func ask(_ query: String, of fixture: MapFixture? = nil) throws -> JSONObject {
        let answer = try (fixture ?? Self.days()).get("REQUEST=GetMetadata&\(query)")
        #expect(answer.status == 200 && answer.fields["Content-Type"] == "application/json", "\(answer.text)")
        let document = try JSONParser.parse(answer.body)
        return try #require(document.objectValue)
    }

    @Test func theMenuListsLayers() throws {
        let menu = try ask("ITEM=menu")
        #expect(menu["label"] == "Fixture")
        #expect(
            menu["children"]?.arrayValue == [["id": "field", "label": "Warmth <of> it", "plottable": true]]
        )
    }

    @Test func detailsSayWhatALayerIs() throws {
        let details = try ask("item=layerDetails&layerName=field&TIME=2024-02-28T20:00:00Z")
        #expect(details["units"] == "degC" && details["nearestTimeIso"] == "2024-02-29T00:00:00Z")
        #expect(details["bbox"] == [-180, -90, 180, 90])
        #expect(details["zaxis"] == ["units": "m", "positive": false, "values": [5, 50]])
        // Months are counted from 0.
        #expect(details["datesWithData"] == ["2024": ["1": [28, 29], "2": [1]]])
        let range = (details["scaleRange"]?.arrayValue ?? []).compactMap(\.doubleValue)
        #expect(range.count == 2 && range[0] <= 0 && range[1] >= 2113)
        #expect(details["supportedStyles"]?.arrayValue?.first == "raster" && details["logScaling"] == false)
    }

    @Test(arguments: [
        ("ITEM=timesteps&LAYERNAME=field&DAY=2024-02-29", ["00:00:00.000Z"]),
        ("ITEM=timesteps&LAYERNAME=field&DAY=2024-02-27", []),
        ("ITEM=TimeSteps&LAYERNAME=field&DAY=2024-02", ["00:00:00.000Z", "00:00:00.000Z"]),
    ])
    func stepsOfADay(query: String, expected: [String]) throws {
        #expect(try ask(query)["timesteps"]?.arrayValue?.compactMap(\.stringValue) == expected)
    }

    @Test func stepsOfAnAnimation() throws {
        let steps = try ask(
            "ITEM=animationTimesteps&LAYERNAME=field&START=2024-02-28&END=2024-03-01T12:00:00Z"
        )
        let choices = (steps["timeStrings"]?.arrayValue ?? []).compactMap(\.objectValue)
        #expect(choices.map { $0["title"]?.stringValue } == ["Full (3 frames)", "Monthly (2 frames)"])
        #expect(choices.first?["timeString"] == "2024-02-28T00:00:00Z/2024-03-01T00:00:00Z")
        #expect(choices.last?["timeString"] == "2024-02-28T00:00:00Z,2024-03-01T00:00:00Z")
    }

    /// What the picture shows, and no more.
    @Test(arguments: [
        ("-180,-90,180,90", "&ELEVATION=5&TIME=2024-02-28", 0.0, 12.0),
        ("-180,0,0,90", "&ELEVATION=50&TIME=2024-03-01", 2100, 2101),
        ("0,-90,180,0", "&ELEVATION=5&TIME=2024-02-29", 1012, 1012),
    ])
    func extremesOfAPicture(box: String, rest: String, least: Double, largest: Double) throws {
        let query = "ITEM=minmax&LAYERS=field&STYLES=&CRS=CRS:84&BBOX=\(box)&WIDTH=16&HEIGHT=8\(rest)"
        let found = try ask(query)
        #expect(found["min"]?.doubleValue == least && found["max"]?.doubleValue == largest)
        // As ncWMS's own client asks.
        let old = try ask(query.replacing("CRS=CRS:84", with: "SRS=EPSG:4326"))
        #expect(old == found)
    }

    @Test func extremesOfUnitsAndOfNothing() throws {
        let place = "LAYERS=field&STYLES=&CRS=CRS:84&WIDTH=4&HEIGHT=4&TIME=2024-02-28&ELEVATION=5"
        let warm = try ask("ITEM=minmax&UNITS=K&\(place)&BBOX=-180,0,-90,90")
        #expect(warm["min"]?.doubleValue == 273.15 && warm["max"]?.doubleValue == 273.15)
        let none = try ask("ITEM=minmax&\(place)&BBOX=100,-80,170,-10")
        #expect(none["min"] == .null && none["max"] == .null)
    }

    @Test(arguments: [
        "", "ITEM=nothing", "ITEM=layerDetails", "ITEM=layerDetails&LAYERNAME=felt",
        "ITEM=timesteps&LAYERNAME=field",
        "ITEM=timesteps&LAYERNAME=field&DAY=x", "ITEM=timesteps&LAYERNAME=field&DAY=2024-02-31",
        "ITEM=animationTimesteps&LAYERNAME=field&START=2024-03-01&END=2024-02-01",
        "ITEM=animationTimesteps&LAYERNAME=field&START=2024-03-01", "ITEM=minmax", "ITEM=minmax&LAYERS=field",
        "ITEM=minmax&LAYERS=field,field&STYLES=&CRS=CRS:84&BBOX=0,0,1,1&WIDTH=4&HEIGHT=4",
        "ITEM=menu&ITEM=minmax",
        "ITEM=minmax&LAYERS=field&STYLES=&CRS=CRS:84&BBOX=0,0,1,1&WIDTH=999999&HEIGHT=999999",
    ])
    func whatIsWrongIsRefused(query: String) throws {
        let answer = try Self.days().get("REQUEST=GetMetadata&\(query)")
        #expect(
            (400..<500).contains(answer.status) && MapFixture.exceptionCode(answer) != nil,
            "\(answer.text)"
        )
    }

    /// A layer without times tells of none.
    @Test func aLayerWithoutTimes() throws {
        let globe = try MapFixture.globe()
        let details = try ask("ITEM=layerDetails&LAYERNAME=field", of: globe)
        #expect(
            details["nearestTimeIso"] == nil && details["zaxis"] == nil
                && details["supportsTimeseries"] == false
        )
        let answer = try globe.get("REQUEST=GetMetadata&ITEM=timesteps&LAYERNAME=field&DAY=2024-01-01")
        #expect(MapFixture.exceptionCode(answer) == "InvalidDimensionValue")
    }
}
