import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// A grid whose index is over what a worker may hold is told to be just that.
@Suite struct TooLargeGridTests {
    private static var stores: [OddStore] {
        [
            .curvilinear(), .curvilinear(hasCorners: true), .curvilinear(steps: 2), .mesh(), .mesh("node"),
            .mesh("edge"), .outlined(), .fvcom(), .points(), .gaussian(), .gathered(),
            .healpix(isListed: true),
        ]
    }

    /// With another variable on the same cells.
    private static func pair(_ store: OddStore) throws -> OddStore {
        var store = store
        let first = try #require(store.arrays.first { $0.name == "v" })
        store.arrays.append(
            OddArray(
                "w",
                first.dimensions.map { ($0.name, $0.size) },
                first.numbers,
                first.type,
                first.attributes.entries.map { ($0.key, $0.value) }
            )
        )
        return store
    }

    /// Every variable on the grid has the reason, not the first alone, and it names what is wanted, what there is, and the key.
    @Test(arguments: stores) func everyVariableHasTheReason(_ store: OddStore) throws {
        var store = try Self.pair(store)
        #expect(
            try store.dataset().variables.filter { ["v", "w"].contains($0.name) }.allSatisfy {
                $0.grid != nil
            }
        )
        store.limits.coordinateBytes = 8
        let dataset = try store.dataset()
        for name in ["v", "w"] {
            let told = dataset.findings.filter { $0.subject == name }.compactMap { finding in
                if case .gridTooLarge(.coordinateBytes, let allowed, let requested) = finding.problem {
                    (allowed, requested)
                } else {
                    nil
                }
            }
            #expect(told.count == 1)
            let (allowed, requested) = try #require(told.first)
            #expect(allowed <= 8 && requested > allowed)
            let variable = try #require(dataset.variables.first { $0.name == name })
            let reason = try #require(VariableCapabilities(variable, in: dataset).noPlace)
            #expect(
                reason.hasPrefix(
                    "the index of its grid needs \(requested) bytes, of which 'limits: coordinate_bytes'"
                ),
                "\(reason)"
            )
            #expect(dataset.reasonWithoutPlaces(ofAny: [name])?.contains("'\(name)': the index") ?? false)
            guard case .notServed(_, _, let words) = dataset.failure(naming: name, known: []) else {
                Issue.record("\(name) is not refused as not served")
                continue
            }
            #expect(words.contains("the index of its grid needs"))
        }
        #expect(dataset.reasonOfTooLargeGrids?.contains("the index of its grid needs") ?? false)
    }

    /// What is enough is not told, nor what another thing is wrong with.
    @Test(arguments: stores) func nothingElseIsTold(_ store: OddStore) throws {
        var store = store
        #expect(try store.dataset().reasonOfTooLargeGrids == nil)
        store.drop("lon")
        store.drop("node_x")
        #expect(try store.dataset().reasonOfTooLargeGrids == nil)
    }

    /// Whose numbers are in which unit: of bytes MiB from one on.
    @Test(arguments: [
        (
            Limits.Name.memory, 3 << 20, 137 << 20,
            "needs 137.0 MiB, of which a worker can hold 3.0 MiB ('server: memory'"
        ),
        (.memory, 500, 137 << 20 + 400 << 10, "needs 137.3 MiB, of which a worker can hold 500 bytes ("),
        (.coordinateBytes, 5, 9, "needs 9 bytes, of which 'limits: coordinate_bytes' leaves 5"),
        (
            .coordinateBytes, 5, .max,
            "needs countless bytes, of which 'limits: coordinate_bytes' leaves 5 bytes"
        ),
        (.chunks, 200_000, 2_000_000, "needs 2000000 chunks, of which opening a dataset may take 200000"),
    ])
    func amountsAreReadable(limit: Limits.Name, allowed: Int, requested: Int, words: String) {
        let problem = MetadataProblem.gridTooLarge(limit: limit, allowed: allowed, requested: requested)
        #expect(problem.text.hasPrefix("the index of its grid \(words)"), "\(problem.text)")
    }
}
