import Cube
import Execution
import Gateway
import Grids
import JSON
import TestSupport
import Testing
import Zarr

@testable import EDR

/// Areas that hold no centre of a cell: the cell of their centroid answers, and says so.
@Suite struct CentroidTests {
    private static let rest = "&parameter-name=kind&datetime=2024-03-01T00:00:00Z"

    private func ask(_ query: String) throws -> FinishedResponse {
        try EDRFixture.ask("/edr/collections/cube/\(query)\(Self.rest)", [EDRFixture.cube])
    }

    /// The cells are one degree wide around 358…2 east and 61…59 north; `kind` is 10 × row + column.
    @Test(arguments: [
        ("cube?bbox=0.2,60.2,0.4,60.4", [0.0, 60.0], 12),
        ("cube?bbox=360.2,60.2,360.4,60.4", [360, 60], 12),
        ("cube?bbox=1.1,58.6,1.4,58.8", [1, 59], 23),
        // The centroid of the triangle is at 0.3 + 0.4 / 3 = 0.43 east, 59.2 + 0.6 / 3 = 59.4 north.
        ("area?coords=POLYGON((0.3 59.2,0.7 59.2,0.3 59.8,0.3 59.2))", [0, 59], 22),
        // Of two squares the larger draws the centroid: (0.01 × 0.25 + 0.04 × 1.3) / 0.05 = 1.09 east.
        (
            "area?coords=MULTIPOLYGON(((0.2 60.2,0.3 60.2,0.3 60.3,0.2 60.3,0.2 60.2)),"
                + "((1.2 60.2,1.4 60.2,1.4 60.4,1.2 60.4,1.2 60.2)))",
            [1, 60], 13
        ),
    ])
    func theCellOfTheCentroid(query: String, place: [Double], value: Int) throws {
        let answer = try ask(query)
        #expect(answer.status == 200, "\(answer.text)")
        let coverage = try EDRFixture.json(answer)
        #expect(coverage.at("domain.domainType") == "Grid")
        let axes = ["x", "y"].map { coverage.at("domain.axes.\($0).values").arrayValue ?? [] }
        #expect(axes.map { $0.compactMap(\.doubleValue) } == place.map { [$0] })
        #expect(coverage.at("ranges.kind.values") == [JSONValue(value)])
        #expect(coverage["sluice:selection"]?.stringValue?.contains("centroid") == true)
        #expect(answer.fields["Warning"]?.hasPrefix("299 sluice \"No cell centre") == true)
    }

    /// Centroids that lie in a hole, between polygons or beside one, in cells that they do not touch.
    ///
    /// The places inside are those half-way along the widest stretch on a line half-way up, as GEOS has them: (−0.8 60), (1.325 60.3) and
    /// (−1.3 59.85).
    @Test(arguments: [
        // A square without another in it, to the right: the centroid is at −0.24 east.
        (
            "POLYGON((-0.9 59.1,0.9 59.1,0.9 60.9,-0.9 60.9,-0.9 59.1),"
                + "(-0.7 59.2,0.85 59.2,0.85 60.8,-0.7 60.8,-0.7 59.2))",
            [-1.0, 60], 11
        ),
        // Two squares, of areas 4 and 5: the centroid is at (4 × −1.3 + 5 × 1.325) / 9 = 0.16 east.
        (
            "MULTIPOLYGON(((-1.4 60.2,-1.2 60.2,-1.2 60.4,-1.4 60.4,-1.4 60.2)),"
                + "((1.2 60.2,1.45 60.2,1.45 60.4,1.2 60.4,1.2 60.2)))",
            [1, 60], 13
        ),
        // A U, whose centroid is at −0.23 east, 59.6 north.
        (
            "POLYGON((-1.4 60.4,-1.4 59.2,1.4 59.2,1.4 60.4,1.3 60.4,1.3 59.3,-1.2 59.3,-1.2 60.4,-1.4 60.4))",
            [-1, 60], 11
        ),
    ])
    func placesThatAreInside(polygon: String, place: [Double], value: Int) throws {
        let answer = try ask("area?coords=\(PercentCoding.encode(polygon))")
        #expect(answer.status == 200, "\(answer.text)")
        let coverage = try EDRFixture.json(answer)
        let axes = ["x", "y"].map { coverage.at("domain.axes.\($0).values").arrayValue ?? [] }
        #expect(axes.map { $0.compactMap(\.doubleValue) } == place.map { [$0] })
        #expect(coverage.at("ranges.kind.values") == [JSONValue(value)])
        #expect(coverage["sluice:selection"]?.stringValue?.contains("a place inside, POINT(") == true)
    }

    @Test(arguments: [
        "cube?bbox=10,59,10.1,59.1", "cube?bbox=0.2,70,0.3,70.1",
        "area?coords=POLYGON((10.1 59.1,10.2 59.1,10.2 59.2,10.1 59.1))",
    ])
    func centroidsOutsideAreNoContent(query: String) throws {
        #expect(try ask(query).status == 204)
    }

    @Test func areasWithCentresSayNothing() throws {
        let answer = try ask("cube?bbox=-0.1,59.9,0.1,60.1")
        #expect(answer.fields["Warning"] == nil)
        #expect(try EDRFixture.json(answer)["sluice:selection"] == nil)
    }

    /// `shapely.from_wkt("MULTIPOLYGON(((0 0,4 0,4 4,0 4,0 0),(2 1,3 1,3 3,2 3,2 1)),((10 0,…)))").centroid` is
    /// POINT (2.5 1.9): 14 parts of area 14 and one of 1.
    @Test func centroidsAreOfAllPolygonsWithoutTheirHoles() throws {
        let parsed = try WKTPolygons.parse(
            "MULTIPOLYGON(((0 0,4 0,4 4,0 4,0 0),(2 1,3 1,3 3,2 3,2 1)),((10 0,11 0,11 1,10 1,10 0)))"
        )
        guard case .region(let region) = parsed.place else {
            Issue.record("\(parsed.place)")
            return
        }
        #expect(abs(region.centroid.longitude - 2.5) < 1e-12)
        #expect(abs(region.centroid.latitude - 1.9) < 1e-12)
    }
}

/// Areas on a grid of a map projection, whose cells are places of their own.
@Suite struct ProjectedAreaTests {
    /// Five columns and four rows, 100 km wide, around 10° east and 52° north; a value is 10 × row + column + 1000 ×
    /// level + 100 × time.
    ///
    /// Round the origin of EPSG:3035 if `isNamed`, whose coordinates are 4,321 km and 3,210 km there, else of a sphere.
    private static func cube(isNamed: Bool = false) throws -> CubeFixture {
        let origin = isNamed ? (4321e3, 3210e3) : (0, 0)
        let grid = FixtureGrid.projected(
            y: (0..<4).map { origin.1 + 150e3 - 100e3 * Double($0) },
            x: (0..<5).map { origin.0 - 200e3 + 100e3 * Double($0) },
            mapping: isNamed
                ? [("crs_wkt", "EPSG:3035")]
                : [
                    ("grid_mapping_name", "lambert_azimuthal_equal_area"),
                    ("latitude_of_projection_origin", 52), ("longitude_of_projection_origin", 10),
                    ("earth_radius", 6_371_229),
                ],
            along: [.axis("time", [0, 1], units: "days since 2024-01-01"), .pressures([850, 500])]
        )
        let field = grid.field(chunkShape: [1, 1, 3, 2]) { place -> Float in
            Float(100 * place[0] + 1000 * place[1] + 10 * place[2] + place[3])
        }
        return try CubeFixture(id: "laea", grid, [field])
    }

    private func answer(_ query: String) throws -> JSONValue {
        let answer = try EDRFixture.ask("/edr/collections/laea\(query)", [Self.cube()])
        #expect(answer.status == 200, "\(answer.text)")
        return try EDRFixture.json(answer)
    }

    /// The cells and their places by pyproj 3 (`+proj=laea +lat_0=52 +lon_0=10 +R=6371229`).
    @Test func aBoxIsThePlacesInIt() throws {
        let coverage = try answer("/cube?bbox=8.5,51,11.9,53&z=850&datetime=2024-01-01T00:00:00Z")
        #expect(coverage.at("domain.domainType") == "MultiPoint")
        #expect(coverage.at("domain.axes.composite.coordinates") == ["x", "y", "z"])
        #expect(coverage.at("ranges.v.axisNames") == ["t", "composite"])
        #expect(coverage.at("ranges.v.shape") == [1, 6])
        #expect(coverage.at("ranges.v.values") == [11, 12, 13, 21, 22, 23])
        let expected = [
            (8.524645057, 52.440507726), (10, 52.449645795), (11.475354943, 52.440507726),
            (8.553980066, 51.541425259), (10, 51.550354205), (11.446019934, 51.541425259),
        ]
        let tuples = coverage.at("domain.axes.composite.values").arrayValue ?? []
        #expect(tuples.count == 6)
        for (tuple, place) in zip(tuples, expected) {
            #expect(abs((tuple.at("0").doubleValue ?? 0) - place.0) < 1e-8)
            #expect(abs((tuple.at("1").doubleValue ?? 0) - place.1) < 1e-8)
            #expect(tuple.at("2") == 850)
        }
    }

    /// What shapely's polygon covers of the same places.
    @Test func aPolygonIsThePlacesInIt() throws {
        let coverage = try answer(
            "/area?coords=POLYGON((7 50.5,13 50.5,10 53.5,7 50.5))&z=500&datetime=2024-01-02T00:00:00Z"
        )
        let cells = [2, 12, 21, 22, 23, 30, 31, 32, 33, 34]
        #expect(coverage.at("ranges.v.values") == .array(cells.map { JSONValue($0 + 1100) }))
    }

    @Test func timesAndLevelsAreInOneCoverage() throws {
        let coverage = try answer("/cube?bbox=9,52,11,53")
        #expect(coverage.at("domain.domainType") == "MultiPointSeries")
        #expect(coverage.at("ranges.v.shape") == [2, 2])
        #expect(coverage.at("ranges.v.values") == [12, 1012, 112, 1112])
        #expect(coverage.at("domain.axes.composite.values.1.2") == 500)
    }

    /// The centroid is 27 km east and 15 km north of the origin, in row 1 and column 2.
    @Test func withoutACentreTheCellOfTheCentroid() throws {
        let query =
            "/area?coords=POLYGON((10.3 52.1,10.5 52.1,10.4 52.2,10.3 52.1))&z=850&datetime=2024-01-01"
        let coverage = try answer(query)
        #expect(coverage.at("ranges.v.values") == [12])
        #expect(coverage["sluice:selection"] != nil)
    }

    @Test func collectionsOfferIt() throws {
        let collection = try answer("")
        #expect(collection.at("data_queries").objectValue?.keys == ["position", "area", "cube"])
    }

    // In the grid's own projection, which has a code: boxes and polygons have their edges on its lines.

    private func named(_ query: String) throws -> JSONValue {
        let answer = try EDRFixture.ask(
            "/edr/collections/laea/\(query)&crs=EPSG:3035&z=850&datetime=2024-01-01T00:00:00Z",
            [Self.cube(isNamed: true)]
        )
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.fields["Content-Crs"] == "<http://www.opengis.net/def/crs/EPSG/0/3035>")
        return try EDRFixture.json(answer)
    }

    @Test(
        arguments: [
            // Both edges on centres: columns 1 to 3, rows 1 and 2.
            (
                "cube?bbox=4221000,3160000,4421000,3260000", "Grid", [4_221_000, 4_321_000, 4_421_000],
                [3_260_000, 3_160_000], [11, 12, 13, 21, 22, 23]
            ),
            // A right triangle whose sloping edge goes through the centres of two cells.
            (
                "area?coords=POLYGON((4121000 3060000,4321000 3060000,4121000 3260000,4121000 3060000))",
                "Grid",
                [4_121_000, 4_221_000, 4_321_000], [3_260_000, 3_160_000, 3_060_000],
                [10, nil, nil, 20, 21, nil, 30, 31, 32]
            ),
            ("position?coords=POINT(4330000 3250000)", "Point", [4_321_000], [3_260_000], [12]),
            ("cube?bbox=4330000,3240000,4340000,3250000", "Grid", [4_321_000], [3_260_000], [12]),
            // Around the cell of the centroid: what is widest lies to the west of it.
            (
                "area?coords=POLYGON((4231000 3170000,4411000 3170000,4411000 3350000,4231000 3350000,4231000 3170000),"
                    + "(4251000 3180000,4406000 3180000,4406000 3340000,4251000 3340000,4251000 3180000))",
                "Grid", [4_221_000], [3_260_000], [11]
            ),
        ] as [(String, String, [Int], [Int], [Int?])]
    )
    func placesInTheGridsOwnProjection(query: String, type: String, x: [Int], y: [Int], values: [Int?]) throws
    {
        let coverage = try named(query)
        #expect(coverage.at("domain.domainType") == JSONValue(type))
        let axes = ["x", "y"].map { coverage.at("domain.axes.\($0).values").arrayValue ?? [] }
        #expect(axes.map { $0.compactMap(\.doubleValue) } == [x, y].map { $0.map(Double.init) })
        #expect(coverage.at("ranges.v.values") == .array(values.map { $0.map { JSONValue($0) } ?? .null }))
        #expect(coverage.at("domain.referencing.0.system.type") == "ProjectedCRS")
        #expect(coverage.at("domain.referencing.0.system.id").stringValue?.hasSuffix("EPSG/0/3035") == true)
    }

    /// EPSG:3035 is centred on 10 east and 52 north.
    @Test func theSameCellInBothSystems() throws {
        let answer = try EDRFixture.ask(
            "/edr/collections/laea/position?coords=POINT(10 52.3)&z=850&datetime=2024-01-01T00:00:00Z",
            [Self.cube(isNamed: true)]
        )
        #expect(try EDRFixture.json(answer).at("ranges.v.values") == [12])
    }

    @Test func systemsWithACodeAreOffered() throws {
        let answer = try EDRFixture.ask("/edr/collections/laea", [Self.cube(isNamed: true)])
        let collection = try EDRFixture.json(answer)
        #expect(collection.at("crs").arrayValue?.last == "EPSG:3035")
        let details = collection.at("data_queries.cube.link.variables.crs_details").arrayValue ?? []
        #expect(details.last?["crs"] == "EPSG:3035")
        #expect(details.last?["wkt"]?.stringValue?.hasPrefix("PROJCRS") == true)
        // A sphere has no code: its grid is asked in longitude and latitude.
        #expect(try self.answer("").at("crs") == ["CRS84", JSONValue(CRSName.uri)])
    }

    @Test(arguments: [
        ("cube?bbox=9,52,11,53&crs=EPSG:3413", 400), ("cube?bbox=3,2,1,0&crs=EPSG:3035", 400),
        ("cube?bbox=4330000,3240000,4340000,1&crs=EPSG:3035", 400), ("cube?bbox=0,0,1,1&crs=EPSG:3035", 204),
        ("area?coords=POLYGON((1e12 0,1e12 1,2e12 0,1e12 0))&crs=EPSG:3035", 400),
    ])
    func refusals(query: String, status: Int) throws {
        let answer = try EDRFixture.ask("/edr/collections/laea/\(query)", [Self.cube(isNamed: true)])
        #expect(answer.status == status, "\(answer.text)")
    }

    @Test func beyondTheGridIsNoContent() throws {
        let answer = try EDRFixture.ask("/edr/collections/laea/cube?bbox=30,52,31,53", [Self.cube()])
        #expect(answer.status == 204)
    }
}
