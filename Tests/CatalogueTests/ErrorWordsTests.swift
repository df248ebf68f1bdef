import Execution
import Failures
import Icechunk
import ObjectStorage
import Testing
import Zarr

@testable import Catalogue

@Suite struct ErrorWordsTests {
    @Test(arguments: [
        (
            ZarrError.storage(.refusedFor(key: "zarr.json", status: 403, reason: "AccessDenied")),
            "zarr.json: the store answered 403 AccessDenied"
        ),
        (.storage(.refused(key: "k", status: 401)), "k: the store answered 401"),
        (
            .storage(.wrongRegion(key: "k", region: "eu-west-1")),
            "k: the bucket is elsewhere: set region: eu-west-1 in the store's profile"
        ),
        (.noNode(path: "a"), "no Zarr node at 'a'"),
    ])
    func operatorsReadTheStoresOwnReason(_ error: ZarrError, _ expected: String) {
        #expect(ErrorWords.text(error) == expected)
    }

    private struct Secret: Error { let inside = 1 }

    /// What every layer throws, in words: a printed enum has brackets and labels.
    @Test(
        arguments: [
            StorageError.system(key: "k", cause: "Permission denied"), StorageError.timedOut(key: "k"),
            StorageError.tooLong(key: "k", bytes: 10, limit: 5), StorageError.gone(key: "k"),
            IcechunkError.storage(.unreachable(key: "k", cause: "no route to host")),
            Interruption.deadlinePassed, Interruption.memoryExhausted(requested: 2, budget: 1),
            SpoolError.full(limit: 5), SpoolError.system(errno: 28), Failure.busy, Secret(),
        ] as [any Error]
    )
    func noErrorIsPrintedAsItIsSpelledInside(_ error: any Error) {
        let text = ErrorWords.text(error)
        #expect(!text.isEmpty)
        for sign in ["(key:", "errno:", "requested:", "StorageError", "Failure", "inside", "limit:"] {
            #expect(!text.contains(sign), "\(text)")
        }
    }

    @Test func theStoresOwnReasonShowsThroughARepository() {
        let error = IcechunkError.storage(.unreachable(key: "repo", cause: "no route to host"))
        #expect(ErrorWords.text(error) == "repo: no route to host")
    }
}
