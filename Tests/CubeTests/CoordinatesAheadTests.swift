import Cube
import Execution
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// A store far away, whose chunks come only when so many of them are waited for at a time.
private final class MeetingStore: ObjectStore {
    private let store: MemoryStore
    private let together: Int
    private let waiting = Monitor(0)

    init(_ store: MemoryStore, together: Int) {
        self.store = store
        self.together = together
    }

    var label: String { store.label }

    func read(
        _ requests: [ObjectRequest],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        if requests.contains(where: { $0.key.contains("/c/") }) {
            waiting.update { $0 += requests.count }
            let met = waiting.wait(until: context.deadline) { [together] in $0 >= together ? true : nil }
            if met == nil { throw StorageError.timedOut(key: requests[0].key) }
        }
        try store.read(requests, context: context, deliver: deliver)
    }
}

/// Coordinates of distant stores are read together; what opening finds and refuses is the same as nearby.
@Suite struct CoordinatesAheadTests {
    private static func bytes(_ values: [Float]) -> [UInt8] {
        values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
    }

    /// `t` over latitudes 10, 20 with bounds and longitudes 0, 5, 10, at a height of 2.
    private static func store() -> MemoryStore {
        let arrays:
            [(name: String, shape: String, dimensions: [String], attributes: String, values: [Float])] = [
                ("t", "2,3", ["lat", "lon"], #""coordinates":"height""#, [1, 2, 3, 4, 5, 6]),
                ("lat", "2", ["lat"], #""units":"degrees_north","bounds":"lat_bnds""#, [10, 20]),
                ("lat_bnds", "2,2", ["lat", "nv"], "", [5, 12, 12, 25]),
                ("lon", "3", ["lon"], #""units":"degrees_east""#, [0, 5, 10]),
                ("height", "1", ["one"], #""units":"m","standard_name":"height""#, [2]),
            ]
        let metadata = arrays.map { array in
            (
                array.name,
                ZarrText.array(array.shape, dimensions: array.dimensions, attributes: array.attributes)
            )
        }
        var objects = ["zarr.json": Array(ZarrText.consolidated(metadata).utf8)]
        for array in arrays {
            objects["\(array.name)/c/\(array.dimensions.count == 2 ? "0/0" : "0")"] = bytes(array.values)
        }
        return MemoryStore(objects)
    }

    private static func open(_ store: any ObjectStore, seconds: Double = 30) throws -> Dataset {
        try .fixture(in: store, context: .background(seconds: seconds))
    }

    private static func summary(_ dataset: Dataset) -> [String] {
        dataset.axes.map { "\($0.name) \($0.extentText)" }
            + dataset.variables.map { "\($0.name) \($0.scalars.map(\.text))" }
            + dataset.findings.map { "\($0)" }
    }

    /// Two axes, the edges of one and the height: four chunks, which would never come one after the other.
    @Test func allComeAtOnceAndAreTheSame() throws {
        let near = try Self.open(Self.store())
        let far = try Self.open(MeetingStore(Self.store(), together: 4))
        #expect(Self.summary(far) == Self.summary(near))
        #expect(Self.summary(far).count == 3 && far.findings.isEmpty)
    }

    /// One at a time would have waited for more than there are.
    @Test func moreThanThereAreNeverCome() {
        #expect(throws: Failure.self) {
            try Self.open(MeetingStore(Self.store(), together: 5), seconds: 0.2)
        }
    }

    @Test(arguments: ["lat/c/0", "lat_bnds/c/0/0", "lon/c/0", "height/c/0"])
    func whatIsBrokenIsToldAsNearby(key: String) throws {
        func failure(_ wrap: (MemoryStore) -> any ObjectStore) -> String {
            let store = Self.store()
            store.fail(key, with: .refused(key: key, status: 500))
            do {
                _ = try Self.open(wrap(store))
                return "opened"
            } catch {
                return "\(error)"
            }
        }
        let near = failure { $0 }
        #expect(near != "opened")
        #expect(failure { MeetingStore($0, together: 4) } == near)
    }
}
