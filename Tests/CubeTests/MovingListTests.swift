import CF
import Execution
import Failures
import Grids
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// Cells in a list that drift: 5 × 6 of them a degree apart, five degrees further east at each of three steps, of the first of
/// which no place is known.
@Suite struct MovingListTests {
    private static let (steps, cells) = (3, 30)
    private static let context = WorkContext.background(seconds: 60)

    private static func centre(_ step: Int, _ cell: Int) -> GeographicPoint {
        GeographicPoint(longitude: 170 + 5 * Double(step) + Double(cell % 6), latitude: 40 + Double(cell / 6))
    }

    private static func store() -> OddStore {
        let (units, all) = ("units", (0..<steps).flatMap { step in (0..<cells).map { (step, $0) } })
        let rows = [("time", steps), ("cell", cells)]
        let turned = { (longitude: Double) in longitude > 180 ? longitude - 360 : longitude }
        return OddStore([
            OddArray(
                "lon",
                rows,
                all.map { $0.0 == 0 ? .nan : turned(centre($0.0, $0.1).longitude) },
                .float64,
                [(units, "degrees_east")]
            ),
            OddArray(
                "lat",
                rows,
                all.map { centre($0.0, $0.1).latitude },
                .float64,
                [(units, "degrees_north")]
            ),
            OddArray("time", [("time", steps)], [0, 1, 2], .float64, [(units, "days since 2000-01-01")]),
            OddStore.variable("v", rows, [("coordinates", "lon lat")]),
        ])
    }

    private static func answers(_ dataset: Dataset, _ place: GeographicPoint) throws -> [Double] {
        let place = Place.point(longitude: place.longitude, latitude: place.latitude)
        let plan = try dataset.bind(
            Query(variables: ["v"], others: .all, place: place, form: .coverages),
            context: context
        )
        let reading = try plan.open(context: context)
        return try plan.parts.indices.flatMap { try reading.values(part: $0, context: context).doubles }
    }

    @Test func eachTimeHasTheCellsOfItsOwnPlaces() throws {
        let dataset = try Self.store().dataset()
        let grid = try #require(try dataset.variable(named: "v").grid)
        #expect(grid.kind == "points" && grid.columnCount == Self.cells)
        #expect(
            dataset.findings.map(\.problem) == [
                .stepsWithoutPlaces(count: 1, of: Self.steps, dimension: "time")
            ]
        )
        // What is at the place at the second step, and what has drifted there since.
        #expect(try Self.answers(dataset, Self.centre(1, 8)) == [38])
        #expect(try Self.answers(dataset, Self.centre(1, 11)) == [41, 66])
        #expect(try Self.answers(dataset, Self.centre(2, 11)) == [71])
        // Where a cell would have been at the first.
        #expect(throws: Failure.self) { try Self.answers(dataset, Self.centre(0, 0)) }
        #expect(Self.holds(grid.extent, Self.centre(1, 0)) && Self.holds(grid.extent, Self.centre(2, 29)))
        #expect(!Self.holds(grid.extent, Self.centre(0, 0)))
    }

    private static func holds(_ extent: GeographicExtent, _ place: GeographicPoint) -> Bool {
        let isBetween = [-360.0, 0, 360].contains {
            (extent.west...extent.east).contains(place.longitude + $0)
        }
        return isBetween && (extent.south...extent.north).contains(place.latitude)
    }

    /// A picture shows the cells where they are at its time.
    @Test func picturesAreOfTheirTime() throws {
        let dataset = try Self.store().dataset()
        let variable = try dataset.variable(named: "v")
        let target = RasterTarget(
            system: .geographic,
            minX: 170,
            minY: 39,
            maxX: 180,
            maxY: 46,
            width: 20,
            height: 14
        )
        let west = { (step: Int) -> Double? in
            let selectors: [AxisKey: AxisSelector] = [
                .role(.time): .positions([IndexRange(start: step, count: 1)])
            ]
            guard let grid = try dataset.slice(of: variable, selectors: selectors).grid else { return nil }
            var columns: [Int] = []
            for row in 0..<14 {
                for column in 0..<20 where grid.cell(under: target, column: column, row: row) != nil {
                    columns.append(column)
                }
            }
            return columns.min().map { 170 + 0.5 * (Double($0) + 0.5) }
        }
        #expect(try west(0) == nil)
        let (second, third) = (try #require(try west(1)), try #require(try west(2)))
        // As far as the outermost cell reaches.
        #expect((172..<175).contains(second) && abs(third - second - 5) < 0.1)
    }

    @Test func aPolicysBoxHidesCellsOfEachStep() throws {
        let box = try #require(GeographicBox(west: 174.5, south: 39, east: 177.5, north: 42.5))
        let dataset = try Self.store().cube().restricted(by: Policy(box: box)).dataset
        #expect(try Self.answers(dataset, Self.centre(1, 8)) == [38])
        #expect(throws: Failure.self) { try Self.answers(dataset, Self.centre(1, 11)) }
        let extent = try #require(try dataset.variable(named: "v").grid?.extent)
        #expect(extent.east <= 177.5 && extent.west >= 174.5)
    }

    /// Steps over the limit are told, and served by index.
    @Test func stepsAreHeldAgainstLimits() throws {
        var store = Self.store()
        store.limits.coordinateBytes = 2000
        let dataset = try store.dataset()
        #expect(try dataset.variable(named: "v").grid == nil)
        #expect(dataset.findings.map(\.problem).contains(.movingPlaces(dimension: "time")))
    }

    /// Places that repeat are those of one grid, and so are those of one step.
    @Test(arguments: [1, 3]) func cellsThatStayAreIndexedOnce(steps: Int) throws {
        var store = Self.store()
        for name in ["lon", "lat", "v"] { store.shape(name, [("time", steps), ("cell", Self.cells)]) }
        store.shape("time", [("time", steps)])
        store.write("lon", (0..<steps * Self.cells).map { Self.centre(1, $0 % Self.cells).longitude })
        let dataset = try store.dataset()
        let grid = try #require(try dataset.variable(named: "v").grid)
        #expect(grid is MeshGrid && dataset.findings.isEmpty)
        #expect(try Self.answers(dataset, Self.centre(1, 11)) == (0..<steps).map { Double(30 * $0 + 11) })
    }

    @Test func noStepHasAPlace() throws {
        var store = Self.store()
        store.fill("lat", .nan)
        let dataset = try store.dataset()
        #expect(try dataset.variable(named: "v").grid == nil)
        #expect(dataset.findings.map(\.problem) == [.noPlaces])
    }
}
