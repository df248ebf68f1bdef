import CF
import Execution
import Failures
import JSON
import TestSupport
import Testing

@testable import Cube
@testable import Grids

/// Stations as a grid: the nearest answers within a distance, and a box or polygon means those inside.
@Suite struct PointsGridTests {
    private static var context: WorkContext { .background(seconds: 60) }

    @Test func stationsWithRowsAreAGrid() throws {
        let variable = try #require(try FeatureFixture.orthogonal().dataset.variables.first)
        let grid = try #require(variable.grid as? PointsGrid)
        #expect(grid.kind == "points" && grid.columnCount == 3 && grid.rowCount == 1)
        #expect(variable.gridDimensions == GridDimensions(row: nil, column: 0))
        #expect(grid.extent == GeographicExtent(west: 10, south: 1, east: 30, north: 3))
        #expect(grid.centre(of: GridCell(column: 1, row: 0)) == GeographicPoint(longitude: 20, latitude: 2))
        #expect(grid.centre(of: GridCell(column: 3, row: 0)) == nil)
        #expect(grid.centre(of: GridCell(column: 0, row: 1)) == nil)
    }

    /// Places by how far they are from the second station, in metres, and whether it answers.
    @Test(arguments: [(0.0, true), (4900, true), (5100, false), (100_000, false)])
    func theNearestAnswersWithinADistance(metres: Double, answers: Bool) throws {
        let grid = try #require(try FeatureFixture.orthogonal().dataset.variables.first?.grid)
        let latitude = 2 + metres / 6_371_008.8 * 180 / .pi
        for turn in [-360.0, 0, 720] {
            let place = GeographicPoint(longitude: 20 + turn, latitude: latitude)
            #expect(grid.cell(containing: place) == (answers ? GridCell(column: 1, row: 0) : nil))
        }
        #expect(grid.cell(containing: GeographicPoint(longitude: .nan, latitude: 2)) == nil)
        #expect(grid.cell(containing: GeographicPoint(longitude: 20, latitude: 91)) == nil)
    }

    @Test func seriesAreAskedAtPlaces() throws {
        let dataset = try FeatureFixture.orthogonal().dataset
        let plan = try dataset.bind(Query(variables: ["temp"], place: .point(longitude: 20.01, latitude: 2)))
        let values = try plan.open(context: Self.context).values(part: 0, context: Self.context)
        #expect(values.doubles == [100, 101])
        #expect(throws: Failure.self) {
            try dataset.bind(Query(variables: ["temp"], place: .point(longitude: 21, latitude: 2)))
        }
        let box = try #require(GeographicBox(west: 15, south: 0, east: 35, north: 9))
        let all = try dataset.bind(Query(variables: ["temp"], place: .box(box)))
        #expect(all.parts[0].placed?.columns == [IndexRange(1..<3)])
        let both = try all.open(context: Self.context).values(part: 0, context: Self.context)
        #expect(both.doubles == [100, 101, 200, 201])
    }

    @Test func pixelsShowTheStationsThere() throws {
        let grid = try #require(try FeatureFixture.orthogonal().dataset.variables.first?.grid)
        let target = RasterTarget(
            system: .geographic,
            minX: 9.95,
            minY: 0.95,
            maxX: 10.05,
            maxY: 1.05,
            width: 5,
            height: 5
        )
        let map = grid.cells(under: target)
        #expect(map.columns[12] == 0 && map.rows[12] == 0)
        #expect(map.columns[0] == -1 && map.rows[0] == -1)
        #expect(grid.cell(under: target, column: 2, row: 2) == GridCell(column: 0, row: 0))
        var met = 0
        grid.forEachCell(under: target) { _ in met += 1 }
        #expect(met == map.columns.count { $0 >= 0 })
    }

    /// Each pixel has what its centre is answered, from near and from far: stations by chance, and one of them twice.
    @Test(arguments: [0.02, 0.1, 0.4, 1]) func pixelsAreAnsweredLikePlaces(degreesPerPixel: Double) throws {
        var random = SplitMix(state: 14)
        let count = 400
        var longitudes = (0..<count).map { _ in 175 + Double.random(in: 0..<10, using: &random) }
        var latitudes = (0..<count).map { _ in 60 + Double.random(in: 0..<10, using: &random) }
        (longitudes[7], latitudes[7]) = (longitudes[300], latitudes[300])
        (longitudes[8], latitudes[9]) = (.nan, .nan)
        let places = FeaturePlaces(.features, longitudes: longitudes, latitudes: latitudes)
        let grid = try #require(try PointsGrid(places, context: Self.context))
        let (width, height) = (67, 45)
        let target = RasterTarget(
            system: .geographic,
            minX: 180 - degreesPerPixel * Double(width) / 2,
            minY: 65 - degreesPerPixel * Double(height) / 2,
            maxX: 180 + degreesPerPixel * Double(width) / 2,
            maxY: 65 + degreesPerPixel * Double(height) / 2,
            width: width,
            height: height
        )
        let map = grid.cells(under: target)
        var met = 0
        for pixel in 0..<width * height {
            let place = GeographicPoint(
                longitude: target.minX + degreesPerPixel * (Double(pixel % width) + 0.5),
                latitude: target.maxY - degreesPerPixel * (Double(pixel / width) + 0.5)
            )
            let cell = abs(place.latitude) > 90 ? nil : grid.cell(containing: place)
            #expect(Int(map.columns[pixel]) == cell?.column ?? -1, "\(place)")
            met += cell == nil ? 0 : 1
        }
        #expect(met > 0 || degreesPerPixel > 1)
    }

    @Test func aPolicyCutsIt() throws {
        let box = try #require(GeographicBox(west: 15, south: 0, east: 25, north: 9))
        let dataset = try FeatureFixture.orthogonal().restricted(by: Policy(box: box)).dataset
        let variable = try #require(dataset.variables.first)
        #expect(variable.grid?.kind == "points" && variable.stored.shape == [1, 2])
        let set = try #require(dataset.features.first)
        #expect(set.count == 1 && set.id(of: 0) == "b")
        #expect(try dataset.bind(feature: 0, of: set).numbers()["temp"] == [100, 101])
        let plan = try dataset.bind(Query(variables: ["temp"], place: .point(longitude: 20, latitude: 2)))
        let values = try plan.open(context: Self.context).values(part: 0, context: Self.context)
        #expect(values.doubles == [100, 101])
        #expect(throws: Failure.self) {
            try dataset.bind(Query(variables: ["temp"], place: .point(longitude: 10, latitude: 1)))
        }
    }
}
