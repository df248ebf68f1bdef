import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// Sampling geometries that contradict themselves (digest: cf.md, section 14).
@Suite struct FeatureFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Samples of each feature; nil where the variable is none of features.
        let samples: [Int]?
        let problems: [FeatureProblem]
        let store: OddStore
    }

    private typealias Change = (inout OddStore) -> Void

    private static func row(
        _ base: OddStore,
        _ description: String,
        _ samples: [Int]?,
        _ problems: [FeatureProblem] = [],
        _ change: Change
    ) -> Fault {
        var store = base
        change(&store)
        return Fault(testDescription: description, samples: samples, problems: problems, store: store)
    }

    static let ragged = [
        row(.contiguous(), "as it should be", [2, 0, 3, 1]) { _ in },
        row(.contiguous(), "counts of nothing", nil) { $0.set("row_size", "sample_dimension", "nothing") },
        row(.contiguous(), "counts of their own dimension", nil) {
            $0.set("row_size", "sample_dimension", "station")
        },
        row(.contiguous(), "counts of a number", nil) { $0.set("row_size", "sample_dimension", 3) },
        row(.contiguous(), "counts in a table", nil) { $0.shape("row_size", [("station", 2), ("two", 2)]) },
        row(
            .contiguous(),
            "counts beyond all samples",
            [6, 0, 0, 0],
            [.clipped(count: 3 * 2_147_483_647 + 2_147_483_641)]
        ) {
            $0.fill("row_size", 0x1p31)
        },
        row(.contiguous(), "counts of 64 bits", [6, 0, 0, 0], [.clipped(count: .max)]) {
            $0.store("row_size", as: .int64)
            $0.fill("row_size", 0x1p63)
        },
        row(.contiguous(), "counts below zero", [0, 0, 0, 0], [.astray(count: 4)]) {
            $0.fill("row_size", -3)
        },
        row(.contiguous(), "broken counts", [0, 0, 3, 1], [.astray(count: 1)]) {
            $0.store("row_size", as: .float64)
            $0.put("row_size", [0: 1.5])
        },
        row(.contiguous(), "an infinite count", [2, 0, 4, 0], [.clipped(count: .max)]) {
            $0.store("row_size", as: .float64)
            $0.put("row_size", [2: .infinity])
        },
        row(.contiguous(), "counts that are none", [2, 0, 3, 0], [.unwritten(count: 1)]) {
            $0.store("row_size", as: .float32)
            $0.put("row_size", [3: .nan])
        },
        row(.contiguous(), "a scale of zero", [2, 0, 3, 1]) { $0.set("row_size", "scale_factor", 0) },
        row(.contiguous(), "a scale beyond all numbers", [6, 0, 0, 0], [.clipped(count: .max)]) {
            $0.set("row_size", "scale_factor", 1e300)
        },
        row(.contiguous(), "no longitudes", [2, 0, 3, 1], [.noPlaces]) { $0.drop("lon") },
        row(.contiguous(), "longitudes that are none", [2, 0, 3, 1], [.noPlaces]) { $0.fill("lon", .nan) },
        row(.contiguous(), "latitudes beyond the pole", [2, 0, 3, 1], [.placesMissing(count: 1, of: 3)]) {
            $0.put("lat", [2: 91])
        },
        row(.contiguous(), "places that were not written", [2, 0, 3, 1], [.placesMissing(count: 2, of: 3)]) {
            store in
            store.makeV2("lon", "lat")
            for name in ["lon", "lat"] { store.put(name, [2: 0, 3: 0]) }
        },
        row(.contiguous(), "one place at 0/0", [2, 0, 3, 1]) { store in
            store.makeV2("lon", "lat")
            for name in ["lon", "lat"] { store.put(name, [2: 0]) }
        },
        row(
            .contiguous(),
            "places at numbers that nothing marks",
            [2, 0, 3, 1],
            [.placesMissing(count: 2, of: 3), .placesOutOfRange(count: 2)]
        ) {
            $0.put("lon", [0: -999, 2: 1e20])
            $0.put("lat", [0: -999, 2: 1e20])
        },
        row(
            .contiguous(),
            "places at a number that is marked",
            [2, 0, 3, 1],
            [.placesMissing(count: 1, of: 3)]
        ) { store in
            for name in ["lon", "lat"] {
                store.put(name, [2: -999])
                store.set(name, "_FillValue", -999)
            }
        },
        row(.contiguous(), "counts that leave samples over", [2, 0, 1, 1], [.unclaimed(count: 2, of: 6)]) {
            $0.put("row_size", [2: 1])
        },
        row(.contiguous(), "a place of nobody", [2, 0, 3, 1]) { $0.put("lat", [1: 91]) },
        row(
            .contiguous(),
            "places along samples",
            [2, 0, 3, 1],
            [.otherType(stated: .timeSeries, found: .trajectory)]
        ) { store in
            for name in ["lon", "lat"] { store.shape(name, [("obs", 6)]) }
        },
        row(.contiguous(), "an unknown type", [2, 0, 3, 1], [.unknownType("snapshots")]) {
            $0.set("", "featureType", "snapshots")
        },
        row(.contiguous(), "a type that is a number", [2, 0, 3, 1]) { $0.set("", "featureType", 3) },
        row(
            .contiguous(),
            "another type",
            [2, 0, 3, 1],
            [.otherType(stated: .trajectory, found: .timeSeries)]
        ) {
            $0.set("", "featureType", "TRAJECTORY")
        },
        row(.contiguous(), "times that fall", [2, 0, 3, 1], [.timesFall(count: 2, of: 4)]) {
            $0.write("time", [5, 4, 3, 2, 1, 0])
        },
        row(.contiguous(), "times that are none", [2, 0, 3, 1]) { $0.fill("time", .nan) },
        row(.contiguous(), "times beyond all dates", [2, 0, 3, 1]) { $0.fill("time", 1e300) },
        row(.contiguous(), "times without units", [2, 0, 3, 1]) { $0.set("time", "units", "yesterday") },
        row(.contiguous(), "no names", [2, 0, 3, 1], [.noIDs]) { $0.texts = [] },
        row(.contiguous(), "one name for all", [2, 0, 3, 1], [.unusableIDs]) {
            $0.texts = [
                FixtureTexts(
                    "name",
                    along: "station",
                    ["a", "a", "a", "a"],
                    attributes: [("cf_role", "timeseries_id")]
                )
            ]
        },
        row(.contiguous(), "names of nobody repeat", [2, 0, 3, 1]) {
            $0.texts = [
                FixtureTexts(
                    "name",
                    along: "station",
                    ["a", "", "b", "c"],
                    attributes: [("cf_role", "timeseries_id")]
                )
            ]
        },
        row(.indexed(), "as it should be", [2, 1, 3]) { _ in },
        row(.indexed(), "features of nothing", [2, 1, 3, 0, 0, 0], [.noPlaces, .noIDs]) {
            $0.set("owner", "instance_dimension", "nothing")
        },
        row(.indexed(), "features of the samples themselves", nil) {
            $0.set("owner", "instance_dimension", "obs")
        },
        row(.indexed(), "features beyond all", [0, 0, 0], [.astray(count: 6)]) { $0.fill("owner", 3) },
        row(.indexed(), "numbers of 64 bits", [2, 0, 2], [.astray(count: 2)]) {
            $0.store("owner", as: .int64)
            $0.put("owner", [2: 0x1p63, 1: -0x1p62])
        },
        row(.indexed(), "broken numbers", [2, 0, 3], [.astray(count: 1)]) {
            $0.store("owner", as: .float64)
            $0.put("owner", [2: 0.5])
        },
    ]

    /// A triangle around each station (CF 1.11, section 7.5).
    private static func addGeometries(_ store: inout OddStore) {
        store.set("v", "geometry", "shapes")
        store.add(
            OddArray(
                "shapes",
                [],
                [0],
                .int32,
                [
                    ("geometry_type", "polygon"), ("node_count", "corners"), ("node_coordinates", "cx cy"),
                    ("coordinates", "lat lon"),
                ]
            )
        )
        store.add(OddArray("corners", [("station", 4)], [3, 3, 3, 3], .int32))
        for (name, unit) in [("cx", "degrees_east"), ("cy", "degrees_north")] {
            let numbers = (0..<12).map { Double($0 % 3) }
            store.add(OddArray(name, [("corner", 12)], numbers, .float64, [("units", .string(unit))]))
        }
    }

    static let rows = [
        row(.orthogonal(), "as it should be", [3, 3, 3, 3]) { _ in },
        row(.orthogonal(), "latitudes along other dimensions", nil) { $0.shape("lat", [("other", 4)]) },
        row(
            .orthogonal(),
            "polygons with a point each",
            [3, 3, 3, 3],
            [.geometries(type: "polygon", arePlaced: true)]
        ) { addGeometries(&$0) },
        row(
            .orthogonal(),
            "polygons without points",
            [3, 3, 3, 3],
            [.noPlaces, .geometries(type: "polygon", arePlaced: false)]
        ) {
            addGeometries(&$0)
            $0.fill("lat", .nan)
        },
        row(.orthogonal(), "geometries of no type", [3, 3, 3, 3]) {
            addGeometries(&$0)
            $0.set("shapes", "geometry_type", .null)
        },
        row(.orthogonal(), "geometries that are not there", [3, 3, 3, 3]) {
            addGeometries(&$0)
            $0.drop("shapes")
        },
        row(.ships(), "as it should be", [4, 4, 4]) { _ in },
        row(.ships(), "rows that are filled up", [2, 4, 0]) { store in
            for item in [2, 3, 8, 9, 10, 11] { store.put("time", [item: .nan]) }
        },
        row(.ships(), "no sample at all", [0, 0, 0]) { $0.fill("time", .nan) },
        row(.ships(), "another type", nil) { $0.set("", "featureType", "timeSeries") },
        row(.ships(), "places that are none", [4, 4, 4], [.noPlaces]) { $0.fill("lon", 1e300) },
        row(.soundings(), "as it should be", [3, 3]) { _ in },
        row(.soundings(), "profiles of nobody", [0, 3], [.astray(count: 2)]) {
            $0.write("owner", [-1, 1, 2])
        },
        row(.soundings(), "counts beyond all samples", [3, 3], [.clipped(count: 94)]) {
            $0.put("row_size", [2: 95])
        },
        row(.soundings(), "counts of no profile", [0, 0], [.astray(count: 3)]) { $0.fill("row_size", -1) },
        row(.soundings(), "heights that are none", [3, 3]) { $0.fill("z", .nan) },
        row(.soundings(), "profiles without stations", [3, 3], [.noPlaces]) {
            $0.drop("lon")
            $0.drop("lat")
        },
    ]

    @Test(arguments: ragged + rows) func areFound(_ fault: Fault) throws {
        let dataset = try fault.store.dataset()
        let set = dataset.features.first { $0.variables.contains("v") }
        #expect(set.map { set in (0..<set.count).map { set.sampleCount(of: $0) } } == fault.samples)
        let told = dataset.findings.compactMap { finding in
            if case .features(let problem) = finding.problem { problem } else { nil }
        }
        #expect(Set(told) == Set(fault.problems), "\(dataset.findings)")
        #expect(DatasetProbe(dataset).faults == [])
        #expect(dataset.variables.contains { $0.name == "v" })
    }
}
