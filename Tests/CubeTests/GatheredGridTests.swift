import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// Cells that are gathered along one dimension: a map and a place go through the list.
@Suite struct GatheredGridTests {
    private static let latitudes = [-10.0, 0, 10, 20]
    private static let longitudes = [100.0, 110, 120, 130, 140]

    private static func dataset<Number: FixtureNumber>(
        _ numbers: [Number],
        compress: String = "lat lon",
        attributes: [(String, JSONValue)] = [],
        limits: Limits = Limits()
    ) throws -> Dataset {
        let list = FixtureArray(
            "landpoint",
            [("landpoint", numbers.count)],
            Number.dataType,
            numbers,
            attributes: [("compress", .string(compress))] + attributes
        )
        let values = (0..<2 * numbers.count).map { Float($0) }
        let soil = FixtureArray("soil", [("time", 2), ("landpoint", numbers.count)], .float32, values)
        let arrays = [
            soil, list, .latitudes(latitudes), .longitudes(longitudes),
            .times([0.0, 1], "days since 2000-01-01"),
        ]
        return try CubeFixture(arrays: arrays, limits: limits).dataset
    }

    private static func grid(_ dataset: Dataset) -> (any Grid)? {
        dataset.variables.first { $0.name == "soil" }?.grid
    }

    /// By row, by column, in no order: cells (1, 1), (0, 4), (3, 0).
    @Test(
        arguments: [
            ("lat lon", [6, 4, 15], [(110.0, 0.0), (140, -10), (100, 20)]),
            ("lon lat", [5, 16, 3], [(110, 0), (140, -10), (100, 20)]),
        ] as [(String, [Int32], [(Double, Double)])]
    )
    func placesGoThroughTheList(compress: String, numbers: [Int32], centres: [(Double, Double)]) throws {
        let dataset = try Self.dataset(numbers, compress: compress)
        let grid = try #require(Self.grid(dataset))
        #expect(grid.kind == "rectilinear")
        // A list needs no order.
        #expect(dataset.findings.isEmpty, "\(dataset.findings)")
        for (position, (longitude, latitude)) in centres.enumerated() {
            let centre = GeographicPoint(longitude: longitude, latitude: latitude)
            #expect(grid.centre(of: GridCell(column: position, row: 0)) == centre)
            let near = GeographicPoint(longitude: longitude - 364.9, latitude: latitude + 4.9)
            #expect(grid.cell(containing: near) == GridCell(column: position, row: 0))
        }
        #expect(grid.cell(containing: GeographicPoint(longitude: 120, latitude: 0)) == nil)
        #expect(grid.cell(containing: GeographicPoint(longitude: 80, latitude: 0)) == nil)
        #expect(grid.centre(of: GridCell(column: 3, row: 0)) == nil)
        #expect(grid.extent == GeographicExtent(west: 95, south: -15, east: 145, north: 25))
    }

    @Test func areasAndPictures() throws {
        let numbers = [19, 0, 1, 7, 8, 12].map { Int64($0) }
        let grid = try #require(Self.grid(try Self.dataset(numbers)))
        let bounds = PlacingBounds(limits: Limits(), context: .background(seconds: 60))
        let box = try #require(GeographicBox(west: 110, south: -10, east: 130, north: 10))
        let cells = try #require(try grid.cells(in: .box(box), within: bounds))
        #expect(cells.columns == [IndexRange(2..<6)] && cells.rows == [IndexRange(0..<1)])
        let places = [(110.0, -10.0), (120, 0), (130, 0), (120, 10)].map {
            GeographicPoint(longitude: $0, latitude: $1)
        }
        #expect(cells.centres == .scattered(places))
        let triangle = [(115.0, -5.0), (135, -5), (135, 15), (115, -5)].map { Region.Vertex(x: $0, y: $1) }
        let region = try #require(Region([[triangle]]))
        #expect(try grid.cells(in: .region(region), within: bounds)?.columns == [IndexRange(3..<5)])
        let empty = try #require(GeographicBox(west: 139, south: -12, east: 141, north: -8))
        #expect(try grid.cells(in: .box(empty), within: bounds) == nil)
        var limits = Limits()
        limits.outputCells = 3
        let few = PlacingBounds(limits: limits, context: .background(seconds: 60))
        #expect(throws: Failure.self) { try grid.cells(in: .box(box), within: few) }

        let target = RasterTarget(
            system: .geographic,
            minX: 90,
            minY: -20,
            maxX: 150,
            maxY: 30,
            width: 60,
            height: 50
        )
        let map = grid.cells(under: target)
        var seen = Set<Int>()
        for row in 0..<50 {
            for column in 0..<60 {
                let place = GeographicPoint(
                    longitude: target.longitude(ofColumn: column),
                    latitude: target.latitude(ofRow: row)
                )
                let cell = grid.cell(containing: place)
                #expect(Int(map.columns[row * 60 + column]) == cell?.column ?? -1)
                #expect(map.rows[row * 60 + column] == (cell == nil ? -1 : 0))
                if let cell { seen.insert(cell.column) }
            }
        }
        #expect(seen == Set(0..<6))
        var visited = Set<Int>()
        grid.forEachCell(under: target) { visited.insert($0.column) }
        #expect(visited == seen)
    }

    @Test func strangeLists() throws {
        let stray = try Self.dataset([5, -1, 20, .max, .min, 7] as [Int64])
        #expect(Self.grid(stray) != nil)
        #expect(stray.findings.map(\.problem).contains(.strayNumbers(count: 4)))
        let repeated = try Self.dataset([5, 6, 5, 7] as [Int16])
        #expect(repeated.findings.map(\.problem).contains(.numbersRepeat(count: 1)))
        let place = GeographicPoint(longitude: 100, latitude: 0)
        #expect(Self.grid(repeated)?.cell(containing: place)?.column == 0)
        let fractions = try Self.dataset([5, .nan, 6.5, .infinity] as [Double])
        #expect(fractions.findings.map(\.problem).contains(.strayNumbers(count: 3)))
        // None of its numbers is a cell: it is served by index, and said to be gathered.
        let none = try Self.dataset([99, 100] as [Int32])
        #expect(Self.grid(none) == nil)
        #expect(none.findings.map(\.problem).contains(.strayNumbers(count: 2)))
        #expect(
            none.findings.map(\.problem).contains(.gathered(dimension: "landpoint", axes: ["lat", "lon"]))
        )
    }

    @Test(arguments: ["lat", "lat lon time", "lat nothing", "lat lat", "time lon"])
    func otherDimensionsAreServedByIndex(compress: String) throws {
        let dataset = try Self.dataset([5, 6] as [Int32], compress: compress)
        #expect(Self.grid(dataset) == nil)
        let axes = compress.split(separator: " ").map(String.init)
        #expect(
            dataset.findings.map(\.problem).contains(.gathered(dimension: "landpoint", axes: axes))
        )
    }
}
