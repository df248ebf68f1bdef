import CF
import Cube
import Execution
import Failures
import Grids
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// Samples of values: from fixed places, few chunks, and only from what may be seen.
struct ValueSampleTests {
    private static let times = 30
    private static var background: WorkContext { .background(seconds: 30) }

    /// `time` days from 2000, latitudes from −40 to 40 and longitudes from 0 to 80, ten degrees apart.
    private func cube(
        chunks: [Int] = [1, 3, 3],
        absent: Set<[Int]> = [],
        attributes: [(String, JSONValue)] = [],
        _ value: (Int, Int, Int) -> Float
    ) throws -> CubeFixture {
        let grid = FixtureGrid.latLon(
            (0..<9).map { Double($0) * 10 - 40 },
            (0..<9).map { Double($0) * 10 },
            along: [.times((0..<Self.times).map(Int32.init), "days since 2000-01-01")]
        )
        var field = grid.field("field", attributes: attributes, chunkShape: chunks) {
            value($0[0], $0[1], $0[2])
        }
        field.absentChunks = absent
        field.fillValue = withUnsafeBytes(of: Float.nan) { Array($0) }
        return try CubeFixture(grid, [field])
    }

    private func sample(_ cube: CubeFixture) throws -> ValueSample {
        let variable = try cube.dataset.variable(named: "field")
        return try ValueSample(of: variable, in: cube.dataset, context: Self.background)
    }

    @Test func isTheSameWheneverItIsTaken() throws {
        let value = { (time: Int, row: Int, column: Int) in Float(time * 100 + row * 10 + column) }
        let first = try sample(cube(value))
        let second = try sample(cube(value))
        #expect(first.values == second.values && first.isWhole)
        // 24 chunks of nine values each.
        #expect(first.values.count == 24 * 9)
        #expect(Set(first.values).count == first.values.count)
        // Spread over all times and places: a tenth of each end is met.
        let times = first.values.map { Int($0) / 100 }
        #expect((times.min() ?? 30) <= 3 && (times.max() ?? 0) >= 26)
        #expect(Set(first.values.map { Int($0) / 10 % 10 }) == Set(0..<9))
        #expect(Set(first.values.map { Int($0) % 10 }) == Set(0..<9))
    }

    /// Whatever the type, the numbers are those that are stored.
    @Test(arguments: [
        FixtureArray("field", [("n", 3)], .uint8, [UInt8(0), 35, 255]),
        FixtureArray("field", [("n", 3)], .uint16, [UInt16(0), 35, 255]),
        FixtureArray("field", [("n", 3)], .uint32, [UInt32(0), 35, 255]),
        FixtureArray("field", [("n", 3)], .uint64, [UInt64(0), 35, 255]),
        FixtureArray("field", [("n", 3)], .int16, [Int16(0), 35, 255]),
        FixtureArray("field", [("n", 3)], .int64, [Int64(0), 35, 255]),
        FixtureArray("field", [("n", 3)], .float32, [Float(0), 35, 255]),
    ])
    func integersAreTheirNumbers(_ field: FixtureArray) throws {
        #expect(try sample(CubeFixture(arrays: [field])).values.sorted() == [0, 35, 255])
    }

    @Test func readsFewChunksHoweverManyThereAre() throws {
        let many = try cube(chunks: [1, 1, 1]) { _, _, _ in 1 }
        #expect(try sample(many).values.count == 24)
        #expect(many.dataChunksRead == 24)
        let one = try cube(chunks: [30, 9, 9]) { time, row, column in Float(time * 81 + row * 9 + column) }
        let values = try sample(one).values
        #expect(one.dataChunksRead == 1)
        // A thousand of the chunk's 2430 values, evenly: the mean of all is 1214.5.
        #expect(values.count == 1024 && Set(values).count > 900)
        #expect(abs(values.reduce(0, +) / 1024 - 1214.5) < 10)
    }

    @Test func allOfASmallArrayIsTaken() throws {
        let values = try sample(
            cube(chunks: [15, 9, 9]) { time, row, column in
                Float(time * 81 + row * 9 + column)
            }
        ).values
        #expect(values.count == 2048 && (values.max() ?? 0) > 2400 && (values.min() ?? 9999) < 30)
    }

    /// What a policy hides is in no sample: neither its values nor, where whole chunks are hidden, its chunks.
    @Test func onlyWhatMayBeSeenIsRead() throws {
        let cube = try cube { time, row, column in time >= 10 && row <= 4 && column <= 4 ? 1 : 1000 }
        let box = GeographicBox(west: -1, south: -41, east: 41, north: 1)
        let policy = Policy(earliest: .at(try #require(TimeText("2000-01-11"))), box: box)
        let view = try cube.restricted(by: policy)
        let variable = try view.dataset.variable(named: "field")
        let sample = try ValueSample(of: variable, in: view.dataset, context: Self.background)
        #expect(Set(sample.values) == [1])
        #expect(try Set(self.sample(cube).values) == [1, 1000])
    }

    /// Chunks that were never written hold nothing: others are looked at, and then no more.
    @Test func sparseDataAreLookedForFurther() throws {
        let all = (0..<30).flatMap { time in (0..<9).map { [time, $0 / 3, $0 % 3] } }
        let none = try cube(absent: Set(all)) { _, _, _ in 7 }
        #expect(try sample(none).values.isEmpty)
        #expect(none.dataChunksRead <= 4 * 24)
    }

    @Test func missingValuesAreNone() throws {
        let values = try sample(
            cube(attributes: [("missing_value", -1)]) { time, _, column in
                column == 0 ? -1 : column == 1 ? .nan : column == 2 ? .infinity : Float(time)
            }
        ).values
        #expect(!values.isEmpty && values.allSatisfy { (0..<30).contains($0) })
    }

    @Test func damageIsLeftOutAndOutagesAreNot() throws {
        let cube = try cube { time, row, column in Float(time * 100 + row * 10 + column) }
        let chunks = try #require(cube.chunks["field"])
        let whole = try sample(cube).values
        chunks.fail(
            chunk: [15, 1, 1],
            with: ZarrError.corruptChunk(key: "field/c/15/1/1", reason: "cut short")
        )
        let rest = try sample(cube)
        // The middle of the array is the first chunk of every sample.
        #expect(!rest.isWhole && rest.values.count == whole.count - 9 && Set(rest.values).isSubset(of: whole))
        chunks.fail(chunk: [15, 1, 1], with: ZarrError.storage(.timedOut(key: "field/c/15/1/1")))
        #expect(throws: Failure.self) { try self.sample(cube) }
        chunks.fail(with: ZarrError.corruptChunk(key: "field/c/0/0/0", reason: "cut short"))
        #expect(throws: Failure.self) { try self.sample(cube) }
    }

    @Test func memoryIsReservedBefore() throws {
        let field = FixtureArray(
            "field",
            [("lat", 100), ("lon", 100)],
            .float64,
            [Double](repeating: 1, count: 10_000)
        )
        let cube = try CubeFixture(arrays: [field], budget: 10_000)
        let variable = try #require(cube.dataset.variables.first)
        #expect(throws: Failure.self) {
            try ValueSample(of: variable, in: cube.dataset, context: Self.background)
        }
        #expect(cube.dataChunksRead == 0)
    }
}
