import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// What is told of sampling geometries by their arrays alone, and by a `featureType` that may be absent or wrong.
@Suite struct FeatureOpeningTests {
    private typealias Fixture = FeatureFixture

    @Test func aSetHasItsTypeLayoutAndNames() throws {
        let set = try #require(try Fixture.contiguous().dataset.features.first)
        #expect(set.type == .timeSeries && set.layout == .contiguous && set.count == 3)
        #expect((0..<3).map { set.id(of: $0) } == ["a", "b", "c"])
        #expect((0..<3).map { set.sampleCount(of: $0) } == [2, 0, 3])
        #expect(set.variables == ["temp"] && set.sampleCount == 5)
        #expect(set.times?.texts(of: 2)?.last == "2021-03-02T00:00:00Z" && set.times?.span(of: 1) == nil)
        #expect(set.feature(named: "c") == 2 && set.feature(named: "2") == nil)
        #expect(set.feature(named: "") == nil && set.feature(named: "A") == nil)
    }

    @Test(arguments: ["timeSeries", "TIMESERIES", "timeseries"]) func typesAreOfAnyCase(word: String) throws {
        #expect(FeatureType(word) == .timeSeries)
        let set = try #require(try Fixture.orthogonal(Fixture.type(word)).dataset.features.first)
        #expect(set.type == .timeSeries && set.layout == .orthogonal && set.count == 3)
    }

    @Test func noTypeIsToldByArrays() throws {
        let dataset = try Fixture.orthogonal([]).dataset
        #expect(dataset.features.map(\.type) == [.timeSeries])
        #expect(!dataset.findings.contains { if case .features = $0.problem { true } else { false } })
    }

    @Test func aWrongTypeIsReported() throws {
        let dataset = try Fixture.orthogonal(Fixture.type("trajectory")).dataset
        #expect(dataset.features.map(\.type) == [.timeSeries])
        let problem = FeatureProblem.otherType(stated: .trajectory, found: .timeSeries)
        #expect(dataset.findings.contains { $0.problem == .features(problem) })
        let strange = try Fixture.orthogonal(Fixture.type("swath")).dataset
        #expect(strange.features.map(\.type) == [.timeSeries])
        #expect(strange.findings.contains { $0.problem == .features(.unknownType("swath")) })
    }

    @Test func aPathHasManyPlaces() throws {
        let set = try #require(try Fixture.ships().dataset.features.first)
        #expect(set.type == .trajectory)
        #expect(set.place(of: 1) == GeographicPoint(longitude: 179, latitude: 3))
        #expect(set.extent(of: 1) == GeographicExtent(west: 179, south: 3, east: 190, north: 5))
        let box = try #require(GeographicBox(west: 170, south: 0, east: -175, north: 10))
        #expect(set.features(in: box) == [1])
        #expect(set.feature(nearest: GeographicPoint(longitude: -170.01, latitude: 5), within: 2000) == 1)
        #expect(set.feature(nearest: GeographicPoint(longitude: -150, latitude: 5), within: 2000) == nil)
    }

    @Test func aRowPerFeatureMayBeFilledUp() throws {
        let dataset = try CubeFixture(
            attributes: Fixture.type("timeSeries"),
            arrays: [
                Fixture.longitudes([("station", 2)], [10, 20]), Fixture.latitudes([("station", 2)], [1, 2]),
                Fixture.times([("obs", 3), ("station", 2)], [0, 5, 6, .nan, 12, .nan]),
                Fixture.values([("obs", 3), ("station", 2)], [0, 100, 1, .nan, .nan, .nan]),
            ],
            texts: [Fixture.names(["a", "b"])]
        ).dataset
        let set = try #require(dataset.features.first)
        #expect(set.layout == .incomplete)
        // A missing value at a present time is a sample.
        #expect((0..<2).map { set.sampleCount(of: $0) } == [3, 1])
        let numbers = try dataset.bind(feature: 0, of: set).numbers()
        #expect(numbers["time"] == [0, 6, 12])
        #expect(numbers["temp"]?.prefix(2) == [0, 1] && numbers["temp"]?[2].isNaN == true)
        #expect(try dataset.bind(feature: 1, of: set).numbers()["temp"] == [100])
    }

    @Test func onePathWithoutInstances() throws {
        let dataset = try CubeFixture(
            attributes: Fixture.type("trajectory"),
            arrays: [
                Fixture.longitudes([("time", 3)], [10, 11, 12]), Fixture.latitudes([("time", 3)], [1, 2, 3]),
                Fixture.times([("time", 3)], [0, 1, 2]),
                Fixture.values([("time", 3)], [0, 1, 2], coordinates: "lat lon"),
            ]
        ).dataset
        let set = try #require(dataset.features.first)
        #expect(set.type == .trajectory && set.layout == .single && set.count == 1)
        #expect(set.sampleCount(of: 0) == 3 && set.id(of: 0) == "0")
        let numbers = try dataset.bind(feature: 0, of: set).numbers()
        #expect(numbers["temp"] == [0, 1, 2] && numbers["lon"] == [10, 11, 12])
    }

    @Test func pointsAreFeaturesOfTheirOwn() throws {
        let dataset = try CubeFixture(
            attributes: Fixture.type("point"),
            arrays: [
                Fixture.longitudes([("obs", 3)], [10, 11, 12]), Fixture.latitudes([("obs", 3)], [1, 2, 3]),
                Fixture.times([("obs", 3)], [5, 1, 2]),
                Fixture.values([("obs", 3)], [7, 8, 9], coordinates: "time lat lon"),
            ]
        ).dataset
        let set = try #require(dataset.features.first)
        #expect(set.type == .point && set.count == 3 && !set.hasIDs)
        #expect(
            try dataset.bind(feature: 1, of: set).numbers() == [
                "temp": [8], "time": [1], "lat": [2], "lon": [11],
            ]
        )
    }

    @Test func theNominalPlaceCounts() throws {
        let precise = [("units", JSONValue.string("degrees_east")), ("standard_name", "longitude")]
        let nominal = precise + [("axis", "X")]
        let dataset = try CubeFixture(
            attributes: Fixture.type("timeSeries"),
            arrays: [
                FixtureArray("lon", [("station", 1)], .float64, [10.0], attributes: nominal),
                FixtureArray(
                    "lat",
                    [("station", 1)],
                    .float64,
                    [1.0],
                    attributes: Fixture.places[1].attributes + [("axis", "Y")]
                ),
                FixtureArray("precise_lon", [("time", 2)], .float64, [10.1, 10.2], attributes: precise),
                FixtureArray(
                    "precise_lat",
                    [("time", 2)],
                    .float64,
                    [1.1, 1.2],
                    attributes: Fixture.places[1].attributes
                ),
                Fixture.times([("time", 2)], [0, 6]),
                Fixture.values(
                    [("station", 1), ("time", 2)],
                    [0, 1],
                    coordinates: "precise_lat precise_lon lat lon name"
                ),
            ],
            texts: [Fixture.names(["a"])]
        ).dataset
        let set = try #require(dataset.features.first)
        #expect(set.type == .timeSeries && set.names.longitude == "lon")
        #expect(set.place(of: 0) == GeographicPoint(longitude: 10, latitude: 1))
    }

    @Test func gridsAreNoFeatures() throws {
        let cube = try CubeFixture(arrays: [
            FixtureArray.longitudes([0, 10]), FixtureArray.latitudes([0, 10]),
            FixtureArray("v", [("lat", 2), ("lon", 2)], .float32, [Float](repeating: 1, count: 4)),
        ])
        #expect(cube.dataset.features.isEmpty)
    }

    @Test func inspectionShowsThem() throws {
        let shown = CubeDescription.value(try Fixture.contiguous().dataset)["features"]?.arrayValue?.first
        #expect(shown?["type"] == "timeSeries" && shown?["layout"] == "contiguous")
        #expect(shown?["features"]?.integerValue == 3 && shown?["samples"]?.integerValue == 5)
        #expect(shown?["first"]?.arrayValue?.last?["id"] == "c")
        #expect(shown?["extent"]?.arrayValue?.compactMap(\.doubleValue) == [10, 1, 30, 3])
    }
}
