import Gateway
import TestSupport
import Testing
import Zarr
import ObjectStorage

/// What storage does wrong is told as such, and stays out of pictures.
struct StorageFaultTests {
    struct Fault: CustomTestStringConvertible {
        let testDescription: String
        let error: ZarrError
        let status: Int

        static let all = [
            Fault(
                testDescription: "corrupt chunk",
                error: .corruptChunk(key: "field/c/0/0", reason: "cut short"),
                status: 502
            ),
            Fault(
                testDescription: "store that hangs",
                error: .storage(.timedOut(key: "field/c/0/0")),
                status: 504
            ),
        ]
    }

    @Test(arguments: Fault.all)
    func aFaultNamesDatasetAndKey(fault: Fault) throws {
        let fixture = try MapFixture.globe()
        fixture.cube.chunks["field"]?.fail(with: fault.error)
        for query in [
            MapFixture.mapQuery(),
            MapFixture.mapQuery(["REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "field", "I": "3", "J": "4"]),
            MapFixture.mapQuery(["COLORSCALERANGE": nil]), MapFixture.mapQuery(["COLORSCALERANGE": "auto"]),
        ] {
            let answer = try fixture.get(query)
            #expect(answer.status == fault.status)
            #expect(MapFixture.exceptionCode(answer) == "")
            #expect(answer.text.contains("fixture") && answer.text.contains("field/c/0/0"))
        }
    }

    @Test func aPictureTooLargeForMemoryIsRefused() throws {
        let fixture = try MapFixture(
            Globe.axes(from: 0, descending: true) + [Globe.field { $0 + $1 }],
            budget: 1000
        )
        let answer = try fixture.map()
        #expect(answer.status == 413 && MapFixture.exceptionCode(answer) == "")
    }
}
