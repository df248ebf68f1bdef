import Failures
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// Datasets of which one coordinate has a chunk that is no chunk: what does not need it is served.
@Suite struct DamagedCoordinateTests {
    private static let dimensions = [("time", 2), ("lat", 2), ("lon", 3)]

    /// Two variables in time, one of them on another grid.
    private static let arrays = [
        FixtureArray.axis("time", [0, 1], units: "days since 2000-01-01", attributes: [("bounds", "ends")]),
        FixtureArray("ends", [("time", 2), ("edge", 2)], .float64, [-0.5, 0.5, 0.5, 1.5]),
        FixtureArray.latitudes([10, 20]), FixtureArray.longitudes([0, 10, 20]),
        FixtureArray.axis("row", [-10, -20], units: "degrees_north"),
        FixtureArray.axis("column", [30, 40, 50], units: "degrees_east"),
        FixtureArray("height", [("one", 1)], .float64, [2.0], attributes: [("units", "m")]),
        FixtureArray("t", dimensions, .float32, (0..<12).map { Float($0) }),
        FixtureArray("u", dimensions, .float32, (0..<12).map { Float($0) }),
        FixtureArray(
            "w",
            [("time", 2), ("row", 2), ("column", 3)],
            .float32,
            (0..<12).map { Float($0) },
            attributes: [("coordinates", "height")]
        ),
        FixtureArray("mask", [("lat", 2), ("lon", 3)], .int32, [Int32](repeating: 1, count: 6)),
    ]

    private static func damage(_ name: String) -> [String: any Error] {
        [name: ZarrError.corruptChunk(key: "\(name)/c/0", reason: "cut short")]
    }

    @Test(arguments: [
        ("lat", ["w"], ["t", "u", "mask"]), ("column", ["t", "u", "mask"], ["w"]),
        ("time", ["mask"], ["t", "u", "w"]), ("ends", ["mask"], ["t", "u", "w"]),
        ("height", ["t", "u", "mask"], ["w"]),
    ])
    func onlyWhatNeedsItIsUnreadable(name: String, sound: [String], unreadable: [String]) throws {
        let cube = try CubeFixture(arrays: Self.arrays, failing: Self.damage(name))
        let dataset = cube.dataset
        #expect(dataset.variables.map(\.name) == sound)
        #expect(dataset.unreadable.map(\.name) == unreadable)
        #expect(dataset.arrays.count == Self.arrays.count)
        let errors = dataset.findings.filter { $0.problem.severity == .error }
        #expect(errors.map(\.subject) == [name])
        #expect(errors.first?.text.contains("\(name)/c/0: cut short") == true)
        let failure = #expect(throws: Failure.self) { try dataset.variable(named: unreadable[0]) }
        #expect(failure?.status == 502 && failure?.description.contains("'\(name)/c/0': cut short") == true)
        #expect(try CubeFixture(arrays: Self.arrays).dataset.identity != dataset.identity)
    }

    /// What is no state of the data opens nothing half.
    @Test(arguments: [
        ZarrError.storage(.timedOut(key: "lat/c/0")), .storage(.refused(key: "lat/c/0", status: 503)),
        .storage(.wrongLength(key: "lat/c/0", expected: 16, received: 3)), .storage(.gone(key: "lat/c/0")),
        .storage(.unreachable(key: "lat/c/0", cause: "reset")), .storage(.changed(key: "lat/c/0")),
    ])
    func aFailureOfAMomentOpensNothing(error: ZarrError) {
        #expect(throws: Failure.self) { try CubeFixture(arrays: Self.arrays, failing: ["lat": error]) }
    }

    @Test func whatIsDamagedIsReadOnce() throws {
        let cube = try CubeFixture(arrays: Self.arrays, failing: Self.damage("lat"))
        #expect(cube.chunks["lat"]?.failures == 1)
        #expect(cube.dataset.findings.count { $0.problem.severity == .error } == 1)
    }

    /// Where cells are hidden, nothing is shown of which it is not known where it lies.
    @Test func aPolicyHidesWhatHasNoKnownPlace() throws {
        let cube = try CubeFixture(arrays: Self.arrays, failing: Self.damage("lat"))
        let policy = Policy(box: try #require(GeographicBox(west: 25, south: -15, east: 55, north: 0)))
        let view = try cube.restricted(by: policy).dataset
        #expect(view.variables.map(\.name) == ["w"] && view.unreadable.isEmpty)
        #expect(Set(view.arrays.map(\.name)).isDisjoint(with: ["t", "u", "mask", "lat", "lon"]))
        #expect(view.arrays.contains { $0.name == "w" })
        let named = try cube.restricted(by: Policy(variables: ["u"])).dataset
        #expect(named.unreadable.map(\.name) == ["u"])
        #expect(Set(named.arrays.map(\.name)).isDisjoint(with: ["t", "w", "mask"]))
        #expect(throws: Failure.notFound(.variable, name: "t", known: [])) { try named.variable(named: "t") }
    }
}
