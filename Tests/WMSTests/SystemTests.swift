import CRS
import Gateway
import Grids
import JSON
import TestSupport
import Testing
import Zarr

@testable import WMS

/// Pictures, values and boxes in systems that PROJ reaches.
struct SystemTests {
    /// A map of 60 × 40 pixels in EPSG:3413 across the pole and the antimeridian.
    private static let arctic = [-3e6, -2e6, 3e6, 2e6]

    private static func query(_ fixture: MapFixture, _ changes: [String: String?]) throws -> FinishedResponse
    {
        var all: [String: String?] = [
            "CRS": "EPSG:3413", "BBOX": "-3e6,-2e6,3e6,2e6", "WIDTH": "60", "HEIGHT": "40",
        ]
        all.merge(changes) { $1 }
        return try fixture.map(all)
    }

    private static func globe(from start: Double = -180) throws -> MapFixture {
        try MapFixture(
            Globe.axes(from: start, descending: true)
                + [Globe.field(from: start, chunkShape: [7, 11]) { 1000 + $0 / 8 + $1 * 1000 }]
        )
    }

    /// The value that a pixel's place has: the cell of 5° around it.
    private static func expected(_ column: Int, _ row: Int) throws -> Double {
        let projector = try RegisteredSystem.named("EPSG:3413").projector
        let place = projector.unproject(
            x: arctic[0] + (Double(column) + 0.5) * 1e5,
            y: arctic[3] - (Double(row) + 0.5) * 1e5
        )
        let middle = { (degrees: Double) in (degrees / 5).rounded(.down) * 5 + 2.5 }
        return 1000 + middle(place.longitude) / 8 + middle(place.latitude) * 1000
    }

    @Test(arguments: [-180.0, 0, 90])
    func valuesAreThoseOfTheirPlaces(start: Double) throws {
        let fixture = try Self.globe(from: start)
        for (column, row) in [(0, 0), (59, 39), (28, 19), (30, 21), (10, 30), (45, 3), (30, 1)] {
            let answer = try Self.query(
                fixture,
                [
                    "REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "field", "I": "\(column)", "J": "\(row)",
                    "INFO_FORMAT": "application/json",
                ]
            )
            let document = try JSONParser.parse(answer.text)
            let value = document["features"]?.arrayValue?.first?["properties"]?["value"]?.doubleValue
            // In the precision of its type.
            let expected = try Self.expected(column, row)
            #expect(value.map { Float($0) } == Float(expected), "\(column) \(row)")
        }
    }

    /// Every pixel has the colour of the cell that its place lies in, but those an eighth beside an edge.
    @Test func picturesShowThem() throws {
        let fixture = try Self.globe()
        let range = "COLORSCALERANGE"
        let picture = try #require(
            DecodedPNG(try Self.query(fixture, [range: "-100000,400000", "STYLES": "raster/viridis"]).body)
        )
        var colours: [Double: [UInt8]] = [:]
        var (wrong, count) = (0, 0)
        for row in 0..<40 {
            for column in 0..<60 {
                let value = try Self.expected(column, row)
                let colour = picture.pixel(column: column, row: row)
                #expect(colour[3] == 255)
                count += 1
                // Bands of five degrees of latitude have a colour each.
                let band = (value / 5000).rounded()
                if let known = colours[band] {
                    wrong += known == colour ? 0 : 1
                } else {
                    colours[band] = colour
                }
            }
        }
        #expect(wrong < count / 20, "\(wrong) of \(count)")
        #expect(Set(colours.values.map { "\($0)" }).count >= 5)
    }

    /// North before east in 1.3.0 where the registry has it so, never in 1.1.1.
    @Test(arguments: [("EPSG:3035", true), ("EPSG:32633", false), ("EPSG:4258", true), ("EPSG:3577", false)])
    func axesFollowTheRegistry(code: String, isNorthFirst: Bool) throws {
        let fixture = try Self.globe()
        let sides =
            code == "EPSG:4258" ? ["0", "40", "30", "60"] : ["400000", "2500000", "5000000", "4000000"]
        let east = sides.joined(separator: ",")
        let north = [1, 0, 3, 2].map { sides[$0] }.joined(separator: ",")
        let size: [String: String?] = ["WIDTH": "80", "HEIGHT": "30", "COLORSCALERANGE": "-60000,100000"]
        let new = try fixture.map(
            size.merging(["CRS": code, "BBOX": isNorthFirst ? north : east]) { $1 }
        )
        let old = try fixture.map(
            size.merging(["VERSION": "1.1.1", "CRS": nil, "SRS": code, "BBOX": east]) { $1 }
        )
        #expect(new.status == 200 && old.status == 200, "\(new.text) \(old.text)")
        #expect(new.body == old.body && !new.body.isEmpty)
        let swapped = try fixture.map(
            size.merging(["CRS": code, "BBOX": isNorthFirst ? east : north]) { $1 }
        )
        #expect(swapped.body != new.body)
    }

    @Test(arguments: [
        "EPSG:32634", "EPSG:999999", "EPSG:5703", "AUTO2:42001,1,0,0", "+proj=merc", "EPSG:3035+5703",
        "UndefinedCRS", "file:///etc/passwd", "EPSG:32661",
    ])
    func othersAreRefused(code: String) throws {
        let answer = try Self.query(try Self.globe(), ["CRS": code])
        #expect(answer.status == 400 && MapFixture.exceptionCode(answer) == "InvalidCRS", "\(answer.text)")
        #expect(answer.text.contains("EPSG:3035"))
    }

    @Test(arguments: [
        "urn:ogc:def:crs:EPSG::3413", "http://www.opengis.net/def/crs/EPSG/0/3413", "epsg:3413",
    ])
    func otherFormsOfACodeAreTaken(code: String) throws {
        let fixture = try Self.globe()
        #expect(try Self.query(fixture, ["CRS": code]).body == Self.query(fixture, [:]).body)
    }

    /// On the root those in which there is data, on the layers those of the world.
    @Test func capabilitiesListSystemsWithBoxes() throws {
        let fixture = try Self.globe()
        let text = try fixture.get("SERVICE=WMS&REQUEST=GetCapabilities").text
        #expect(text.contains("<CRS>EPSG:3413</CRS>") && text.contains("<CRS>EPSG:27700</CRS>"))
        #expect(text.components(of: "<BoundingBox CRS=\"EPSG:3413\"") == 1)
        #expect(text.components(of: "<BoundingBox CRS=\"EPSG:4326\"") == 2)
        let old = try fixture.get("SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.1.1").text
        #expect(old.contains("<SRS>EPSG:3035</SRS>") && !old.contains("CRS:84"))
        // Not those in which nothing lies.
        let grid = FixtureGrid.latLon([-30, -35], [130, 140, 150])
        let south = try MapFixture(grid.coordinates + [grid.numbered("field") { Float($0) }])
        let there = try south.get("SERVICE=WMS&REQUEST=GetCapabilities").text
        #expect(there.contains("<CRS>EPSG:3577</CRS>") && !there.contains("EPSG:27700"))
    }

    @Test func largePicturesAreRefusedWithWhatWouldPass() throws {
        let answer = try Self.query(try Self.globe(), ["WIDTH": "20000", "HEIGHT": "20000"])
        #expect(answer.status == 413 && answer.text.contains("passes"), "\(answer.text)")
    }
}

extension String {
    /// How often a text stands in it.
    fileprivate func components(of text: String) -> Int {
        var (count, rest) = (0, self[...])
        while let found = rest.firstRange(of: text) {
            count += 1
            rest = rest[found.upperBound...]
        }
        return count
    }
}
