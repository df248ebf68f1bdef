import Execution
import Failures
import JSON
import TestSupport
import Testing

@testable import Cube

/// Faults of sampling geometries: each ends in a finding, what is sound is still found, and nothing traps.
@Suite struct FeatureHostileTests {
    private typealias Fixture = FeatureFixture

    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let counts: [Int32]
        let samples: [Int]
        let problem: FeatureProblem?
    }

    @Test(arguments: [
        Fault(testDescription: "sound", counts: [2, 0, 3], samples: [2, 0, 3], problem: nil),
        Fault(
            testDescription: "too few",
            counts: [1, 1, 1],
            samples: [1, 1, 1],
            problem: .unclaimed(count: 2, of: 5)
        ),
        Fault(
            testDescription: "negative",
            counts: [2, -5, 3],
            samples: [2, 0, 3],
            problem: .astray(count: 1)
        ),
        Fault(
            testDescription: "too many",
            counts: [2, 9, 3],
            samples: [2, 3, 0],
            problem: .clipped(count: 9)
        ),
        Fault(
            testDescription: "more than 32 bits add up to",
            counts: [.max, .max, .max],
            samples: [5, 0, 0],
            problem: .clipped(count: 3 * Int(Int32.max) - 5)
        ),
        Fault(
            testDescription: "never written",
            counts: [2, -2_147_483_647, 3],
            samples: [2, 0, 3],
            problem: .unwritten(count: 1)
        ),
        Fault(
            testDescription: "the least",
            counts: [.min, 1, 1],
            samples: [0, 1, 1],
            problem: .astray(count: 1)
        ),
    ])
    func countsAreClipped(fault: Fault) throws {
        let dataset = try Fixture.contiguous(fault.counts).dataset
        let set = try #require(dataset.features.first)
        #expect((0..<3).map { set.sampleCount(of: $0) } == fault.samples)
        let problems = dataset.findings.filter { $0.subject == "row_size" }.map(\.problem)
        #expect(problems == fault.problem.map { [.features($0)] } ?? [])
        for feature in 0..<3 {
            let numbers = try dataset.bind(feature: feature, of: set).numbers()
            #expect(numbers["temp"]?.count == fault.samples[feature])
        }
    }

    @Test(
        arguments: [
            ([1, 0, 1, 0, 1], [2, 3], nil), ([1, 7, 1, 0, 1], [1, 3], .astray(count: 1)),
            ([-1, -1, -1, -1, -1], [0, 0], .astray(count: 5)),
            ([.max, .min, 0, 1, 2], [1, 1], .astray(count: 3)),
            ([-2_147_483_647, 0, 0, 0, 0], [4, 0], .unwritten(count: 1)),
        ] as [([Int32], [Int], FeatureProblem?)]
    )
    func numbersOfFeaturesAreChecked(owners: [Int32], samples: [Int], problem: FeatureProblem?) throws {
        let dataset = try CubeFixture(
            attributes: Fixture.type("timeSeries"),
            arrays: [
                Fixture.longitudes([("station", 2)], [10, 20]), Fixture.latitudes([("station", 2)], [1, 2]),
                Fixture.times([("obs", 5)], [0, 1, 2, 3, 4]), Fixture.owners(owners),
                Fixture.values([("obs", 5)], [0, 1, 2, 3, 4]),
            ],
            texts: [Fixture.names(["a", "b"])]
        ).dataset
        let set = try #require(dataset.features.first)
        #expect(set.layout == .indexed && (0..<2).map { set.sampleCount(of: $0) } == samples)
        let problems = dataset.findings.filter { $0.subject == "owner" }.map(\.problem)
        #expect(problems == problem.map { [.features($0)] } ?? [])
        for feature in 0..<2 {
            let wanted = owners.indices.filter { owners[$0] == feature }.map { Double($0) }
            #expect(try dataset.bind(feature: feature, of: set).numbers()["temp"] == wanted)
        }
    }

    @Test(arguments: [
        (["a", "a", "c"], true), (["a", "", "c"], false), (["", "", ""], true), (["a", "b", "a"], true),
        (["a/%?&", "b c", "é"], false),
    ])
    func namesAreEachAnotherOne(names: [String], areUnusable: Bool) throws {
        let dataset = try Fixture.contiguous(names: names).dataset
        let set = try #require(dataset.features.first)
        #expect(set.hasIDs != areUnusable)
        #expect(dataset.findings.contains { $0.problem == .features(.unusableIDs) } == areUnusable)
        for feature in 0..<3 {
            let id = areUnusable || names[feature].isEmpty ? "\(feature)" : names[feature]
            #expect(set.id(of: feature) == id && set.feature(named: id) == feature)
        }
    }

    @Test func placesMayBeMissing() throws {
        let dataset = try CubeFixture(
            attributes: Fixture.type("timeSeries"),
            arrays: [
                Fixture.longitudes([("station", 3)], [.nan, 2000, 30]),
                Fixture.latitudes([("station", 3)], [1, 2, 95]),
                Fixture.times([("obs", 3)], [0, 1, 2]), Fixture.counts([1, 1, 1]),
                Fixture.values([("obs", 3)], [0, 1, 2]),
            ],
            texts: [Fixture.names(["a", "b", "c"])]
        ).dataset
        let set = try #require(dataset.features.first)
        #expect(set.places == nil && set.place(of: 0) == nil && set.extent == nil)
        #expect(dataset.findings.contains { $0.problem == .features(.noPlaces) })
        #expect(try dataset.bind(feature: 2, of: set).numbers()["temp"] == [2])
    }

    @Test func whatIsNotThereIsRefused() throws {
        let dataset = try Fixture.contiguous().dataset
        let set = try #require(dataset.features.first)
        for feature in [-1, 3, .max, .min] {
            #expect(throws: Failure.self) { try dataset.bind(feature: feature, of: set) }
            #expect(set.place(of: feature) == nil && set.sampleCount(of: feature) == 0)
        }
        #expect(throws: Failure.self) { try dataset.bind(feature: 0, of: set, variables: ["none"]) }
        #expect(throws: Failure.self) { try dataset.bind(feature: 0, of: set, variables: ["lon"]) }
    }

    /// A billion features are claimed and one chunk is there, or none.
    @Test(arguments: ["1000000000", "2147483647", "4000000000", "1000000000000"])
    func claimsCostNothing(length: String) throws {
        let array = { (dimension: String, attributes: String) in
            ZarrText.array(length, chunks: "1000000", dimensions: [dimension], attributes: attributes)
        }
        let objects = [
            "zarr.json": ZarrText.group,
            "lon/zarr.json": array("station", #""units":"degrees_east","standard_name":"longitude""#),
            "lat/zarr.json": array("station", #""units":"degrees_north","standard_name":"latitude""#),
            "row_size/zarr.json": array("station", #""sample_dimension":"obs""#),
            "temp/zarr.json": array("obs", #""coordinates":"lat lon""#),
        ]
        let store = MemoryStore(objects.mapValues { Array($0.utf8) })
        let ledger = MemoryLedger(budget: 64 << 20)
        let dataset = try Dataset.fixture(in: store, ledger: ledger)
        #expect(dataset.features.isEmpty && dataset.coordinateBytes == 0)
        #expect(!dataset.findings.isEmpty && dataset.variables.map(\.name) == ["temp"])
    }
}
