import CF
import Execution
import Failures
import Testing
import Zarr

@testable import Cube

/// Every refusal by a limit names the key of the configuration that raises it.
struct LimitKeyTests {
    private static func key(_ name: Limits.Name) -> String {
        name == .memory ? "'server: memory'" : "'limits: \(name.rawValue)'"
    }

    @Test(arguments: Limits.Name.allCases) func requestsAreToldTheKey(name: Limits.Name) {
        let failure = Failure.tooLarge(limit: name, allowed: 5, requested: 9, advice: nil)
        #expect(
            failure.description.hasPrefix(
                "The request needs 9 \(name.unit); the limit is 5 (\(Self.key(name))"
            )
        )
        #expect(name.wordsOfNothing(of: "v").contains("would have to raise \(Self.key(name))"))
    }

    /// What opening a dataset may read is bounded whatever is configured: no key is promised to help.
    @Test(arguments: Limits.Name.allCases) func ownersAreToldTheKey(name: Limits.Name) {
        let problem = MetadataProblem.coordinatesTooLarge(limit: name, allowed: 5, requested: 9)
        let isConfigured = name == .coordinateBytes || name == .memory
        for text in [problem.text, problem.remedy] {
            #expect(text.contains(Self.key(name)) == isConfigured, "\(text)")
        }
        #expect(problem.text.hasPrefix("needs 9 \(name.unit), of which "))
    }

    @Test(arguments: [
        (
            LimitKey.memory,
            "it needs 9 bytes of memory, the limit is 5 ('server: memory', of which each of its 'workers' has a part)"
        ),
        (.limits("chunk_bytes"), "it is 9 bytes long, the limit is 5 ('limits: chunk_bytes')"),
        (.fixed, "it is 9 bytes long, at most 5 are read, whatever is configured"),
    ])
    func storesAreToldTheKey(key: LimitKey, words: String) {
        let error = ZarrError.tooLarge(key: "t/zarr.json", bytes: 9, limit: 5, raisedBy: key)
        #expect(error.description == "t/zarr.json: \(words)")
        let failure = Failure(error, dataset: "air", context: .background(seconds: 1))
        #expect(failure.description == "Dataset 'air', key 't/zarr.json': \(words).")
    }

    @Test func chunksAreToldByTheirShape() {
        let error = ZarrError.chunksTooLarge(
            path: "deep/t",
            chunkShape: [3, 4],
            bytes: 48,
            limit: 40,
            raisedBy: ZarrError.chunkLimit
        )
        let words = "its chunks of 3 × 4 values are 48 bytes each, the limit is 40 ('limits: chunk_bytes')"
        #expect(error.description == "/deep/t: \(words)")
        let failure = Failure(error, dataset: "air", context: .background(seconds: 1))
        #expect(failure.description == "Dataset 'air', key 'deep/t': \(words).")
        #expect(MetadataProblem.unusable(reason: "", .init(error)).remedy.contains("'limits: chunk_bytes'"))
    }

    @Test func memoryThatIsNotThereIsTold() {
        let text = Interruption.memoryExhausted(requested: 9, budget: 5).description
        #expect(text.contains("needs 9 bytes of memory, the limit is 5 ('server: memory'"))
    }
}
