import Cube
import JSON
import TestSupport
import Testing

@testable import Grids

/// Sampling geometries of every representation against what the program that wrote them says.
///
/// Needs `SLUICE_TEST_GRIDS`, a folder that `make_grid_fixtures.py` of the shared test data has written.
@Suite(.enabled(if: FeatureStore.all != nil, "needs SLUICE_TEST_GRIDS"))
struct FeatureStoreTests {
    @Test func theStoresAreThere() { #expect(FeatureStore.all?.count ?? 0 >= 8) }

    @Test(arguments: FeatureStore.all ?? []) func featuresAreUnderstood(store: FeatureStore) throws {
        let dataset = try store.open()
        try #require(dataset.features.count == 1)
        let set = dataset.features[0]
        #expect(set.type.rawValue == store.type, "\(store.about)")
        try #require(set.count == store.features.count)
        for (feature, expected) in store.features.enumerated() {
            let id = expected["id"]?.stringValue
            #expect(set.id(of: feature) == id ?? "\(feature)")
            #expect(set.feature(named: set.id(of: feature)) == feature)
            let place = try #require(set.place(of: feature))
            #expect(abs(place.longitude - (expected["lon"]?.doubleValue ?? .nan)) < 2e-6)
            #expect(abs(place.latitude - (expected["lat"]?.doubleValue ?? .nan)) < 2e-6)
            #expect(set.sampleCount(of: feature) == expected["count"]?.integerValue.map { Int($0) })
            let profiles = expected["profiles"]?.integerValue.map { Int($0) }
            if set.profiles != nil { #expect(set.profileCount(of: feature) == profiles) }
            let times = set.times?.texts(of: feature)
            #expect([times?.first, times?.last] == expected["times"]?.arrayValue?.map(\.stringValue))
            if let box = expected["bbox"]?.arrayValue?.compactMap(\.doubleValue) {
                let extent = try #require(set.extent(of: feature))
                let own = [extent.west, extent.south, extent.east, extent.north]
                #expect(zip(own, box).allSatisfy { abs($0 - $1) < 2e-6 }, "\(own) \(box)")
            }
        }
        let hindering = dataset.findings.filter {
            if case .features(.noIDs) = $0.problem {
                false
            } else if case .features = $0.problem {
                true
            } else {
                false
            }
        }
        #expect(hindering.isEmpty)
    }

    @Test(arguments: FeatureStore.all ?? []) func samplesAreRead(store: FeatureStore) throws {
        let dataset = try store.open()
        let set = try #require(dataset.features.first)
        for (feature, expected) in store.features.enumerated() {
            let plan = try dataset.bind(feature: feature, of: set)
            let numbers = try plan.numbers()
            let values = try #require(expected["values"]?["temp"]?.arrayValue)
            #expect(Self.same(numbers["temp"], values.map { $0.doubleValue ?? .nan }), "\(feature)")
            if let heights = expected["z"]?.arrayValue?.compactMap(\.doubleValue) {
                #expect(Self.same(numbers["z"], heights), "\(feature)")
            }
            if let profiles = plan.profileSamples {
                #expect(profiles.count == expected["profiles"]?.integerValue.map { Int($0) })
                #expect(profiles.reduce(0, +) == values.count)
                #expect(numbers["time"]?.count == profiles.count)
            }
        }
    }

    @Test(arguments: FeatureStore.all ?? []) func placesFindFeatures(store: FeatureStore) throws {
        let set = try #require(try store.open().features.first)
        for feature in store.features.indices {
            let place = try #require(set.place(of: feature))
            let nearest = try #require(set.feature(nearest: place, within: 1))
            #expect(set.place(of: nearest) == place)
            let box = GeographicBox(
                west: place.longitude - 1e-3,
                south: place.latitude - 1e-3,
                east: place.longitude + 1e-3,
                north: place.latitude + 1e-3
            )
            #expect(set.features(in: try #require(box)).contains(feature))
        }
    }

    private static func same(_ own: [Double]?, _ wanted: [Double]) -> Bool {
        guard let own, own.count == wanted.count else { return false }
        return zip(own, wanted).allSatisfy { $0.isNaN && $1.isNaN || abs($0 - $1) < 1e-4 }
    }
}
