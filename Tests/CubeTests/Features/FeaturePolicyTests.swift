import CF
import JSON
import TestSupport
import Testing

@testable import Cube
@testable import Grids

/// What a policy's box and times leave of features: hidden ones are absent, and so are their names and samples.
@Suite struct FeaturePolicyTests {
    private typealias Fixture = FeatureFixture

    private static func box(_ west: Double, _ south: Double, _ east: Double, _ north: Double) throws -> Policy
    {
        Policy(box: try #require(GeographicBox(west: west, south: south, east: east, north: north)))
    }

    private static func from(_ text: String) throws -> Policy {
        Policy(earliest: .at(try #require(TimeText(text))))
    }

    private func ids(_ set: FeatureSet) -> [String] { (0..<set.count).map { set.id(of: $0) } }

    private func values(_ dataset: Dataset, _ set: FeatureSet) throws -> [[Double]] {
        try (0..<set.count).map { try dataset.bind(feature: $0, of: set).numbers()["temp"] ?? [] }
    }

    @Test func aBoxLeavesTheStationsInside() throws {
        let dataset = try Fixture.contiguous().restricted(by: try Self.box(25, 0, 40, 9)).dataset
        let set = try #require(dataset.features.first)
        #expect(ids(set) == ["c"])
        #expect(set.feature(named: "a") == nil && set.feature(named: "2") == nil)
        #expect(set.place(of: 0) == GeographicPoint(longitude: 30, latitude: 3))
        #expect(try values(dataset, set) == [[200, 201, 202]])
        // By index nothing of the others is read either, nor told how many there are.
        #expect(dataset.variables.first?.stored.shape == [3])
        #expect(!dataset.arrays.contains { $0.name == "row_size" })
        for array in dataset.arrays { #expect(array.shape.allSatisfy { $0 <= 3 }, "\(array.name)") }
        for text in dataset.texts { #expect(text.shape == [1]) }
    }

    @Test func aBoxWithoutStationsLeavesNothing() throws {
        let dataset = try Fixture.contiguous().restricted(by: try Self.box(100, 0, 110, 9)).dataset
        #expect(dataset.features.isEmpty && dataset.variables.isEmpty)
        #expect(!dataset.texts.contains { $0.name == "name" })
    }

    @Test func ofShipsTheSamplesInsideAreLeft() throws {
        let dataset = try Fixture.ships().restricted(by: try Self.box(-175, 0, 12, 1.5)).dataset
        let set = try #require(dataset.features.first)
        #expect(ids(set) == ["a"])
        #expect(try values(dataset, set) == [[0]])
        #expect(set.extent(of: 0) == GeographicExtent(west: 10, south: 1, east: 10, north: 1))
        let across = try Fixture.ships().restricted(by: try Self.box(170, 0, -175, 9)).dataset
        let other = try #require(across.features.first)
        #expect(ids(other) == ["b"])
        #expect(try values(across, other) == [[100, 101]])
    }

    @Test func timesLeaveTheSamplesInside() throws {
        let dataset = try Fixture.contiguous().restricted(by: try Self.from("2021-03-01T13:00:00Z")).dataset
        let set = try #require(dataset.features.first)
        #expect(ids(set) == ["c"])
        #expect(try values(dataset, set) == [[201, 202]])
        #expect(set.times == nil)
    }

    @Test func ofRowsTheTimesAreNotCut() throws {
        let fixture = try CubeFixture(
            attributes: Fixture.type("timeSeries"),
            arrays: [
                Fixture.longitudes([("station", 2)], [10, 20]), Fixture.latitudes([("station", 2)], [1, 2]),
                Fixture.times([("station", 2), ("obs", 2)], [0, 6, 12, 18]),
                Fixture.values([("station", 2), ("obs", 2)], [0, 1, 100, 101]),
            ],
            texts: [Fixture.names(["a", "b"])]
        )
        // Which of them may be seen is no box of indices: none is.
        let timed = try fixture.restricted(by: try Self.from("2021-03-01T10:00:00Z")).dataset
        #expect(timed.variables.isEmpty && timed.features.isEmpty)
        let boxed = try fixture.restricted(by: try Self.box(15, 0, 25, 9)).dataset
        let set = try #require(boxed.features.first)
        #expect(ids(set) == ["b"])
        #expect(try values(boxed, set) == [[100, 101]])
    }

    @Test func aBoxLeavesProfilesOfStationsInside() throws {
        let fixture = try CubeFixture(
            attributes: Fixture.type("timeSeriesProfile"),
            arrays: [
                Fixture.longitudes([("station", 2)], [10, 20]), Fixture.latitudes([("station", 2)], [1, 2]),
                Fixture.times([("profile", 3)], [0, 6, 12]),
                Fixture.owners([1, 0, 1], along: "profile"), Fixture.counts([2, 1, 3], along: "profile"),
                Fixture.depths([("obs", 6)], [1, 2, 1, 1, 2, 3]),
                Fixture.values(
                    [("obs", 6)],
                    [100, 101, 0, 102, 103, 104],
                    coordinates: "time lat lon z name"
                ),
            ],
            texts: [Fixture.names(["a", "b"])]
        )
        let whole = try #require(fixture.dataset.features.first)
        #expect(whole.type == .timeSeriesProfile && whole.layout == .indexedContiguous)
        #expect(try values(fixture.dataset, whole) == [[0], [100, 101, 102, 103, 104]])
        let dataset = try fixture.restricted(by: try Self.box(15, 0, 25, 9)).dataset
        let set = try #require(dataset.features.first)
        #expect(ids(set) == ["b"] && set.profileCount(of: 0) == 2)
        let plan = try dataset.bind(feature: 0, of: set)
        #expect(plan.profileSamples == [2, 3])
        let numbers = try plan.numbers()
        #expect(numbers["temp"] == [100, 101, 102, 103, 104] && numbers["z"] == [1, 2, 1, 2, 3])
        #expect(numbers["time"] == [0, 12])
        // Times that lie along profiles do not tell which samples may be seen.
        let timed = try fixture.restricted(by: try Self.from("2021-03-01T10:00:00Z")).dataset
        #expect(timed.features.isEmpty && timed.variables.isEmpty)
    }

    @Test func otherVariablesTakeTheirFeaturesAway() throws {
        let dataset = try Fixture.contiguous().restricted(by: Policy(variables: ["other"])).dataset
        #expect(dataset.features.isEmpty)
    }
}
