import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// Two-dimensional places and corners that are none, or are not what they should be (digest: cf.md, section 10).
@Suite struct CurvilinearFaultTests {
    private typealias Change = (inout OddStore) -> Void

    private static func row(
        _ description: String,
        _ kind: String?,
        _ problems: [MetadataProblem] = [],
        _ change: Change
    ) -> StoreFault { StoreFault(description, .curvilinear(), kind, problems, change) }

    private static func corners(
        _ description: String,
        _ problems: [MetadataProblem] = [],
        _ change: Change
    ) -> StoreFault {
        StoreFault(description, .curvilinear(hasCorners: true), "curvilinear", problems, change)
    }

    private static func steps(
        _ description: String,
        _ kind: String?,
        _ problems: [MetadataProblem] = [],
        _ change: Change
    )
        -> StoreFault
    { StoreFault(description, .curvilinear(steps: 3), kind, problems, change) }

    static let places = [
        row("no longitude is a number", nil, [.noPlaces]) { $0.fill("lon", .nan) },
        row("no latitude is a number", nil, [.noPlaces]) { $0.fill("lat", .nan) },
        row("infinite", nil, [.noPlaces]) { $0.fill("lon", .infinity) },
        row("minus infinity", nil, [.noPlaces]) { $0.fill("lat", -.infinity) },
        row("beyond all numbers", nil, [.noPlaces]) { $0.fill("lat", 1e300) },
        row("beyond the pole", nil, [.noPlaces]) { $0.fill("lat", 91) },
        row("a rounding beyond the pole", "curvilinear") { $0.fill("lat", 90.0005) },
        row("all at the south pole", "curvilinear") { $0.fill("lat", -90) },
        row("all in one place", "curvilinear") {
            $0.fill("lon", 7)
            $0.fill("lat", 7)
        },
        row("on one meridian", "curvilinear") { $0.fill("lon", 7) },
        row("three turns east", "curvilinear") { $0.fill("lon", 1079.5) },
        row("too many turns", nil, [.noPlaces]) { $0.fill("lon", -1081) },
        row("one place is none", "curvilinear") { $0.put("lon", [7: .nan]) },
        row("one place is infinite", "curvilinear", [.placesOutOfRange(count: 1)]) {
            $0.put("lat", [7: .infinity])
        },
        row("one place at netCDF's fill value", "curvilinear") { $0.put("lon", [0: 9.969209968386869e36]) },
        row("one row has no places", "curvilinear", [.placesOutOfRange(count: 6)]) { store in
            for item in 6..<12 { store.put("lat", [item: -999]) }
        },
        row("every second place is none", "curvilinear") { store in
            for item in stride(from: 0, to: 30, by: 2) { store.put("lon", [item: .nan]) }
        },
        row("one place only", "curvilinear") {
            $0.fill("lon", .nan)
            $0.put("lon", [14: 20])
        },
        row("longitudes that jump at every step", "curvilinear") { store in
            for item in stride(from: 1, to: 30, by: 2) { store.put("lon", [item: -170 + Double(item)]) }
        },
        row("places in no order", "curvilinear") {
            $0.write("lon", (0..<30).map { Double($0 * 77 % 30) })
            $0.write("lat", (0..<30).map { Double($0 * 49 % 30) })
        },
        row("rows in pairs", "curvilinear") {
            $0.write("lon", (0..<30).map { 10 + Double($0 % 6) })
            $0.write("lat", (0..<30).map { 40 + Double($0 / 12) })
        },
        row("whole numbers beyond all degrees", nil, [.noPlaces]) {
            $0.store("lon", as: .int64)
            $0.fill("lon", 0x1p63)
        },
        row("unsigned numbers", "curvilinear") { $0.store("lon", as: .uint8) },
        row("single precision", "curvilinear") { $0.store("lat", as: .float32) },
        row("single precision with netCDF's fill value", "curvilinear") { store in
            for name in ["lon", "lat"] {
                store.store(name, as: .float32)
                store.put(name, [3: 9.969209968386869e36])
            }
        },
    ]

    /// Writes a pair at some cells of both arrays.
    private static func put(_ number: Double, at cells: some Sequence<Int>, _ store: inout OddStore) {
        for cell in cells {
            store.put("lon", [cell: number])
            store.put("lat", [cell: number])
        }
    }

    /// Cells of two columns and of two in the middle.
    private static let block = [0, 1, 6, 7, 12, 13, 18, 19, 24, 25]

    static let unwritten = [
        row("land at 0/0", "curvilinear", [.unwrittenPlaces(count: 10)]) { put(0, at: block, &$0) },
        row("land at −1/−1", "curvilinear", [.unwrittenPlaces(count: 3)]) { put(-1, at: 7...9, &$0) },
        row("land at 0/0 and at −1/−1", "curvilinear", [.unwrittenPlaces(count: 13)]) {
            put(0, at: block, &$0)
            put(-1, at: [9, 15, 21], &$0)
        },
        row("land at 0/0 in single precision", "curvilinear", [.unwrittenPlaces(count: 10)]) {
            $0.store("lon", as: .float32)
            $0.store("lat", as: .float32)
            put(0, at: block, &$0)
        },
        row("land at −999", "curvilinear", [.placesOutOfRange(count: 10)]) { put(-999, at: block, &$0) },
        row("land at 1e20 in single precision", "curvilinear", [.placesOutOfRange(count: 10)]) {
            $0.store("lon", as: .float32)
            $0.store("lat", as: .float32)
            put(1e20, at: block, &$0)
        },
        row("longitudes alone at −9999", "curvilinear", [.placesOutOfRange(count: 2)]) {
            $0.put("lon", [0: -9999, 7: -9999])
        },
        row("land at −999, which is marked", "curvilinear") { store in
            put(-999, at: block, &store)
            for name in ["lon", "lat"] { store.set(name, "_FillValue", -999) }
        },
        row("land at a number that nothing marks", "curvilinear", [.placesAstray(count: 5)]) {
            put(5, at: block, &$0)
        },
        row("two cells at 0/0", "curvilinear", [.placesAstray(count: 2)]) { put(0, at: 14...15, &$0) },
        row("two cells of Zarr v2 at 0/0", "curvilinear", [.unwrittenPlaces(count: 2)]) {
            $0.makeV2("lon", "lat")
            put(0, at: 14...15, &$0)
        },
        row("one cell of Zarr v2 at 0/0", "curvilinear", [.unwrittenPlaces(count: 1)]) {
            $0.makeV2("lon", "lat")
            put(0, at: 14...14, &$0)
        },
        row("longitudes alone of Zarr v2", "curvilinear", [.placesAstray(count: 1)]) {
            $0.makeV2("lon")
            put(0, at: 14...14, &$0)
        },
        row("nothing of Zarr v2 was written", nil, [.noPlaces]) {
            $0.makeV2("lon", "lat")
            $0.fill("lon", 0)
            $0.fill("lat", 0)
        },
        row("a grid of Zarr v2 around 0/0", "curvilinear") { store in
            store.makeV2("lon", "lat")
            store.write("lon", (0..<30).map { Double($0 % 6) - 2 })
            store.write("lat", (0..<30).map { Double($0 / 6) - 2 })
        },
        row("a line of cells at a pole of the grid, at 0/0", "curvilinear") { store in
            store.write("lon", (0..<30).map { Double($0 / 6) * [0, 1, 2, 2, 1, 0][$0 % 6] })
            store.write("lat", (0..<30).map { Double($0 / 6) * [2, 1.5, 0.5, -0.5, -1.5, -2][$0 % 6] })
        },
        row("a line of cells at the north pole", "curvilinear") { store in
            store.write("lon", (0..<30).map { 60 * Double($0 % 6) })
            store.write("lat", (0..<30).map { 90 - 2 * Double($0 / 6) })
        },
        row("the first columns again at the end", "curvilinear") { store in
            store.write("lon", (0..<30).map { 90 * Double(($0 % 6) % 4) })
            store.write("lat", (0..<30).map { 10 * Double($0 / 6) - 20 })
        },
        row("two latitudes beyond the poles", "curvilinear", [.placesBeyondPoles(count: 2)]) {
            $0.put("lat", [0: 91, 29: -100])
        },
        row("a cell far from all others", "curvilinear", [.placesAstray(count: 1)]) {
            put(-60, at: [14], &$0)
        },
    ]

    static let attributes = [
        row("a scale of zero", "curvilinear") { $0.set("lon", "scale_factor", 0) },
        row("a scale that is no number", "curvilinear") { $0.set("lon", "scale_factor", "NaN") },
        row("a scale beyond all numbers", nil, [.noPlaces]) { $0.set("lat", "scale_factor", 1e300) },
        row("an infinite offset", "curvilinear") { $0.set("lat", "add_offset", "Infinity") },
        row("all are the fill value", nil, [.noPlaces]) {
            $0.fill("lon", 7)
            $0.set("lon", "_FillValue", 7)
        },
        row("all are missing values", nil, [.noPlaces]) {
            $0.fill("lon", 7)
            $0.set("lon", "missing_value", [1, 7])
        },
        row("a valid range that hides all", "curvilinear") { $0.set("lon", "valid_range", [1, 2]) },
        row("latitudes by name, in metres", "curvilinear") { $0.set("lat", "units", "m") },
        row("units that are a number", "curvilinear") { $0.set("lat", "units", 3) },
        row("no units", "curvilinear") {
            $0.set("lat", "units", .null)
            $0.set("lon", "units", .null)
        },
        row("two longitudes", nil) { $0.set("lat", "units", "degrees_east") },
        row("radians that are degrees", nil, [.noPlaces]) {
            $0.set("lat", "units", "radian")
            $0.set("lon", "units", "radian")
        },
        row("coordinates without words", "curvilinear") { $0.set("v", "coordinates", "") },
        row("coordinates that are nowhere", "curvilinear") { $0.set("v", "coordinates", "here there") },
        row("coordinates that are the variable", nil) { $0.set("v", "coordinates", "v v") },
        row("coordinates that are a number", "curvilinear") { $0.set("v", "coordinates", 3) },
        row("coordinates in a list", "curvilinear") { $0.set("v", "coordinates", ["lon", "lat"]) },
        row("one coordinate", "curvilinear") { $0.set("v", "coordinates", "lon") },
        row("no longitudes", nil) { $0.drop("lon") },
        row("no latitudes", nil) { $0.drop("lat") },
        row("latitudes of another length", nil, [.dimensionsDisagree(names: ["y", "x"])]) {
            $0.shape("lat", [("y", 5), ("x", 5)])
        },
        row("latitudes along other dimensions", nil) { $0.shape("lat", [("b", 5), ("a", 6)]) },
        row("latitudes along one dimension", nil) { $0.shape("lat", [("y", 5)]) },
        row("latitudes turned round", "curvilinear") { $0.shape("lat", [("x", 6), ("y", 5)]) },
        row("one dimension twice", nil, [.dimensionsDisagree(names: ["y", "y"])]) {
            $0.shape("lat", [("y", 5), ("y", 5)])
        },
        row("paths that are no grid", nil, [.features(.noIDs)]) { $0.set("", "featureType", "trajectory") },
        row("text for a mesh", "curvilinear", [.mesh(.noTopology(name: "nothing"))]) {
            $0.set("v", "mesh", "nothing")
        },
    ]

    static let outlines = [
        corners("corners that are nowhere") { $0.set("lon", "bounds", "nothing") },
        corners("corners of one coordinate") { $0.set("lat", "bounds", .null) },
        corners("three corners") { store in
            for name in ["lon_bnds", "lat_bnds"] { store.shape(name, [("y", 5), ("x", 6), ("corner", 3)]) }
        },
        StoreFault("the variable as corners", .curvilinear(hasCorners: true), nil) {
            $0.set("lon", "bounds", "v")
        },
        corners("the longitudes as their own corners") { $0.set("lon", "bounds", "lon") },
        corners("no corner is a number", [.boundsWithoutCentres]) { $0.fill("lon_bnds", .nan) },
        corners("corners beyond all numbers", [.boundsWithoutCentres]) { $0.fill("lat_bnds", 1e300) },
        corners("all corners in one place", [.boundsWithoutCentres]) {
            $0.fill("lon_bnds", 12)
            $0.fill("lat_bnds", 41)
        },
        corners("corners elsewhere", [.boundsWithoutCentres]) { store in
            store.write("lat_bnds", (0..<120).map { Double($0 % 7) - 60 })
        },
        corners("corners that cross", [.boundsWithoutCentres]) { store in
            let lon = store.arrays.first { $0.name == "lon_bnds" }?.numbers ?? []
            let lat = store.arrays.first { $0.name == "lat_bnds" }?.numbers ?? []
            let order = { (numbers: [Double]) in (0..<120).map { numbers[$0 / 4 * 4 + [0, 2, 1, 3][$0 % 4]] }
            }
            store.write("lon_bnds", order(lon))
            store.write("lat_bnds", order(lat))
        },
        corners("corners that were not written", [.cornersMissing(count: 10)]) { store in
            for name in ["lon_bnds", "lat_bnds"] { for item in 0..<40 { store.put(name, [item: 0]) } }
        },
        corners("a corner far from its cell", [.cornersAstray(count: 1)]) {
            $0.put("lon_bnds", [40: -100])
            $0.put("lat_bnds", [40: -20])
        },
        corners("one cell without corners", [.cornersMissing(count: 1)]) { store in
            for item in 0..<4 { store.put("lon_bnds", [item: .nan]) }
        },
        corners("a centre far from its corners", [.cornersAstray(count: 1)]) { $0.put("lat", [14: 1.5]) },
        corners("corners the other way round") { store in
            for name in ["lon_bnds", "lat_bnds"] {
                let numbers = store.arrays.first { $0.name == name }?.numbers ?? []
                store.write(name, (0..<120).map { numbers[$0 / 4 * 4 + 3 - $0 % 4] })
            }
        },
    ]

    private static func noPlaces(at count: Int) -> MetadataProblem {
        .stepsWithoutPlaces(count: count, of: 3, dimension: "time")
    }

    static let moments = [
        steps("places that repeat", "curvilinear") { _ in },
        steps("one step elsewhere", "curvilinear", [.placesAstray(count: 1)]) { $0.put("lon", [35: 50]) },
        steps("one step that is none", "curvilinear", [noPlaces(at: 1)]) { store in
            for item in 60..<90 { store.put("lat", [item: .nan]) }
        },
        steps("a first step that is none", "curvilinear", [noPlaces(at: 1)]) { store in
            for item in 0..<30 { store.put("lat", [item: .nan]) }
        },
        steps("a last step alone", "curvilinear", [noPlaces(at: 2)]) { store in
            for item in 0..<60 { store.put("lat", [item: .nan]) }
        },
        steps("no step that is one", nil, [.noPlaces]) { $0.fill("lat", .nan) },
        steps("land at 0/0, all the time", "curvilinear", [.unwrittenPlaces(count: 10)]) { store in
            for step in 0..<3 { put(0, at: block.map { $0 + 30 * step }, &store) }
        },
        steps("land at 0/0, at one time", "curvilinear", [.unwrittenPlaces(count: 10)]) { store in
            put(0, at: block.map { $0 + 30 }, &store)
        },
        steps("latitudes that stay", "curvilinear") { $0.shape("lat", [("y", 5), ("x", 6)]) },
        steps("latitudes that stay under longitudes that move", "curvilinear") { store in
            store.shape("lat", [("y", 5), ("x", 6)])
            for item in 30..<60 { store.put("lon", [item: 20 + Double(item % 6)]) }
        },
        steps(
            "a field without the time of its places",
            nil,
            [.placesElsewhen(longitude: "lon", latitude: "lat", dimension: "time")]
        ) {
            $0.shape("v", [("y", 5), ("x", 6)])
        },
        steps("land at −999, at one time", "curvilinear", [.placesOutOfRange(count: 10)]) { store in
            put(-999, at: block.map { $0 + 30 }, &store)
        },
        steps("longitudes that stay", "curvilinear") { $0.shape("lon", [("y", 5), ("x", 6)]) },
    ]

    @Test(arguments: places + unwritten + attributes + outlines + moments)
    func areFound(_ fault: StoreFault) throws { try fault.check() }

    /// Places that are claimed and not there take no memory.
    @Test(arguments: [
        "1000000000,1000000000", "4000000000,2", "65536,65536", "2147483647,1",
    ])
    func claimsCostNothing(shape: String) throws {
        let chunks = shape.split(separator: ",").map { "\(min(Int($0) ?? 1, 1000))" }.joined(separator: ",")
        let array = { (attributes: String) in
            ZarrText.array(shape, chunks: chunks, dimensions: ["y", "x"], attributes: attributes)
        }
        let objects = [
            "zarr.json": ZarrText.group,
            "lon/zarr.json": array(#""units":"degrees_east","bounds":"lon_bnds""#),
            "lat/zarr.json": array(#""units":"degrees_north""#),
            "v/zarr.json": array(#""coordinates":"lon lat""#),
        ]
        let dataset = try Dataset.fixture(in: MemoryStore(objects.mapValues { Array($0.utf8) }))
        let variable = try #require(dataset.variables.first { $0.name == "v" })
        #expect(variable.grid == nil && dataset.coordinateBytes == 0)
        #expect(dataset.findings.contains { ["lon", "v"].contains($0.subject) })
    }
}
