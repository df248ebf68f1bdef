@testable import CF
import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

private var context: WorkContext { .background(seconds: 60) }

/// Four times and two levels of a globe of 90°, whose values tell their own indices: 1000 t + 100 z + 10 y + x.
private func cube(_ limits: Limits = Limits()) throws -> CubeFixture {
    let grid = FixtureGrid.latLon(
        [45, -45],
        [-135, -45, 45, 135],
        along: [
            .axis("time", [0, 1, 2, 3], units: "days since 1970-01-01"),
            .axis("level", [1000, 500], units: "hPa"),
        ]
    )
    let field = grid.field("field", chunkShape: [2, 2, 1, 3]) { place -> Int32 in
        Int32(1000 * place[0] + 100 * place[1] + 10 * place[2] + place[3])
    }
    let series = grid.without("level", "lat", "lon").numbered("series") { Int32($0 + 1) }
    return try CubeFixture(grid, [field, series], limits: limits)
}

/// A variable with a position on every axis but x and y, and one of its cells.
@Suite struct SliceTests {
    private func number(_ plan: CellPlan) throws -> Int32? {
        var number: Int32?
        try plan.read(context: context) { chunk, cell in
            let element =
                chunk.base + (cell.row - chunk.rows.lowerBound) * chunk.rowStride
                + (cell.column - chunk.columns.lowerBound) * chunk.columnStride
            number = chunk.bytes.bindMemory(to: Int32.self)[element]
        }
        return number
    }

    /// The last time, since all have passed, and the level of the highest pressure.
    @Test func axesThatAreNotAskedForTakeTheirDefaults() throws {
        let cube = try cube()
        let field = try cube.dataset.variable(named: "field")
        let slice = try cube.dataset.slice(of: field)
        #expect(slice.matches.map(\.axis.name) == ["time", "level"])
        #expect(slice.matches.map(\.index) == [3, 0])
        #expect(slice.matches.allSatisfy { $0.manner == .byDefault })
        #expect(try slice.match(on: #require(field.axis(.x)).axis) == nil)
        #expect(cube.dataChunksRead == 0)
    }

    @Test func positionsAreMatchedAsTheyAreAskedFor() throws {
        let cube = try cube()
        let field = try cube.dataset.variable(named: "field")
        let noon = try #require(TimeText("1970-01-02T06:00:00Z"))
        let slice = try cube.dataset.slice(
            of: field,
            selectors: [.role(.time): .instant(noon), .name("level"): .value(500)]
        )
        #expect(slice.matches.map(\.index) == [1, 1])
        #expect(slice.matches.map(\.manner) == [.nearest, .exact])
        let plan = try cube.dataset.bind(slice, cell: GridCell(column: 2, row: 1))
        #expect(try number(plan) == 1112)
        #expect(throws: Failure.self) {
            try cube.dataset.slice(of: field, selectors: [.name("level"): .value(2000)])
        }
    }

    @Test(arguments: [(0, 0), (3, 0), (2, 1), (3, 1)])
    func aCellIsOneChunk(column: Int, row: Int) throws {
        let cube = try cube()
        let slice = try cube.dataset.slice(of: cube.dataset.variable(named: "field"))
        let plan = try cube.dataset.bind(slice, cell: GridCell(column: column, row: row))
        #expect(plan.cost.chunks == 1 && plan.cost.outputCells == 1)
        // 2 × 2 × 1 × 3 numbers of 4 bytes.
        #expect(plan.cost.decodedBytes == 48)
        #expect(try number(plan) == Int32(3000 + 10 * row + column))
        #expect(cube.dataChunksRead == 1)
    }

    @Test func aPlaceWithoutACellReadsNothing() throws {
        let cube = try cube()
        let slice = try cube.dataset.slice(of: cube.dataset.variable(named: "field"))
        let plan = try cube.dataset.bind(slice, cell: nil)
        #expect(plan.cost.chunks == 0)
        #expect(try number(plan) == nil)
        #expect(cube.dataChunksRead == 0)
    }

    @Test func whatHasNoPlaceHasNoCells() throws {
        let cube = try cube()
        let slice = try cube.dataset.slice(of: cube.dataset.variable(named: "series"))
        #expect(slice.matches.map(\.index) == [3])
        let failure = #expect(throws: Failure.self) {
            try cube.dataset.bind(slice, cell: GridCell(column: 0, row: 0))
        }
        guard case .unsupported = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test func aChunkThatIsOverALimitIsRefused() throws {
        var limits = Limits()
        limits.decodedBytes = 47
        let cube = try cube(limits)
        let slice = try cube.dataset.slice(of: cube.dataset.variable(named: "field"))
        let failure = #expect(throws: Failure.self) {
            try cube.dataset.bind(slice, cell: GridCell(column: 0, row: 0))
        }
        guard case .tooLarge(.decodedBytes, 47, 48, _) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    /// The cell under a pixel is the one that the picture has there, at seams and between cells too.
    @Test func theCellUnderAPixelIsThePictures() throws {
        let cube = try cube()
        let grid = try #require(cube.dataset.variable(named: "field").grid)
        let target = RasterTarget(
            system: .geographic,
            minX: -190,
            minY: -100,
            maxX: 190,
            maxY: 100,
            width: 38,
            height: 20
        )
        let cells = grid.cells(under: target)
        for row in 0..<20 {
            for column in 0..<38 {
                let (x, y) = (Int(cells.columns[column]), Int(cells.rows[row]))
                let shown = x < 0 || y < 0 ? nil : GridCell(column: x, row: y)
                #expect(grid.cell(under: target, column: column, row: row) == shown)
            }
        }
    }
}
