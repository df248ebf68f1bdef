import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

private var context: WorkContext { .background(seconds: 60) }

/// A polar map of 40 × 30 cells of 100 km, and the same values by longitude and latitude; each tells its own indices.
private func cube(chunks: Int = 400_000, budget: Int = 256 << 20) throws -> CubeFixture {
    let mapping: [(String, JSONValue)] = [
        ("grid_mapping_name", "polar_stereographic"), ("latitude_of_projection_origin", 90),
        ("standard_parallel", 70), ("straight_vertical_longitude_from_pole", -45),
        ("semi_major_axis", 6_378_137), ("inverse_flattening", 298.257223563),
    ]
    let line = { (first: Double, step: Double, count: Int) in (0..<count).map { first + step * Double($0) } }
    let polar = FixtureGrid.projected(
        y: line(1_500_000, -100_000, 30),
        x: line(-2_000_000, 100_000, 40),
        mapping: mapping
    )
    let world = FixtureGrid.latLon(line(87, -6, 30), line(0, 9, 40))
    let fields = [("polar", polar), ("world", world)].map { name, grid in
        grid.field(name, chunkShape: [7, 11]) { place -> Int32 in Int32(100 * place[0] + place[1]) }
    }
    var limits = Limits()
    limits.chunks = chunks
    return try CubeFixture(
        arrays: polar.coordinates + world.coordinates + fields,
        limits: limits,
        budget: budget
    )
}

private func target(_ side: Int) -> RasterTarget {
    RasterTarget(system: .geographic, minX: -180, minY: 60, maxX: 180, maxY: 90, width: side, height: side)
}

/// What a picture shows, drawn pixel by pixel; −1 where there is nothing.
private func picture(_ plan: MapPlan) throws -> [Int32] {
    let (width, height) = (plan.target.width, plan.target.height)
    var pixels = [Int32](repeating: -1, count: width * height)
    try plan.read(context: context) { piece, cells in
        let stored = piece.bytes.bindMemory(to: Int32.self)
        for pixel in pixels.indices {
            let isScattered = cells.layout == .scattered
            let row = Int(cells.rows[isScattered ? pixel : pixel / width])
            let column = Int(cells.columns[isScattered ? pixel : pixel % width])
            guard piece.rows.contains(row), piece.columns.contains(column) else { continue }
            let down = (row - piece.rows.lowerBound) * piece.rowStride
            pixels[pixel] =
                stored[piece.base + down + (column - piece.columns.lowerBound) * piece.columnStride]
        }
    }
    return pixels
}

/// Maps of projected grids: large ones are made when their memory is reserved.
@Suite struct PictureMapTests {
    /// As one of very many layers a plan keeps no map: cost and picture are those of a plan that keeps it.
    @Test(arguments: ["polar", "world"], [1, 40, 150])
    func whatIsNotKeptIsTheSame(name: String, side: Int) throws {
        let box = try #require(GeographicBox(west: -100, south: 62, east: 100, north: 80))
        let whole = try cube().dataset
        for dataset in name == "world" ? [whole, try whole.restricted(by: Policy(box: box))] : [whole] {
            let variable = try dataset.variable(named: name)
            let kept = try dataset.bind(map: variable, selectors: [:], target: target(side))
            let made = try dataset.bind(map: variable, selectors: [:], target: target(side), layers: .max)
            #expect(kept.cost == made.cost)
            #expect(kept.workingSet == made.workingSet)
            #expect(try picture(kept) == picture(made))
        }
    }

    /// Each pixel of a large picture shows the cell under its own place, whose chunk was counted.
    @Test func largePicturesShowTheCellUnderEachPixel() throws {
        let cube = try cube()
        let variable = try cube.dataset.variable(named: "polar")
        let plan = try cube.dataset.bind(map: variable, selectors: [:], target: target(600))
        #expect(plan.cost.chunks == 20)
        let grid = try #require(variable.grid)
        let mapBytes = 600 * 600 * 8
        #expect(cube.ledger.reserved == 0)
        let cells = grid.cells(under: plan.target)
        let expected = zip(cells.rows, cells.columns).map { $0 < 0 ? -1 : 100 * $0 + $1 }
        #expect(try picture(plan) == expected)
        #expect(Set(expected).count > 1000)
        // Each chunk is also listed.
        #expect(cube.ledger.maxReserved == mapBytes + plan.cost.decodedBytes + 20 * 160)
    }

    /// A picture whose map alone exceeds the worker's memory is bound, for what it costs is known, and never made.
    @Test func aMapBeyondTheBudgetIsRefusedBeforeItIsMade() throws {
        let cube = try cube(budget: 1 << 20)
        let variable = try cube.dataset.variable(named: "polar")
        let plan = try cube.dataset.bind(map: variable, selectors: [:], target: target(600))
        #expect(throws: Failure.self) { try plan.read(context: context) { _, _ in Issue.record("drawn") } }
        #expect(cube.dataChunksRead == 0)
    }

    @Test(arguments: [150, 600])
    func chunksAreCountedUpToTheLimit(side: Int) throws {
        let cube = try cube(chunks: 3)
        let variable = try cube.dataset.variable(named: "polar")
        let failure = #expect(throws: Failure.self) {
            try cube.dataset.bind(map: variable, selectors: [:], target: target(side))
        }
        guard case .tooLarge(.chunks, 3, 4, let advice?) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(advice.hasPrefix("What passes: a box from x "))
    }
}
