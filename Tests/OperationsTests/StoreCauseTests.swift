import ObjectStorage
import Testing
import Zarr

@testable import Operations

@Suite struct StoreCauseTests {
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
    ])
    func operatorsReadTheStoresOwnReason(_ error: ZarrError, _ expected: String) {
        #expect(StoreCause.text(error) == expected)
    }

    @Test func otherErrorsStayAsTheyAre() {
        let error = ZarrError.noNode(path: "a")
        #expect(StoreCause.text(error) == error.description)
    }
}
