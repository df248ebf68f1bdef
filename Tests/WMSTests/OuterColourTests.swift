import Execution
import Gateway
import JSON
import TestSupport
import Testing
import Zarr
@testable import WMS

/// What is drawn beyond a range, in cells without a value and in steps, against the values that the cells have.
struct OuterColourTests {
    /// Longitude plus latitude, without a value where the longitude is below -170 and north.
    static func fixture() throws -> MapFixture {
        try MapFixture(
            Globe.axes(from: 0, descending: true) + [
                Globe.field(from: 0, attributes: [("_FillValue", -9999)]) { isGap($0, $1) ? -9999 : $0 + $1 }
            ]
        )
    }

    private static func isGap(_ longitude: Double, _ latitude: Double) -> Bool {
        longitude < -170 && latitude > 0
    }

    /// A pixel for each cell.
    private static let cells: [String: String?] = [
        "WIDTH": "72", "HEIGHT": "36", "COLORSCALERANGE": "-50,50", "STYLES": "raster/viridis",
    ]

    /// Each pixel's value, nil where there is none, with its colour.
    private func pixels(_ changes: [String: String?]) throws -> [(value: Double?, colour: [UInt8])] {
        let answer = try Self.fixture().map(Self.cells.merging(changes) { $1 })
        try #require(answer.status == 200, "\(answer.text)")
        #expect(answer.fields.all("Warning").isEmpty)
        let picture = try #require(DecodedPNG(answer.body))
        return (0..<(72 * 36)).map { pixel in
            let (longitude, latitude) = (-177.5 + 5 * Double(pixel % 72), 87.5 - 5 * Double(pixel / 72))
            let value = Self.isGap(longitude, latitude) ? nil : longitude + latitude
            return (value, Array(picture.rgba[(4 * pixel)..<(4 * pixel + 4)]))
        }
    }

    @Test(
        arguments: [
            ("0xFF00FF", [255, 0, 255, 255]), ("#FF00FF", [255, 0, 255, 255]),
            ("magenta", [255, 0, 255, 255]),
            ("Magenta", [255, 0, 255, 255]), ("0x80FF00FF", [255, 0, 255, 128]),
            ("#80FF00FF", [255, 0, 255, 128]),
            ("transparent", nil), ("0x00FF00FF", nil),
        ] as [(String, [UInt8]?)]
    )
    func whatIsBeyondHasItsColour(text: String, colour: [UInt8]?) throws {
        let plain = try pixels([:])
        let above = try pixels(["ABOVEMAXCOLOR": text])
        let below = try pixels(["BELOWMINCOLOR": text])
        let missing = try pixels(["NODATACOLOR": text])
        for (index, pixel) in plain.enumerated() {
            let changed = [
                (above[index], pixel.value.map { $0 > 50 } ?? false),
                (below[index], pixel.value.map { $0 < -50 } ?? false),
                (missing[index], pixel.value == nil),
            ]
            for (found, isChanged) in changed where isChanged {
                if let colour { #expect(found.colour == colour) } else { #expect(found.colour[3] == 0) }
            }
            for (found, isChanged) in changed where !isChanged { #expect(found.colour == pixel.colour) }
        }
    }

    @Test func extendIsTheDefaultAndAllGoTogether() throws {
        let plain = try pixels([:]).map(\.colour)
        #expect(try pixels(["ABOVEMAXCOLOR": "extend", "BELOWMINCOLOR": "EXTEND"]).map(\.colour) == plain)
        let all = try pixels([
            "ABOVEMAXCOLOR": "red", "BELOWMINCOLOR": "lime", "NODATACOLOR": "blue", "TRANSPARENT": "FALSE",
        ])
        for (value, colour) in all {
            guard let value else {
                #expect(colour == [0, 0, 255, 255])
                continue
            }
            #expect((colour == [255, 0, 0, 255]) == (value > 50))
            #expect((colour == [0, 255, 0, 255]) == (value < -50))
        }
    }

    /// On a logarithmic scale what has no logarithm lies below; the maximum, 100, is not above.
    @Test func logarithmicScalesHaveEndsToo() throws {
        let all = try pixels([
            "ABOVEMAXCOLOR": "red", "BELOWMINCOLOR": "lime", "LOGSCALE": "TRUE", "COLORSCALERANGE": "10,100",
        ])
        for (value, colour) in all {
            guard let value else { continue }
            #expect((colour == [255, 0, 0, 255]) == (value > 100))
            #expect((colour == [0, 255, 0, 255]) == (value < 10))
        }
    }

    /// Outside of the grid nothing has a value that could be missing.
    @Test(arguments: ["nearest", "bilinear", "average"])
    func whatLiesOutsideIsNoGap(resampling: String) throws {
        let north = stride(from: 2.5, to: 60, by: 5).map { $0 }
        let axis = { (name: String, numbers: [Double], units: String) in
            FixtureArray.axis(name, numbers, units: units)
        }
        let fixture = try MapFixture([
            axis("lat", north, "degrees_north"), axis("lon", north, "degrees_east"),
            FixtureArray(
                "field",
                [("lat", 12), ("lon", 12)],
                .float32,
                (0..<144).map { Float($0 % 12 < 6 ? -9999 : $0) },
                attributes: [("_FillValue", -9999)],
                chunkShape: [5, 5]
            ),
        ])
        let answer = try fixture.map([
            "BBOX": "-60,-60,120,120", "WIDTH": "36", "HEIGHT": "36", "NODATACOLOR": "magenta",
            "RESAMPLING": resampling,
        ])
        let picture = try #require(DecodedPNG(answer.body))
        for pixel in 0..<(36 * 36) {
            let (column, row) = (pixel % 36, pixel / 36)
            let isGap = (12..<18).contains(column) && (12..<24).contains(row)
            #expect((picture.pixel(column: column, row: row) == [255, 0, 255, 255]) == isGap)
        }
    }

    /// On a grid of another projection each pixel has cells of its own: those that hold none are outside, as of nearest ones.
    @Test func whatLiesOutsideOfProjectedGridsIsNoGap() throws {
        let grid = FixtureGrid.projected(
            y: (0..<8).map { 10_000 * Double($0) },
            x: (0..<8).map { 10_000 * Double($0) },
            mapping: [
                ("grid_mapping_name", "lambert_azimuthal_equal_area"), ("longitude_of_projection_origin", 10),
                ("latitude_of_projection_origin", 52), ("earth_radius", 6_371_000),
            ]
        )
        let field = grid.numbered("field", attributes: [("_FillValue", -9999)]) { number -> Float in
            number % 8 < 4 ? -9999 : Float(number)
        }
        let fixture = MapFixture(try CubeFixture(grid, [field]))
        let pictures = try ["nearest", "bilinear"].map { resampling in
            let changes: [String: String?] = [
                "CRS": "EPSG:3857", "BBOX": "1093000,6780000,1260000,6950000", "WIDTH": "60", "HEIGHT": "60",
                "NODATACOLOR": "magenta", "RESAMPLING": resampling,
            ]
            return try #require(DecodedPNG(fixture.map(changes).body))
        }
        var counts = [0, 0, 0]
        for pixel in 0..<3600 {
            let kinds = pictures.map { picture -> Int in
                let colour = picture.pixel(column: pixel % 60, row: pixel / 60)
                return colour[3] == 0 ? 0 : colour == [255, 0, 255, 255] ? 1 : 2
            }
            #expect(kinds[0] == kinds[1])
            counts[kinds[0]] += 1
        }
        // Half of the cells have a value, and the grid does not fill the picture.
        #expect(counts.allSatisfy { $0 > 500 } && abs(counts[1] - counts[2]) < 150, "\(counts)")
    }

    @Test(arguments: [2, 5, 7, 250])
    func bandsAreOfEqualWidth(count: Int) throws {
        var colours: [Int: Set<[UInt8]>] = [:]
        for (value, colour) in try pixels(["NUMCOLORBANDS": "\(count)"]) {
            guard let value else { continue }
            let band = min(max(Int(((value + 50) / 100 * Double(count)).rounded(.down)), 0), count - 1)
            colours[band, default: []].insert(colour)
        }
        #expect(colours.values.allSatisfy { $0.count == 1 })
        #expect(Set(colours.values.joined()).count == colours.count)
        // matplotlib: viridis at a quarter and at three quarters.
        if count == 2 {
            for (band, expected) in [[0x3B, 0x52, 0x8B, 255], [0x5E, 0xC9, 0x62, 255]].enumerated() {
                let found = colours[band]?.first ?? []
                #expect(zip(found, expected).allSatisfy { abs(Int($0) - $1) <= 2 })
            }
        }
    }

    @Test(arguments: [(0, 0), (1, 3), (50, 128), (99, 252)])
    func opacityIsOfThePicture(percent: Int, alpha: UInt8) throws {
        let plain = try pixels(["ABOVEMAXCOLOR": "red"])
        let faded = try pixels(["ABOVEMAXCOLOR": "red", "OPACITY": "\(percent)"])
        for (pixel, found) in zip(plain, faded) {
            #expect(found.colour[3] == (pixel.value == nil ? 0 : alpha))
            if pixel.value != nil { #expect(found.colour.prefix(3) == pixel.colour.prefix(3)) }
        }
        // Over a background it is mixed with it.
        let changes = ["OPACITY": "\(percent)", "TRANSPARENT": "FALSE", "BGCOLOR": "0x0000FF"]
        for (pixel, found) in zip(plain, try pixels(changes.merging(["ABOVEMAXCOLOR": "red"]) { $1 })) {
            #expect(found.colour[3] == 255)
            let share = pixel.value == nil ? 0 : Double(alpha) / 255
            for (channel, background) in [0.0, 0, 255].enumerated() {
                let expected = background + (Double(pixel.colour[channel]) - background) * share
                #expect(abs(Double(found.colour[channel]) - expected) <= 0.51 || pixel.value == nil)
            }
        }
    }

    @Test func opacityOfAHundredChangesNothing() throws {
        let fixture = try Self.fixture()
        let (plain, whole) = try (fixture.map(), fixture.map(["OPACITY": "100"]))
        #expect(plain.body == whole.body && plain.fields["ETag"] == whole.fields["ETag"])
    }

    @Test(arguments: [
        ("ABOVEMAXCOLOR", "reddish"), ("ABOVEMAXCOLOR", "0xGG0000"), ("ABOVEMAXCOLOR", "0x+12345"),
        ("ABOVEMAXCOLOR", "#12345"), ("BELOWMINCOLOR", "12"), ("BELOWMINCOLOR", "0x123456789"),
        ("BELOWMINCOLOR", "80FF00FF"), ("NODATACOLOR", "reddish"), ("NODATACOLOR", "extend"),
        ("NUMCOLORBANDS", "abc"), ("NUMCOLORBANDS", "0"), ("NUMCOLORBANDS", "1"), ("NUMCOLORBANDS", "251"),
        ("NUMCOLORBANDS", "1000000000"), ("NUMCOLORBANDS", "5.5"), ("NUMCOLORBANDS", "-5"),
        ("OPACITY", "abc"), ("OPACITY", "150"), ("OPACITY", "-1"), ("OPACITY", "0.5"), ("OPACITY", "101"),
    ])
    func badValuesAreRefused(name: String, value: String) throws {
        let fixture = try Self.fixture()
        let legend = "VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=field&FORMAT=image/png"
        for answer in [
            try fixture.map([name: value]),
            try fixture.get("\(legend)&\(name)=\(PercentCoding.encode(value))"),
        ] {
            #expect(answer.status == 400 && MapFixture.exceptionCode(answer) == "")
            #expect(answer.text.contains(name))
        }
    }

    /// Each is another answer, with a tag of its own, and legends follow where they show it.
    @Test func eachIsPartOfTheAnswersIdentity() throws {
        let fixture = try Self.fixture()
        let legend = "VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=field&FORMAT=image/png"
        var (maps, legends) = (Set<String>(), Set<[UInt8]>())
        let wishes = [
            "", "ABOVEMAXCOLOR=red", "BELOWMINCOLOR=red", "ABOVEMAXCOLOR=blue", "NUMCOLORBANDS=9",
            "OPACITY=40",
        ]
        for wish in wishes {
            maps.insert(try fixture.get(MapFixture.mapQuery() + "&" + wish).fields["ETag"] ?? "")
            legends.insert(try fixture.get("\(legend)&\(wish)").body)
        }
        #expect(maps.count == wishes.count && legends.count == wishes.count)
        maps.insert(try fixture.map(["NODATACOLOR": "red"]).fields["ETag"] ?? "")
        #expect(maps.count == wishes.count + 1)
    }

    /// What a lower layer has drawn shows through what is clear of the upper one.
    @Test func layersShowThroughWhatIsClear() throws {
        let fixture = try MapFixture(
            Globe.axes(from: 0, descending: true) + [
                Globe.field("lower", from: 0) { _, _ in 0 }, Globe.field("upper", from: 0) { $0 + $1 },
            ]
        )
        let changes: [String: String?] = [
            "LAYERS": "lower,upper", "STYLES": "raster/greys,raster/viridis", "ABOVEMAXCOLOR": "transparent",
        ]
        let picture = try #require(DecodedPNG(fixture.map(Self.cells.merging(changes) { $1 }).body))
        let lower = try #require(
            DecodedPNG(
                fixture.map(Self.cells.merging(["LAYERS": "lower", "STYLES": "raster/greys"]) { $1 }).body
            )
        )
        // The lower layer's colour stands in its own share of the colours: within a step of it.
        let below = lower.pixel(column: 71, row: 0)
        let found = picture.pixel(column: 71, row: 0)
        #expect(zip(found, below).allSatisfy { abs(Int($0) - Int($1)) <= 4 })
        #expect(picture.pixel(column: 0, row: 35) == [0x44, 0x01, 0x54, 255])
    }
}
