import Cube
import Execution
import Failures
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// Coordinates of distant stores are read together; what opening finds and refuses is the same as nearby.
@Suite struct CoordinatesAheadTests {
    /// A store far away, whose chunks come only when so many of them are waited for at a time.
    private static func meeting(_ store: MemoryStore, together: Int) -> UnlistedStore {
        let waiting = Monitor(0)
        return UnlistedStore(store) { requests, context in
            guard requests.contains(where: { $0.key.contains("/c/") }) else { return }
            waiting.update { $0 += requests.count }
            let met = waiting.wait(until: context.deadline) { $0 >= together ? true : nil }
            if met == nil { throw StorageError.timedOut(key: requests[0].key) }
        }
    }

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
        let far = try Self.open(Self.meeting(Self.store(), together: 4))
        #expect(Self.summary(far) == Self.summary(near))
        #expect(Self.summary(far).count == 3 && far.findings.isEmpty)
    }

    /// One at a time would have waited for more than there are.
    @Test func moreThanThereAreNeverCome() {
        #expect(throws: Failure.self) {
            try Self.open(Self.meeting(Self.store(), together: 5), seconds: 0.2)
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
        #expect(failure { Self.meeting($0, together: 4) } == near)
    }
}
