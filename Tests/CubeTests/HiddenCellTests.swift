import CF
import CRS
import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

private var context: WorkContext { .background(seconds: 60) }

/// A polar map of 30 × 40 cells of 100 km at two times, each value telling its own indices, cut to a box that leaves cells
/// of no whole row or column.
@Suite struct HiddenCellTests {
    private static let fill: Int32 = -7
    private let whole: Dataset
    private let view: Dataset
    private let box: GeographicBox

    init() throws {
        let mapping: [(String, JSONValue)] = [
            ("grid_mapping_name", "polar_stereographic"), ("latitude_of_projection_origin", 90),
            ("standard_parallel", 70), ("straight_vertical_longitude_from_pole", -45),
            ("semi_major_axis", 6_378_137), ("inverse_flattening", 298.257223563),
        ]
        let line = { (first: Double, step: Double, count: Int) in
            (0..<count).map { first + step * Double($0) }
        }
        let grid = FixtureGrid.projected(
            y: line(1_500_000, -100_000, 30),
            x: line(-2_000_000, 100_000, 40),
            mapping: mapping,
            along: [.axis("time", [0, 1], units: "days since 2000-01-01")]
        )
        let value = { (place: [Int]) -> Int32 in Int32(10_000 * place[0] + 100 * place[1] + place[2]) }
        let marked: [(String, JSONValue)] = [("_FillValue", .integer(Int64(Self.fill)))]
        let fields = [
            grid.field("v", attributes: marked, chunkShape: [1, 7, 11], value),
            grid.field("bare", chunkShape: [2, 30, 40], value),
            grid.without("time").field("height", chunkShape: [30, 40]) { Float($0[0] * 100 + $0[1]) },
        ]
        whole = try CubeFixture(grid, fields).dataset
        box = try #require(GeographicBox(west: -100, south: 75, east: 10, north: 84))
        view = try whole.restricted(by: Policy(box: box))
    }

    /// What the view leaves, worked out from the centres: row, column and value of the first time.
    private func left() throws -> [(row: Int, column: Int)] {
        let grid = try #require(try whole.variable(named: "v").grid)
        return (0..<30).flatMap { row in
            (0..<40).compactMap { column in
                guard let centre = grid.centre(of: GridCell(column: column, row: row)) else { return nil }
                let east = (centre.longitude + 100).truncatingRemainder(dividingBy: 360)
                let isInside = (75...84).contains(centre.latitude) && (0...110).contains(east)
                return isInside ? (row, column) : nil
            }
        }
    }

    private func stream(_ name: String, _ dataset: Dataset, order ranges: [IndexRange]? = nil) throws
        -> [Int32]
    {
        let array = try #require(dataset.arrays.first { $0.name == name })
        let plan = try dataset.bind([(array, ranges ?? array.shape.map { IndexRange(0..<$0) })])
        var values: [Int32] = []
        try plan.open(context: context).stream(part: 0, context: context) {
            values += Array($0.bindMemory(to: Int32.self))
        }
        return values
    }

    @Test func arraysReadAsMissingOutsideTheBox() throws {
        let cells = try left()
        let rows = try #require(cells.map(\.row).min())...(cells.map(\.row).max() ?? 0)
        let columns = try #require(cells.map(\.column).min())...(cells.map(\.column).max() ?? 0)
        let isLeft = Set(cells.map { $0.row * 100 + $0.column })
        #expect(isLeft.count < rows.count * columns.count && isLeft.count > 20)
        for (name, fill) in [("v", Self.fill), ("bare", -2_147_483_647)] {
            let array = try #require(view.arrays.first { $0.name == name })
            #expect(array.shape == [2, rows.count, columns.count])
            #expect(array.attributes["_FillValue"]?.doubleValue == Double(fill))
            let expected = (0..<2).flatMap { time in
                rows.flatMap { row in
                    columns.map { column in
                        isLeft.contains(row * 100 + column) ? Int32(10_000 * time + 100 * row + column) : fill
                    }
                }
            }
            #expect(try stream(name, view) == expected)
            let part = [
                IndexRange(start: 1, count: 1), IndexRange(start: 1, count: 3, stride: 2), IndexRange(0..<4),
            ]
            let picked = [1, 3, 5].flatMap { row in
                (0..<4).map { expected[(rows.count + row) * columns.count + $0] }
            }
            #expect(try stream(name, view, order: part) == picked)
        }
    }

    @Test func placesOutsideTheBoxAreOutsideTheDomain() throws {
        let grid = try #require(try view.variable(named: "v").grid)
        let cells = try left()
        let original = try #require(try whole.variable(named: "v").grid)
        for row in 0..<30 {
            for column in 0..<40 {
                guard let centre = original.centre(of: GridCell(column: column, row: row)) else { continue }
                let found = grid.cell(containing: centre)
                let isLeft = cells.contains { $0.row == row && $0.column == column }
                #expect((found != nil) == isLeft)
                guard let found else { continue }
                #expect(grid.centre(of: found) == centre)
                let query = Query(
                    variables: ["v"],
                    place: .point(longitude: centre.longitude, latitude: centre.latitude)
                )
                let values = try view.bind(query).open(context: context).values(part: 0, context: context)
                #expect(values.doubles == [Double(100 * row + column), Double(10_000 + 100 * row + column)])
            }
        }
    }

    /// A box around everything means what is left, and so does one that is not wholly in the policy's.
    @Test(arguments: [(-180.0, 60.0, 180.0, 90.0), (-60, 78, 60, 90)])
    func areasHoldOnlyWhatIsLeft(_ west: Double, _ south: Double, _ east: Double, _ north: Double) throws {
        let area = try #require(GeographicBox(west: west, south: south, east: east, north: north))
        let read = try view.bind(Query(variables: ["v"], place: .box(area)))
        let cells = try #require(read.parts[0].placed)
        guard case .scattered(let places) = cells.centres else { throw Failure.defect }
        let grid = try #require(try whole.variable(named: "v").grid)
        let expected = try left().filter { cell in
            grid.centre(of: GridCell(column: cell.column, row: cell.row)).map { area.holds($0) } ?? false
        }
        #expect(places == expected.compactMap { grid.centre(of: GridCell(column: $0.column, row: $0.row)) })
        let values = try read.open(context: context).values(part: 0, context: context).doubles
        let width = cells.columns.reduce(0) { $0 + $1.count }
        let meant = (cells.inside ?? []).enumerated().flatMap { row, runs in
            runs.flatMap { $0.map { values[row * width + $0] } }
        }
        #expect(meant == expected.map { Double(100 * $0.row + $0.column) })
    }

    @Test func picturesAndSamplesShowOnlyWhatIsLeft() throws {
        let variable = try view.variable(named: "v")
        let target = RasterTarget(
            system: .geographic,
            minX: -180,
            minY: 60,
            maxX: 180,
            maxY: 90,
            width: 90,
            height: 60
        )
        let allowed = Set(try left().map { Int32(10_000 + 100 * $0.row + $0.column) })
        let plan = try view.bind(map: variable, selectors: [:], target: target)
        var seen: Set<Int32> = []
        try plan.read(context: context) { piece, cells in
            let stored = piece.bytes.bindMemory(to: Int32.self)
            for (column, row) in zip(cells.columns, cells.rows)
            where piece.rows.contains(Int(row)) && piece.columns.contains(Int(column)) {
                let down = (Int(row) - piece.rows.lowerBound) * piece.rowStride
                seen.insert(
                    stored[piece.base + down + (Int(column) - piece.columns.lowerBound) * piece.columnStride]
                )
            }
        }
        #expect(seen.isSubset(of: allowed) && seen.count > 20)
        let sample = try ValueSample(of: variable, in: view, context: context)
        let first = try left().map { Double(100 * $0.row + $0.column) }
        let values = Set(first + first.map { 10_000 + $0 })
        #expect(Set(sample.values).isSubset(of: values) && !sample.values.isEmpty)
    }

    @Test func extentsEndWithTheBox() throws {
        let extent = try #require(try view.variable(named: "v").grid?.extent)
        #expect(extent.south >= 75 && extent.north <= 84 && extent.west >= -100 && extent.east <= 10)
    }

    /// Two boxes may leave the same rows and columns, and other cells of them.
    @Test func boxesOfTheSameWindowAreViewsOfTheirOwn() throws {
        let grid = try #require(try whole.variable(named: "v").grid)
        let first = try #require(grid.cut(to: box))
        let near = (1..<200).lazy.compactMap { step in
            GeographicBox(west: -100 + Double(step) * 0.05, south: 75, east: 10, north: 84)
        }
        let other = try #require(
            near.first { box in
                grid.cut(to: box).map {
                    $0.rows == first.rows && $0.columns == first.columns && $0.mask != first.mask
                }
                    ?? false
            }
        )
        #expect(try whole.restricted(by: Policy(box: other)).identity != view.identity)
        #expect(try whole.restricted(by: Policy(box: box)).identity == view.identity)
    }

    @Test(arguments: [
        (JSONValue.integer(-1), DataType.int16, [0xFF, 0xFF] as [UInt8]), (.integer(255), .int8, [0xFF]),
        (.number(1e30), .int16, [0x01, 0x80]), (.number(.nan), .uint8, [127]),
        (.string("x"), .uint16, [0xFF, 0xFF]),
        (.integer(3), .float32, [0, 0, 0x40, 0x40]),
        (.unsigned(.max), .uint64, Array(repeating: 0xFF, count: 8)),
    ])
    func fillsAreOfTheirType(_ value: JSONValue, _ type: DataType, _ bytes: [UInt8]) {
        #expect(FillNumber(of: type, JSONObject([("_FillValue", value)])).bytes == bytes)
    }
}

/// Runs of a list of cells, as a box leaves them of a grid along one dimension.
@Suite struct ManyRunsTests {
    private static let runs = (0..<40).map { (10 * $0)..<(10 * $0 + 1 + $0 % 5) }
    private static let indices = runs.flatMap { Array($0) }

    @Test func positionsAndIndicesAreEachOthersInverse() {
        let window = IndexWindow(runs: Self.runs)
        #expect(window.count == Self.indices.count)
        #expect((0..<window.count).map(window.index) == Self.indices)
        let positions = Dictionary(uniqueKeysWithValues: zip(Self.indices, 0...))
        for index in 0..<420 { #expect(window.position(of: index) == positions[index]) }
    }

    @Test(arguments: [(0, 120, 1), (7, 30, 3), (50, 1, 9), (100, 5, 4)])
    func rangesAreMapped(_ start: Int, _ count: Int, _ stride: Int) {
        let range = IndexRange(start: start, count: count, stride: stride)
        let mapped = IndexWindow(runs: Self.runs).indices(of: range).flatMap { run in
            (0..<run.count).map { run[$0] }
        }
        #expect(mapped == (0..<count).map { Self.indices[range[$0]] })
    }
}

/// Of a window around an area only the chunks are read that hold a cell of it.
@Suite struct MeantChunksTests {
    /// 40 × 40 cells of 1° in chunks of 4 × 4, each telling its indices.
    private static let cube = try? CubeFixture.latLon(
        (0..<40).map(Double.init),
        (0..<40).map(Double.init),
        chunkShape: [4, 4]
    ) { Int32(100 * $0[0] + $0[1]) }

    @Test(arguments: [
        // Two corners that touch four chunks of a hundred, and a stripe along the diagonal.
        ([[(0.0, 0.0), (3, 0), (3, 3), (0, 3)], [(36, 36), (39, 36), (39, 39), (36, 39)]], 2),
        ([[(-1, 0), (1, -1), (40, 39), (39, 40)]], 28),
    ])
    func areasReadNoOthers(_ rings: [[(Double, Double)]], _ chunks: Int) throws {
        let dataset = try #require(Self.cube?.dataset)
        let region = try #require(
            Region(rings.map { [($0 + $0.prefix(1)).map { Region.Vertex(x: $0.0, y: $0.1) }] })
        )
        let plan = try dataset.bind(Query(variables: ["v"], place: .region(region)))
        let read = plan.parts[0]
        let cells = try #require(read.placed)
        let inside = try #require(cells.inside)
        let rows = cells.rows.flatMap { range in (0..<range.count).map { range[$0] } }
        let columns = cells.columns.flatMap { range in (0..<range.count).map { range[$0] } }
        var touched: Set<Int> = []
        let values = try plan.open(context: context).values(part: 0, context: context).doubles
        for (line, runs) in inside.enumerated() {
            for place in runs.joined() {
                touched.insert(rows[line] / 4 * 10 + columns[place] / 4)
                #expect(values[line * columns.count + place] == Double(100 * rows[line] + columns[place]))
            }
        }
        #expect(plan.cost.chunks == touched.count && plan.cost.decodedBytes == touched.count * 64)
        #expect(touched.count == chunks)
    }

    @Test func runsOfOneChunkCountOnce() {
        let runs = [0, 2, 5, 7, 9, 30].map { IndexRange(start: $0, count: 1) }
        #expect(DimensionWalk.chunkCount(runs, ChunkEdges(edge: 4, length: 40)) == 4)
        #expect(DimensionWalk.chunkCount(runs.reversed(), ChunkEdges(edge: 4, length: 40)) == 6)
    }
}
