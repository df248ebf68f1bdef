import JSON
import TestSupport
import Testing

@testable import Cube
@testable import Grids

/// Real files of stations, ships and soundings, against what an independent reader of the conventions says.
@Suite(.enabled(if: RealFile.all != nil, "needs SLUICE_TEST_DATA and SLUICE_TEST_STORES"))
struct FeatureRealDataTests {
    private static let files = (RealFile.all ?? []).filter { file in
        file.name.hasPrefix("points/") && file.name != "points/gathered.nc"
    }

    @Test func theFilesAreThere() { #expect(Self.files.count >= 6) }

    @Test(arguments: files) func theNearestFeatureAnswers(file: RealFile) throws {
        for (path, expected) in file.groups.entries {
            let dataset = try file.open(path)
            let tables = expected["nearest"]?.objectValue?.entries ?? []
            for (name, table) in tables where table["kind"]?.stringValue == "points" {
                let set = try #require(dataset.features.first { $0.variables.contains(name) }, "\(name)")
                let rows = (table["rows"]?.arrayValue ?? []).compactMap(\.arrayValue)
                #expect(!rows.isEmpty)
                for row in rows { try compare(dataset, set, name, row) }
            }
        }
    }

    private func compare(_ dataset: Dataset, _ set: FeatureSet, _ name: String, _ row: [JSONValue]) throws {
        let place = GeographicPoint(
            longitude: try #require(row[0].doubleValue),
            latitude: try #require(row[1].doubleValue)
        )
        guard row[5].stringValue?.contains("t") != true, let index = row[2].arrayValue else { return }
        let feature = try #require(set.feature(nearest: place, within: .infinity))
        // Of a single path the table has the nearest sample.
        guard set.names.instance != nil, index.count == 1 else { return }
        #expect(feature == index[0].integerValue.map { Int($0) }, "\(name) \(row)")
        guard row.count > 7, let series = row[7].arrayValue else { return }
        let numbers = try dataset.bind(feature: feature, of: set, variables: [name]).numbers()[name] ?? []
        let wanted = series.map { $0.doubleValue ?? .nan }
        guard numbers.count == wanted.count else { return }
        #expect(
            zip(numbers, wanted).allSatisfy { $0.isNaN && $1.isNaN || abs($0 - $1) <= 1e-6 * max(abs($1), 1) }
        )
    }
}
