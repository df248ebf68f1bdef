import Execution
import Grids
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// Longitudes that count from another meridian than Greenwich are places where they would be if they were written from
/// Greenwich.
@Suite struct PrimeMeridianTests {
    /// A geographic system by a meridian, in degrees.
    private static func text(_ meridian: String, _ degrees: String) -> JSONValue {
        .string(
            "GEOGCS[\"unnamed\",DATUM[\"unnamed\",SPHEROID[\"Clarke 1880\",6378249.2,293.466021293627]],"
                + "PRIMEM[\"\(meridian)\",\(degrees)],UNIT[\"degree\",0.0174532925199433]]"
        )
    }

    /// Five cells by four, with bounds of the longitudes.
    private static var rectilinear: OddStore {
        OddStore([
            OddArray("lat", [("lat", 4)], [-10, 0, 10, 20], .float64, [("units", "degrees_north")]),
            OddArray(
                "lon",
                [("lon", 5)],
                [100, 110, 120, 130, 140],
                .float64,
                [("units", "degrees_east"), ("bounds", "lon_bnds")]
            ),
            OddArray(
                "lon_bnds",
                [("lon", 5), ("two", 2)],
                [94, 105, 105, 115, 115, 125, 125, 135, 135, 146]
            ),
            OddStore.variable("v", [("lat", 4), ("lon", 5)]),
        ])
    }

    /// Every kind of grid that is made of longitudes.
    private static var stores: [OddStore] {
        [
            rectilinear, .curvilinear(), .curvilinear(hasCorners: true), .curvilinear(steps: 2), .mesh(),
            .mesh("node"), .mesh(hasCentres: true), .outlined(), .fvcom(), .points(), .gathered(),
        ]
    }

    private static func mapped(_ base: OddStore, _ attributes: [(String, JSONValue)]) -> OddStore {
        var store = base
        let name: [(String, JSONValue)] = [("grid_mapping_name", "latitude_longitude")]
        store.add(OddArray("crs", [], [0], .int32, name + attributes))
        store.set("v", "grid_mapping", "crs")
        return store
    }

    /// The longitudes of a store and their bounds, moved.
    private static func moved(_ base: OddStore, by degrees: Double) -> OddStore {
        var store = base
        let bounds = store.arrays.compactMap { $0.attributes["bounds"]?.stringValue }
        for array in store.arrays {
            let isEast = array.attributes["units"]?.stringValue == "degrees_east"
            let isBound = bounds.contains(array.name) && array.name.contains("lon")
            if isEast || isBound { store.write(array.name, array.numbers.map { $0 + degrees }) }
        }
        return store
    }

    private static func variable(_ dataset: Dataset) throws -> Variable {
        try #require(dataset.variables.first { $0.name == "v" })
    }

    private static func problems(_ store: OddStore) throws -> [MetadataProblem] {
        let dataset = try store.dataset()
        #expect(try variable(dataset).grid != nil)
        return dataset.findings.filter { $0.subject == "v" }.map(\.problem)
    }

    /// Centres, extents and what a policy's box leaves are those of the same longitudes from Greenwich.
    @Test(arguments: stores) func placesAreThoseFromGreenwich(_ store: OddStore) throws {
        let one = try Self.mapped(store, [("longitude_of_prime_meridian", -17.5)]).dataset()
        let other = try Self.moved(store, by: -17.5).dataset()
        let (grid, twin) = try (#require(Self.variable(one).grid), #require(Self.variable(other).grid))
        #expect(Self.isSame(grid.extent, twin.extent), "\(grid.extent) \(twin.extent)")
        for row in 0..<twin.rowCount {
            for column in 0..<twin.columnCount {
                let cell = GridCell(column: column, row: row)
                #expect(Self.isSame(grid.centre(of: cell), twin.centre(of: cell)))
                guard let place = twin.centre(of: cell) else { continue }
                #expect(grid.cell(containing: place) == twin.cell(containing: place))
            }
        }
        let middle = twin.extent.west + (twin.extent.east - twin.extent.west) / 2 + 0.1
        let box = GeographicBox(west: twin.extent.west, south: -90, east: middle, north: 90)
        let (cut, cutTwin) = try (
            one.restricted(by: Policy(box: box)), other.restricted(by: Policy(box: box))
        )
        #expect(try Self.variable(cut).stored.shape == Self.variable(cutTwin).stored.shape)
        #expect(try Self.variable(cut).stored.shape != Self.variable(one).stored.shape || store.isWindowed)
    }

    private static func isSame(_ one: GeographicPoint?, _ other: GeographicPoint?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        let turn = (one.longitude - other.longitude).remainder(dividingBy: 360)
        return abs(turn) < 1e-6 && abs(one.latitude - other.latitude) < 1e-6
    }

    private static func isSame(_ one: GeographicExtent, _ other: GeographicExtent) -> Bool {
        [one.west - other.west, one.east - other.east].allSatisfy { abs($0) < 1e-6 }
    }

    /// Units and signs of the longitudes are those of the shift.
    @Test func unitsAreMinded() throws {
        var radians = OddStore.points()
        radians.set("lon", "units", "radians")
        radians.set("lon", "standard_name", "longitude")
        radians.set("lat", "units", "radians")
        radians.set("lat", "standard_name", "latitude")
        for name in ["lon", "lat"] {
            let degrees = try #require(radians.arrays.first { $0.name == name }).numbers
            radians.write(name, degrees.map { $0 * .pi / 180 })
        }
        var west = OddStore.points()
        west.set("lon", "units", "degrees_west")
        west.write("lon", try #require(west.arrays.first { $0.name == "lon" }).numbers.map { -$0 })
        let twin = try #require(Self.variable(Self.moved(.points(), by: 12).dataset()).grid)
        for store in [radians, west] {
            let dataset = try Self.mapped(store, [("longitude_of_prime_meridian", 12)]).dataset()
            let grid = try #require(Self.variable(dataset).grid)
            for column in 0..<twin.columnCount {
                let cell = GridCell(column: column, row: 0)
                #expect(Self.isSame(grid.centre(of: cell), twin.centre(of: cell)))
            }
        }
    }

    /// The numbers themselves are handed out as they are stored.
    @Test func storedNumbersStay() throws {
        let cube = try Self.mapped(Self.rectilinear, [("longitude_of_prime_meridian", 5)]).cube()
        let stored = try #require(cube.dataset.arrays.first { $0.name == "lon" })
        let plan = try cube.dataset.bind([(stored, [IndexRange(0..<5)])])
        let reading = try plan.open(context: .background(seconds: 5))
        try reading.stream(part: 0, context: .background(seconds: 5)) {
            #expect(Array($0.bindMemory(to: Double.self)) == [100, 110, 120, 130, 140])
        }
        let axis = try #require(Self.variable(cube.dataset).axis(.x)?.axis)
        #expect(axis.cells.centres == [105, 115, 125, 135, 145])
        #expect(axis.cells.span == 99...151)
    }

    @Test(arguments: stores) func isTold(_ store: OddStore) throws {
        let ferro = try Self.problems(Self.mapped(store, [("longitude_of_prime_meridian", -17.5)]))
        #expect(ferro == [.primeMeridian(degrees: -17.5, isShifted: true)])
        #expect(ferro.allSatisfy { $0.severity == .note })
    }

    /// Paris is 2.33722917 degrees east of Greenwich (EPSG, 8903: 2.5969213 grads), Ferro 17°40′ west of it (8909).
    @Test(
        arguments: [
            ([("crs_wkt", text("Paris", "2.33722917"))], 2.33722917),
            ([("spatial_ref", text("Ferro", "-17.6666666666667"))], -17.6666666667),
            ([("prime_meridian_name", "Paris")], 2.337229167),
            ([("prime_meridian_name", "Ferro")], -17.6666666667),
            ([("longitude_of_prime_meridian", "12.5"), ("prime_meridian_name", "Paris")], 12.5),
        ] as [([(String, JSONValue)], Double)]
    )
    func meridiansAreRead(_ attributes: [(String, JSONValue)], degrees: Double) throws {
        guard
            case .primeMeridian(let found, true)? = try Self.problems(Self.mapped(.points(), attributes))
                .first
        else {
            Issue.record("no meridian was told")
            return
        }
        #expect(abs(found - degrees) < 1e-7)
    }

    @Test(
        arguments: [
            [("longitude_of_prime_meridian", 0)], [("crs_wkt", text("Greenwich", "0"))], [],
            [("prime_meridian_name", "Greenwich")], [("prime_meridian_name", "nowhere +proj=x")],
            [("longitude_of_prime_meridian", 1e300)], [("longitude_of_prime_meridian", "NaN")],
            [("crs_wkt", "GEOGCS[\"x\",PRIMEM[\"y\",")],
        ] as [[(String, JSONValue)]]
    ) func greenwichIsLeft(_ attributes: [(String, JSONValue)]) throws {
        let plain = try #require(Self.variable(OddStore.points().dataset()).grid)
        let dataset = try Self.mapped(.points(), attributes).dataset()
        let grid = try #require(Self.variable(dataset).grid)
        #expect(grid.hasSameCells(as: plain) && dataset.findings.isEmpty)
    }

    /// Longitudes that two variables say otherwise of stay as they are, and both are told.
    @Test func whatIsNotAgreedIsLeft() throws {
        var store = Self.mapped(.points(), [("longitude_of_prime_meridian", 12)])
        store.add(OddArray("crs2", [], [0], .int32, [("grid_mapping_name", "latitude_longitude")]))
        store.add(
            OddStore.variable("w", [("ncol", 60)], [("coordinates", "lon lat"), ("grid_mapping", "crs2")])
        )
        #expect(try Self.problems(store) == [.primeMeridian(degrees: 12, isShifted: false)])
    }

    /// Cells that no longitude places have none to move.
    @Test func pixelsStay() throws {
        var store = OddStore.healpix()
        store.set("crs", "longitude_of_prime_meridian", 12)
        #expect(try Self.problems(store) == [.primeMeridian(degrees: 12, isShifted: false)])
    }

    /// The computed points of a reduced Gaussian grid begin at the meridian.
    @Test func gaussianPointsAreMoved() throws {
        var (one, other) = (OddStore.gaussian(), OddStore.gaussian())
        one.set("crs", "longitude_of_prime_meridian", 12)
        other.set("crs", "longitude_of_first_meridian", 12)
        let (grid, twin) = try (
            #require(Self.variable(one.dataset()).grid), #require(Self.variable(other.dataset()).grid)
        )
        #expect(grid.hasSameCells(as: twin))
    }
}

extension OddStore {
    /// Whether what a box leaves may be a window as large as all.
    fileprivate var isWindowed: Bool { arrays.contains { $0.name == "lon" && $0.dimensions.count > 1 } }
}
