@testable import CF
import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// A cube of time × lat × lon whose every value tells its own indices: 10000 t + 100 y + x.
private func numbered(
    times: Int = 6,
    rows: Int = 7,
    columns: Int = 12,
    chunkShape: [Int] = [2, 3, 5],
    chunkEdges: [[Int]]? = nil,
    order: [String] = ["time", "lat", "lon"]
) throws -> CubeFixture {
    let axes: [FixtureArray] = [
        .axis("time", (0..<times).map { Int64($0) }, units: "days since 2000-01-01"),
        .latitudes((0..<rows).map { 60.0 - 20 * Double($0) }),
        .longitudes((0..<columns).map { 30.0 * Double($0) }),
    ]
    let grid = FixtureGrid(order.compactMap { name in axes.first { $0.name == name } })
    let known = ["time": 10000, "lat": 100, "lon": 1]
    let weights = order.map { known[$0] ?? 0 }
    var field = grid.field(chunkShape: chunkShape) { place -> Int32 in
        Int32(zip(weights, place).map { $0 * $1 }.reduce(0, +))
    }
    field.chunkEdges = chunkEdges
    return try CubeFixture(arrays: axes + [field])
}

private var context: WorkContext { .background(seconds: 60) }

@Suite struct PlanningTests {
    @Test func understandsTheCube() throws {
        let cube = try numbered().dataset
        #expect(cube.variables.map(\.name) == ["v"])
        #expect(cube.axes.map(\.role) == [.time, .y, .x])
        #expect((cube.variables[0].grid as? RectilinearGrid)?.isCyclic == true)
        #expect(cube.axes[0].text(at: 5) == "2000-01-06T00:00:00Z")
        #expect(cube.findings == [])
    }

    @Test(arguments: [
        (-345.0, 41.0, 10000 * 1 + 100 * 1 + 0),  // a tie between columns 0 and 1, one turn west: the lower
        (359.0, -59.9, 10000 * 1 + 100 * 6 + 0),  // cyclic: 359 lies in the cell of 0
        (-1.0, 60.0, 10000 * 1),
        (200.0, 70.0, 10000 * 1 + 7),  // the outer half of the first row's cell; 195…225 is column 7
    ])
    func pointSelectsTheCellThatContainsIt(longitude: Double, latitude: Double, expected: Int) throws {
        let cube = try numbered()
        let time = try #require(TimeText("2000-01-02"))
        let plan = try cube.dataset.bind(
            Query(
                variables: ["v"],
                selectors: [.role(.time): .instant(time)],
                place: .point(longitude: longitude, latitude: latitude)
            )
        )
        let values = try plan.open(context: context).values(part: 0, context: context)
        #expect(values.doubles == [Double(expected)])
        #expect(values.shape == [1, 1, 1])
    }

    @Test func pointBeyondHalfAStepIsOutside() throws {
        let cube = try numbered()
        #expect(throws: Failure.self) {
            try cube.dataset.bind(Query(place: .point(longitude: 0, latitude: 70.1)))
        }
        #expect(cube.dataChunksRead == 0)
    }

    /// Every mixture of start, count and stride equals the same slicing of the whole array, whatever its chunks.
    @Test(
        arguments: [["time", "lat", "lon"], ["lon", "time", "lat"], ["lat", "lon", "time"]],
        [true, false]
    )
    func indexReadsEqualSlices(order: [String], isRegular: Bool) throws {
        let edges = ["time": [1, 4, 3], "lat": [2, 2, 1, 3], "lon": [5, 1, 1, 8]]
        let cube = try numbered(
            chunkShape: [2, 3, 2],
            chunkEdges: isRegular ? nil : order.compactMap { edges[$0] },
            order: order
        )
        let variable = try #require(cube.dataset.arrays.first { $0.name == "v" })
        let shape = variable.shape
        for (start, count, stride) in [(0, 6, 1), (1, 2, 2), (5, 1, 3), (0, 2, 4), (2, 3, 1), (1, 1, 1)] {
            let ranges = shape.map { size in
                IndexRange(start: min(start, size - 1 - (count - 1) * stride), count: count, stride: stride)
            }
            let plan = try cube.dataset.bind([(variable, ranges)])
            var streamed: [Int32] = []
            try plan.open(context: context).stream(part: 0, context: context) {
                streamed += Array($0.bindMemory(to: Int32.self))
            }
            let expected = sliced(ranges, order: order)
            #expect(streamed == expected)
            #expect(plan.cost.outputCells == expected.count)
        }
    }

    private func sliced(_ ranges: [IndexRange], order: [String]) -> [Int32] {
        let factor = ["time": 10000, "lat": 100, "lon": 1]
        var values: [Int32] = []
        for a in 0..<ranges[0].count {
            for b in 0..<ranges[1].count {
                for c in 0..<ranges[2].count {
                    let indices = [ranges[0][a], ranges[1][b], ranges[2][c]]
                    values.append(Int32(zip(order, indices).reduce(0) { $0 + (factor[$1.0] ?? 0) * $1.1 }))
                }
            }
        }
        return values
    }

    @Test func valuesComeInTheOrderOfCoverages() throws {
        let cube = try numbered(order: ["lon", "lat", "time"])
        let query = Query(variables: ["v"], selectors: [.role(.x): .value(60)], form: .coverages)
        let plan = try cube.dataset.bind(query)
        let values = try plan.open(context: context).values(part: 0, context: context)
        #expect(values.shape == [6, 7, 1])
        #expect(values.doubles.prefix(8) == [2, 102, 202, 302, 402, 502, 602, 10002])
    }

    /// A series of one place through chunks of different lengths, and what it costs.
    @Test func aSeriesRunsThroughUnevenChunks() throws {
        let cube = try numbered(chunkEdges: [[1, 4, 3], [2, 5], [12]])
        let plan = try cube.dataset.bind(Query(variables: ["v"], place: .point(longitude: 60, latitude: 20)))
        #expect(plan.cost.chunks == 3)
        // Of the chunks' 8 times, 2 rows behind the first 2 are 5 rows, and 12 columns.
        #expect(plan.cost.decodedBytes == 8 * 5 * 12 * 4)
        let values = try plan.open(context: context).values(part: 0, context: context)
        #expect(values.doubles == [202, 10202, 20202, 30202, 40202, 50202])
    }

    /// Pieces of a picture together cover each pixel's cell, whatever the chunks.
    @Test(arguments: [nil, [[2, 4], [1, 2, 4], [1, 6, 5]], [[6], [3, 3, 9], [10, 2]]])
    func picturePiecesCoverTheCells(chunkEdges: [[Int]]?) throws {
        let cube = try numbered(chunkEdges: chunkEdges)
        let target = RasterTarget(
            system: .geographic,
            minX: -180,
            minY: -90,
            maxX: 180,
            maxY: 90,
            width: 36,
            height: 18
        )
        let variable = try cube.dataset.variable(named: "v")
        let plan = try cube.dataset.bind(
            map: variable,
            selectors: [.role(.time): .instant(try #require(TimeText("2000-01-01")))],
            target: target
        )
        var pixels = [Int32](repeating: -1, count: 36 * 18)
        try plan.read(context: context) { piece, cells in
            let values = piece.bytes.bindMemory(to: Int32.self)
            for (y, row) in cells.rows.enumerated() where piece.rows.contains(Int(row)) {
                for (x, column) in cells.columns.enumerated() where piece.columns.contains(Int(column)) {
                    let offset =
                        piece.base + (Int(row) - piece.rows.lowerBound) * piece.rowStride
                        + (Int(column) - piece.columns.lowerBound) * piece.columnStride
                    #expect(pixels[y * 36 + x] == -1)
                    pixels[y * 36 + x] = values[offset]
                }
            }
        }
        // Row 0 and 1 (85°, 75° north) lie beyond the first cell's edge at 70°; row 2 (65°) is latitude index 0.
        #expect(pixels[0..<72].allSatisfy { $0 == -1 })
        // Column 0 is 175° west = 185° east: the cell of 180, index 6.
        #expect(pixels[2 * 36] == 6)
        #expect(pixels[2 * 36 + 18] == 0)
        #expect(pixels[17 * 36] == -1)
        // Row 7 (15° north) is latitude index 2; of a second time, everything is 10000 more.
        #expect(pixels[7 * 36 + 18] == 200)
    }

    /// Chunks that run along time, read as maps: slabs grow before every chunk is decoded for each of its times.
    @Test func largerSlabsBeforeRepeatedDecoding() throws {
        let cube = try CubeFixture(arrays: [
            FixtureArray(
                "v",
                [("t", 50), ("y", 20), ("x", 20)],
                .int32,
                (0..<20_000).map { Int32($0) },
                chunkShape: [50, 2, 2]
            )
        ])
        let read = PlannedRead(
            stored: cube.dataset.arrays[0],
            variable: nil,
            ranges: [50, 20, 20].map { [IndexRange(0..<$0)] }
        )
        #expect(SlabPlan(read, StreamSizes()).amplification == 1)
        let tight = SlabPlan(read, StreamSizes(wanted: 10_000, tolerated: 100_000))
        #expect(tight.amplification == 1 && tight.maxBytes == 80_000)
        let tighter = SlabPlan(read, StreamSizes(wanted: 10_000, tolerated: 20_000))
        #expect(tighter.amplification == 50 && tighter.maxBytes <= 10_000)
        let context = WorkContext.background(seconds: 60)
        for slabs in [tight, tighter] {
            var values: [Int32] = []
            try read.stream(slabs: slabs, fillsCache: false, context: context) {
                values += Array($0.bindMemory(to: Int32.self))
            }
            #expect(values == (0..<20_000).map { Int32($0) })
        }
    }

    /// A billion chunks of one value: refused at once, without a list of them.
    @Test func absurdArraysAreRefusedAtOnce() throws {
        let cube = try CubeFixture(arrays: [
            FixtureArray("v", [("i", 4)], .int8, [Int8(1), 2, 3, 4], chunkShape: [1])
        ])
        let read = PlannedRead(
            stored: cube.dataset.arrays[0],
            variable: nil,
            ranges: [[IndexRange(start: 0, count: 1_000_000_000)]]
        )
        let cost = try #require(ReadCost(read))
        #expect(cost.chunks == 1_000_000_000)
        #expect(throws: Failure.self) { try Limits().check(cost, of: "v") { _ in nil } }
    }

    @Test func limitsRefuseBeforeReading() throws {
        var limits = Limits()
        limits.chunks = 3
        let cube = try CubeFixture(
            arrays: [FixtureArray("v", [("i", 10)], .int32, (0..<10).map { Int32($0) }, chunkShape: [2])],
            limits: limits
        )
        #expect(
            throws: Failure.tooLarge(
                limit: .chunks,
                allowed: 3,
                requested: 5,
                advice: "What passes: the first 6 of 10 along 'i'."
            )
        ) {
            try cube.dataset.bind(Query(variables: ["v"]))
        }
        #expect(cube.dataChunksRead == 0)
    }

    @Test(arguments: [
        IndexRange(start: -1, count: 1), IndexRange(start: 10, count: 1), IndexRange(start: 0, count: 11),
        IndexRange(start: 0, count: 2, stride: 10), IndexRange(start: 0, count: 2, stride: .max),
        IndexRange(start: .max, count: 1), IndexRange(start: 0, count: .max, stride: .max),
    ])
    func indicesOutsideAreRefused(range: IndexRange) throws {
        let cube = try CubeFixture(arrays: [
            FixtureArray("v", [("i", 10)], .int32, (0..<10).map { Int32($0) })
        ])
        let variable = try #require(cube.dataset.arrays.first)
        #expect(throws: Failure.self) { try cube.dataset.bind([(variable, [range])]) }
    }
}
