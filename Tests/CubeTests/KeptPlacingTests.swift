import Cube
import Execution
import TestSupport
import Testing

@testable import Grids

private let world = RasterTarget(
    system: .geographic,
    minX: -180,
    minY: -90,
    maxX: 180,
    maxY: 90,
    width: 40,
    height: 20
)

private let half = RasterTarget(
    system: .geographic,
    minX: -180,
    minY: 0,
    maxX: 180,
    maxY: 90,
    width: 40,
    height: 20
)

/// The cells under pictures are found once for each grid and picture, and kept within bounds.
@Suite struct KeptPlacingTests {
    private static func kept(limit: Int = 1 << 20, budget: Int = 1 << 20) -> (KeptPlacings, MemoryLedger) {
        let ledger = MemoryLedger(budget: budget)
        return (KeptPlacings(limit: limit, ledger: ledger), ledger)
    }

    private static func map(_ number: Int32) -> CellMap {
        CellMap(
            scatteredColumns: [Int32](repeating: number, count: 800),
            rows: [Int32](repeating: 0, count: 800)
        )
    }

    @Test func whatIsKeptIsNotFoundAgain() {
        let (kept, _) = Self.kept()
        let (one, other) = (GridIdentity(), GridIdentity())
        #expect(one != other)
        var found: [Int32] = []
        func cells(_ grid: GridIdentity, _ target: RasterTarget, _ number: Int32) -> Int32? {
            kept.cells(of: grid, under: target) {
                found.append(number)
                return Self.map(number)
            }.columns.first
        }
        #expect(cells(one, world, 1) == 1)
        #expect(cells(one, world, 2) == 1)
        #expect(cells(one, half, 3) == 3)
        #expect(cells(other, world, 4) == 4)
        #expect(cells(one, world, 5) == 1)
        #expect(cells(other, world, 6) == 4)
        #expect(found == [1, 3, 4])
    }

    /// The bytes of the numbers are counted, the one that nobody asked for the longest goes first.
    @Test func itHoldsNoMoreThanItsLimit() {
        let (kept, _) = Self.kept(limit: 20_000)
        let grids = (0..<4).map { _ in GridIdentity() }
        var found: [Int] = []
        for number in [0, 1, 0, 2, 0, 3, 0, 1] {
            _ = kept.cells(of: grids[number], under: world) {
                found.append(number)
                return Self.map(0)
            }
            #expect(kept.byteCount <= 20_000)
        }
        #expect(kept.byteCount > 2 * 6_400)
        #expect(found == [0, 1, 2, 3, 1])
    }

    /// A request's memory comes before what is kept.
    @Test func itGivesWay() throws {
        let (kept, ledger) = Self.kept(budget: 10_000)
        _ = kept.cells(of: GridIdentity(), under: world) { Self.map(0) }
        #expect(kept.byteCount > 6_400)
        let reservation = try ledger.reserve(9_000, context: .background(seconds: 10))
        #expect(kept.byteCount == 0)
        withExtendedLifetime(reservation) {}
    }

    @Test(arguments: CurvilinearFixture.all)
    func gridsAreDrawnFromWhatIsKept(_ fixture: CurvilinearFixture) throws {
        let (kept, _) = Self.kept()
        let grid = try fixture.grid()
        let fresh = grid.cells(under: world)
        for _ in 0..<2 {
            let map = grid.cells(under: world, keeping: kept)
            #expect(map.columns == fresh.columns && map.rows == fresh.rows)
        }
        let bytes = kept.byteCount
        #expect(bytes >= fresh.byteCount)
        // A pixel alone is not worth keeping.
        _ = grid.cell(under: world, column: 3, row: 4)
        #expect(kept.byteCount == bytes)
        // Whoever may see a part of it looks at the same pixels.
        let box = try #require(GeographicBox(west: -90, south: -45, east: 90, north: 80))
        let left = try #require(grid.cut(to: box))
        let cut = CutGrid(grid, BoxedCells(left, in: box, columns: nil, rows: nil))
        let part = cut.cells(under: world, keeping: kept)
        #expect(part.columns == cut.cells(under: world).columns)
        #expect(kept.byteCount == bytes)
        #expect(try fixture.grid().identity != grid.identity)
    }

    /// Longitudes and latitudes are found as fast as they would be kept.
    @Test func linesAreNotKept() throws {
        let (kept, _) = Self.kept()
        let fixture = FixtureGrid.latLon([60, 0, -60], [0, 90, 180, 270])
        let field = fixture.field("a", chunkShape: [3, 4]) { place -> Int32 in Int32(place[1]) }
        let dataset = try CubeFixture(arrays: fixture.coordinates + [field]).dataset
        let grid = try #require(try dataset.variable(named: "a").grid)
        #expect(grid.identity == nil)
        #expect(grid.cells(under: world, keeping: kept).columns == grid.cells(under: world).columns)
        #expect(kept.byteCount == 0)
    }
}
