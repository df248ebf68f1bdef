import CF
import Execution
import Foundation
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

@testable import Cube

/// A generated store of a sampling geometry with its expected features.
struct FeatureStore: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let type: String
    let about: String
    let features: [JSONValue]
    private let path: String

    /// Those that `make_grid_fixtures.py` wrote to `SLUICE_TEST_GRIDS`.
    static let all: [FeatureStore]? = {
        guard let folder = ProcessInfo.processInfo.environment["SLUICE_TEST_GRIDS"],
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
        else { return nil }
        return names.sorted().compactMap { name in
            guard name.hasSuffix(".expected.json"),
                let text = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8),
                let expected = try? JSONParser.parse(text),
                let features = expected["features"]?.arrayValue, !features.isEmpty,
                let type = expected["feature_type"]?.stringValue, let store = expected["store"]?.stringValue
            else { return nil }
            return FeatureStore(
                testDescription: store,
                type: type,
                about: expected["about"]?.stringValue ?? "",
                features: features,
                path: "\(folder)/\(store)"
            )
        }
    }()

    func open() throws -> Dataset {
        try .fixture(in: FileStore(root: path), ledger: MemoryLedger(budget: 256 << 20))
    }
}

extension FeaturePlan {
    /// The numbers of all its parts, by their names.
    func numbers() throws -> [String: [Double]] {
        let context = WorkContext.background(seconds: 60)
        let reading = try plan.open(context: context)
        return try parts.indices.reduce(into: [:]) { known, part in
            known[parts[part].name] = try reading.values(part: part, context: context).doubles
        }
    }
}
