import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// Cells in a list, and what tells where they are, as they should not be (digest: cf.md, sections 12 and 14).
@Suite struct ListFaultTests {
    private typealias Change = (inout OddStore) -> Void

    private static func points(
        _ description: String,
        _ kind: String?,
        _ problems: [MetadataProblem] = [],
        _ change: Change
    )
        -> StoreFault
    { StoreFault(description, .points(), kind, problems, change) }

    private static func gaussian(
        _ description: String,
        _ kind: String?,
        _ problems: [MetadataProblem] = [],
        _ change: Change
    )
        -> StoreFault
    { StoreFault(description, .gaussian(), kind, problems, change) }

    private static func listed(
        _ description: String,
        _ kind: String?,
        _ problems: [MetadataProblem] = [],
        _ change: Change
    )
        -> StoreFault
    { StoreFault(description, .gaussian(isListed: true), kind, problems, change) }

    private static func gathered(
        _ description: String,
        _ kind: String?,
        _ problems: [MetadataProblem] = [],
        _ change: Change
    )
        -> StoreFault
    { StoreFault(description, .gathered(), kind, problems, change) }

    private static let noLines = MetadataProblem.unusableLines(attribute: "points_per_latitude")
    private static let byIndex = MetadataProblem.gathered(dimension: "land", axes: ["lat", "lon"])

    static let places = [
        points("no longitude is a number", nil, [.notDegrees, .features(.noPlaces)]) { $0.fill("lon", .nan) },
        points("infinite latitudes", nil, [.notDegrees, .features(.noPlaces)]) { $0.fill("lat", .infinity) },
        points("beyond all numbers", nil, [.notDegrees, .features(.noPlaces)]) { $0.fill("lat", -1e300) },
        points("beyond the pole", nil, [.notDegrees, .features(.noPlaces)]) { $0.fill("lat", 91) },
        points("all in one place", "points") {
            $0.fill("lon", 12)
            $0.fill("lat", 13)
        },
        points("all at one pole", "points") { $0.fill("lat", 90) },
        points("one place is none", "points") { $0.put("lon", [3: .nan]) },
        points("one place only", "points") {
            $0.fill("lat", .nan)
            $0.put("lat", [5: 10])
        },
        points("two beyond the pole", "points", [.mesh(.beyondPoles(2))]) {
            $0.put("lat", [3: 91, 9: -100])
        },
        points("places at numbers that nothing marks", "points", [.mesh(.outOfRange(3))]) {
            $0.put("lon", [3: -999, 4: 1e20])
            $0.put("lat", [3: -999, 4: 1e20, 9: .infinity])
        },
        points("places at a number that is marked", "points") { store in
            for name in ["lon", "lat"] {
                store.put(name, [3: -999])
                store.set(name, "_FillValue", -999)
            }
        },
        points("places that were not written", "points", [.mesh(.unwritten(3))]) { store in
            store.makeV2("lon", "lat")
            for place in 4..<7 {
                store.put("lon", [place: 0])
                store.put("lat", [place: 0])
            }
        },
        points("places at −1/−1 that nothing marks", "points", [.mesh(.unwritten(3))]) { store in
            for place in 4..<7 {
                store.put("lon", [place: -1])
                store.put("lat", [place: -1])
            }
        },
        points("two places at 0/0 that nothing marks", "points") { store in
            for place in 4..<6 {
                store.put("lon", [place: 0])
                store.put("lat", [place: 0])
            }
        },
        points("one place at 0/0", "points") { store in
            store.makeV2("lon", "lat")
            store.put("lon", [4: 0])
            store.put("lat", [4: 0])
        },
        points("places on the equator and on the meridian", "points") { store in
            store.makeV2("lon", "lat")
            for place in 4..<7 {
                store.put("lon", [place: 0])
                store.put("lat", [place + 20: 0])
            }
        },
        points("places that repeat", "points") { store in
            store.write("lon", (0..<60).map { Double($0 / 10 * 20) })
            store.write("lat", (0..<60).map { Double($0 / 10 * 9) })
        },
        points("many turns", nil, [.notDegrees, .features(.noPlaces)]) { $0.fill("lon", 1e7) },
        points("a scale of zero", "points") { $0.set("lon", "scale_factor", 0) },
        points("a scale that is no number", "points") { $0.set("lat", "scale_factor", "NaN") },
        points("radians that no longitude has", nil) {
            $0.set("lat", "units", "radians")
            $0.fill("lat", 45)
        },
        points("latitudes of another length", nil, [.dimensionsDisagree(names: ["ncol"])]) {
            $0.shape("lat", [("ncol", 59)])
        },
        points("latitudes along another dimension", nil) { $0.shape("lat", [("other", 60)]) },
        points("no longitudes", nil) { $0.drop("lon") },
        points("two longitudes", nil) { $0.set("lat", "units", "degrees_east") },
        points("coordinates that are nowhere", "points") { $0.set("v", "coordinates", "here there") },
        points("coordinates that are the variable", nil) { $0.set("v", "coordinates", "v v") },
        points("bounds that are the places", "points") { $0.set("lon", "bounds", "lon") },
    ]

    static let lines = [
        gaussian("a line without points", nil, [noLines]) { $0.put("pl", [1: 0]) },
        gaussian("a negative number of points", nil, [noLines]) { $0.put("pl", [1: -8]) },
        gaussian("a broken number of points", nil, [noLines]) {
            $0.store("pl", as: .float64)
            $0.put("pl", [1: 8.5])
        },
        gaussian("no number of points", nil, [noLines]) {
            $0.store("pl", as: .float32)
            $0.put("pl", [1: .nan])
        },
        gaussian("2^31 points", nil, [noLines]) {
            $0.store("pl", as: .int64)
            $0.put("pl", [1: 0x1p31])
        },
        gaussian("as many points as numbers", nil, [noLines]) {
            $0.store("pl", as: .int64)
            $0.fill("pl", 0x1p63)
        },
        gaussian("points for other lines", nil, [noLines]) { $0.shape("pl", [("others", 5)]) },
        gaussian("points in a table", nil, [noLines]) { $0.shape("pl", [("a", 2), ("b", 3)]) },
        gaussian("points that are nowhere", nil, [noLines]) {
            $0.set("crs", "points_per_latitude", "nothing")
        },
        gaussian("points that are the data", nil) { $0.set("crs", "points_per_latitude", "v") },
        gaussian("one point too many", nil) { $0.put("pl", [1: 9]) },
        gaussian("latitudes beyond the pole", nil, [noLines]) { $0.put("lines", [0: 95]) },
        gaussian("a latitude that is none", nil, [noLines]) { $0.put("lines", [2: .nan]) },
        gaussian("no latitudes", nil, [.unusableLines(attribute: "latitude_dimension")]) {
            $0.set("crs", "latitude_dimension", .null)
        },
        gaussian("latitudes that are a number", nil, [.unusableLines(attribute: "latitude_dimension")]) {
            $0.set("crs", "latitude_dimension", 3)
        },
        gaussian("sums that are counts", nil, [.unusableLines(attribute: "accumulated_points_per_latitude")])
        {
            $0.set("crs", "accumulated_points_per_latitude", "pl")
        },
        gaussian("a meridian beyond all turns", nil, [noLines]) {
            $0.set("crs", "longitude_of_first_meridian", 1e30)
        },
        gaussian("a meridian in words", "points") {
            $0.set("crs", "longitude_of_first_meridian", "Greenwich")
        },
        listed("points that are none", "points", [.strayNumbers(count: 3), .notMonotonic]) {
            $0.put("point", [0: -1, 1: 48, 2: 0x1p31])
        },
        listed("no point is one", nil, [.strayNumbers(count: 20), .positionsRepeat]) { $0.fill("point", 48) },
        listed("points that repeat", "points", [.positionsRepeat]) { $0.fill("point", 7) },
        listed("broken points", nil, [.strayNumbers(count: 20)]) {
            $0.store("point", as: .float64)
            $0.write("point", (0..<20).map { Double($0) + 0.5 })
        },
    ]

    static let lists = [
        gathered("cells beyond the grid", "rectilinear", [.strayNumbers(count: 2), .notMonotonic]) {
            $0.put("land", [0: 20, 1: -1])
        },
        gathered("no cell of the grid", nil, [.strayNumbers(count: 6), byIndex, .positionsRepeat]) {
            $0.fill("land", 99)
        },
        gathered("one cell again and again", "rectilinear", [.numbersRepeat(count: 5), .positionsRepeat]) {
            $0.fill("land", 7)
        },
        gathered("descending", "rectilinear") { $0.write("land", [19, 13, 8, 7, 3, 0]) },
        gathered("broken numbers", "rectilinear", [.strayNumbers(count: 3), .positionsMissing(count: 1)]) {
            $0.store("land", as: .float64)
            $0.write("land", [0, 0.5, 3, .nan, 7.25, 8])
        },
        gathered("numbers of 64 bits", nil, [.strayNumbers(count: 6), byIndex]) {
            $0.store("land", as: .int64)
            $0.write("land", [-0x1p63, -0x1p62, -5, 0x1p33, 0x1p62, 0x1p63])
        },
        gathered("one dimension", nil, [.gathered(dimension: "land", axes: ["lat"])]) {
            $0.set("land", "compress", "lat")
        },
        gathered("a dimension twice", nil, [.gathered(dimension: "land", axes: ["lat", "lat"])]) {
            $0.set("land", "compress", "lat lat")
        },
        gathered("dimensions that are nowhere", nil, [.gathered(dimension: "land", axes: ["a", "b"])]) {
            $0.set("land", "compress", "a b")
        },
        gathered("itself", nil, [.gathered(dimension: "land", axes: ["land", "lat"])]) {
            $0.set("land", "compress", "land lat")
        },
        gathered("a number of dimensions", nil) { $0.set("land", "compress", 3) },
        gathered("no dimension", nil) { $0.set("land", "compress", "") },
        gathered("latitudes that are none", nil, [byIndex, .notDegrees, .notMonotonic]) {
            $0.fill("lat", 95)
        },
        gathered("longitudes that are no numbers", nil, [byIndex, .noPositions]) { $0.fill("lon", .nan) },
        gathered("no latitudes", nil, [byIndex]) { $0.drop("lat") },
        gathered("a list of another length", nil, [.dimensionsDisagree(names: ["land"])]) {
            $0.shape("land", [("land", 5)])
        },
    ]

    @Test(arguments: places + lines + lists) func areFound(_ fault: StoreFault) throws { try fault.check() }

    /// Cells that are claimed and not there take no memory.
    @Test(arguments: ["1000000000", "2147483647", "2147483648", "1000000000000", "1000000000000000000"])
    func claimsCostNothing(length: String) throws {
        let array = { (dimension: String, attributes: String) in
            ZarrText.array(length, chunks: "1000000", dimensions: [dimension], attributes: attributes)
        }
        let objects = [
            "zarr.json": ZarrText.group, "lon/zarr.json": array("ncol", #""units":"degrees_east""#),
            "lat/zarr.json": array("ncol", #""units":"degrees_north""#),
            "v/zarr.json": array("ncol", #""coordinates":"lon lat""#),
            "land/zarr.json": array("land", #""compress":"a b""#), "w/zarr.json": array("land", ""),
            "a/zarr.json": ZarrText.array("3", dimensions: ["a"], attributes: #""units":"degrees_north""#),
            "b/zarr.json": ZarrText.array("3", dimensions: ["b"], attributes: #""units":"degrees_east""#),
        ]
        let dataset = try Dataset.fixture(in: MemoryStore(objects.mapValues { Array($0.utf8) }))
        #expect(dataset.variables.map(\.name) == ["v", "w"])
        #expect(dataset.variables.allSatisfy { $0.grid == nil } && dataset.coordinateBytes <= 6 * 24)
        #expect(dataset.findings.contains { ["lon", "v"].contains($0.subject) })
    }
}
