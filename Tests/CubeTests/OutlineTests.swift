import Execution
import Glibc
import JSON
import TestSupport
import Testing

@testable import Cube
@testable import Grids

/// Outlines and areas of cells, whatever their grid.
@Suite struct OutlineTests {
    private static let earth = 4 * Double.pi * SphericalArea.radius * SphericalArea.radius

    private static func areas(of grid: any Grid) -> [Double] {
        (0..<grid.rowCount).flatMap { row in
            (0..<grid.columnCount).map { grid.area(of: GridCell(column: $0, row: row)) ?? .nan }
        }
    }

    private static func bands(_ columns: Int, _ rows: Int) -> RectilinearGrid {
        let (across, along) = (360 / Double(columns), 180 / Double(rows))
        return RectilinearGrid(
            longitudes: CellAxis(centres: (0..<columns).map { (Double($0) + 0.5) * across }),
            latitudes: CellAxis(centres: (0..<rows).map { 90 - (Double($0) + 0.5) * along })
        )
    }

    @Test(arguments: [(36, 18), (8, 5), (4, 90)])
    func cellsBetweenParallelsAddUpToTheEarth(columns: Int, rows: Int) {
        let grid = Self.bands(columns, rows)
        #expect(abs(Self.areas(of: grid).reduce(0, +) / Self.earth - 1) < 1e-12)
    }

    /// Sides along parallels are cut so finely that the outline's own area is the cell's.
    @Test func outlinesFollowParallels() throws {
        let grid = Self.bands(8, 9)
        for row in 0..<9 {
            let cell = GridCell(column: 3, row: row)
            let outline = try #require(grid.outline(of: cell)).map { UnitVector($0) }
            let area = try #require(grid.area(of: cell))
            #expect(abs(SphericalArea.squareMetres(of: outline) / area - 1) < 2e-3)
        }
        #expect(grid.outline(of: GridCell(column: 8, row: 0)) == nil)
        #expect(grid.area(of: GridCell(column: 0, row: -1)) == nil)
    }

    @Test func pixelsAreOfEqualArea() throws {
        let division = try #require(HEALPixDivision(side: 8, order: .nested))
        let grid = try #require(HEALPixGrid(whole: division, figure: nil))
        let areas = Self.areas(of: grid)
        #expect(areas.count == 768 && abs(areas.reduce(0, +) / Self.earth - 1) < 1e-3)
        #expect(areas.allSatisfy { abs($0 * 768 / Self.earth - 1) < 5e-3 })
    }

    /// The corners of neighbouring cells are the same, and the cell's own place lies between its corners.
    @Test(arguments: CurvilinearFixture.all)
    func cornersLieAroundTheCentre(_ fixture: CurvilinearFixture) throws {
        let grid = try fixture.grid()
        var looked = 0
        for row in 0..<grid.rowCount {
            for column in 0..<grid.columnCount {
                let cell = GridCell(column: column, row: row)
                guard let centre = grid.centre(of: cell), let outline = grid.outline(of: cell) else {
                    continue
                }
                looked += 1
                let area = try #require(grid.area(of: cell))
                #expect(area >= 0 && area < Self.earth / 10)
                let middle = UnitVector.mean(of: outline.map { UnitVector($0) })
                let reach = 2 * (area / Self.earth * 4 * .pi).squareRoot() + 0.2
                #expect(middle.map { $0.angle(to: UnitVector(centre)) < reach } == true)
            }
        }
        #expect(looked > 50)
        #expect(grid.outline(of: GridCell(column: grid.columnCount, row: 0)) == nil)
    }

    @Test func whatAPolicyLeavesKeepsItsOutline() throws {
        let grid = try #require(CurvilinearFixture.all.first { $0.name == "patch" }).grid()
        let place = try #require(grid.centre(of: GridCell(column: 4, row: 3)))
        let box = try #require(
            GeographicBox(
                west: place.longitude - 2,
                south: place.latitude - 2,
                east: place.longitude + 2,
                north: place.latitude + 2
            )
        )
        let cut = try #require(grid.cut(to: box))
        let left = BoxedCells(cut, in: box, columns: nil, rows: nil)
        let part = try grid.part(of: left, memory: PartMemory())
        let cell = try #require(part.cell(containing: place))
        #expect(part.outline(of: cell)?.count == 4 && part.area(of: cell) == grid.area(of: cell))
        #expect(part.outline(of: GridCell(column: part.columnCount, row: 0)) == nil)
    }

    @Test func gridsAreDescribedOnce() throws {
        let (latitudes, longitudes) = (
            FixtureArray.latitudes([20, 10, 0]), FixtureArray.longitudes([0, 10, 20, 30])
        )
        let grid = FixtureGrid([latitudes, longitudes])
        let dataset = try CubeFixture(
            id: "cube",
            arrays: [latitudes, longitudes, grid.numbered("a"), grid.numbered("b")]
        ).dataset
        let grids = CubeDescription.value(dataset)["grids"]?.arrayValue ?? []
        let described = try #require(grids.first)
        #expect(grids.count == 1 && described["kind"] == "rectilinear")
        #expect(described["variables"] == ["a", "b"] && described["rows"] == 3 && described["columns"] == 4)
        let spacing = try #require(described["spacing_km"]?.doubleValue)
        #expect((1090...1112).contains(spacing))
    }
}
