import CF
import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

private var context: WorkContext { .background(seconds: 60) }

/// A nest of 6 × 8 cells of half a degree that moves by two degrees east and one north at each step, and of whose last step no
/// place is known; the values are the numbers of their elements.
@Suite struct MovingGridTests {
    private static let (steps, rows, columns) = (4, 6, 8)

    private static func centre(_ step: Int, _ row: Int, _ column: Int) -> GeographicPoint {
        GeographicPoint(
            longitude: 175 + 2 * Double(step) + 0.5 * Double(column),
            latitude: 10 + Double(step) + 0.5 * Double(row)
        )
    }

    private static func cube(limits: Limits = Limits()) throws -> CubeFixture {
        let dimensions = [("time", steps), ("south_north", rows), ("west_east", columns)]
        let places = (0..<steps).flatMap { step in
            (0..<rows).flatMap { row in (0..<columns).map { centre(step, row, $0) } }
        }
        let last = (steps - 1) * rows * columns
        let array = { (name: String, units: String, number: (GeographicPoint) -> Double) in
            FixtureArray(
                name,
                dimensions,
                .float64,
                places.enumerated().map { $0 < last ? number($1) : .nan },
                attributes: [("units", JSONValue(units))]
            )
        }
        let times = FixtureArray.times((0..<steps).map { 6 * Double($0) }, "hours since 2020-01-01")
        return try CubeFixture(
            arrays: [
                times,
                array("XLONG", "degree_east") { $0.longitude > 180 ? $0.longitude - 360 : $0.longitude },
                array("XLAT", "degree_north", \.latitude),
                FixtureArray(
                    "T2",
                    dimensions,
                    .float32,
                    (0..<(steps * rows * columns)).map { Float($0) },
                    attributes: [("coordinates", "XLONG XLAT")],
                    chunkShape: [1, 3, 4]
                ),
            ],
            limits: limits
        )
    }

    /// What a place is answered, by the steps that have it.
    private static func answers(_ cube: CubeFixture, _ place: Place, steps: Range<Int>? = nil) throws -> [(
        step: Int, values: [Double], centres: [GeographicPoint]
    )] {
        var query = Query(variables: ["T2"], place: place, form: .coverages)
        if let steps { query.selectors = [.role(.time): .positions([IndexRange(steps)])] }
        let plan = try cube.dataset.bind(query, context: context)
        let reading = try plan.open(context: context)
        return try plan.parts.enumerated().map { number, part in
            let values = try reading.values(part: number, context: context).doubles
            let centres: [GeographicPoint] =
                switch part.placed?.centres {
                case .scattered(let places)?: places
                case .lines(let longitudes, let latitudes)?:
                    zip(longitudes, latitudes).map { GeographicPoint(longitude: $0, latitude: $1) }
                default: []
                }
            return (part.ranges[0][0].start, values, centres)
        }
    }

    /// The number of the element whose centre is nearest at a step; nil beyond three quarters of the spacing.
    private static func expected(_ step: Int, _ place: GeographicPoint) -> Double? {
        guard step < steps - 1 else { return nil }
        let cells = (0..<rows).flatMap { row in (0..<columns).map { (row, $0) } }
        let distance = { (cell: (Int, Int)) in
            UnitVector(centre(step, cell.0, cell.1)).squaredChord(to: UnitVector(place))
        }
        guard let nearest = cells.min(by: { distance($0) < distance($1) }) else { return nil }
        let middle = UnitVector(centre(step, nearest.0, nearest.1))
        let neighbours = cells.filter { abs($0.0 - nearest.0) <= 1 && abs($0.1 - nearest.1) <= 1 }
        let spacing = neighbours.map { middle.squaredChord(to: UnitVector(centre(step, $0.0, $0.1))) }
            .max()
        guard distance(nearest).squareRoot() < 0.75 * (spacing ?? 0).squareRoot() else { return nil }
        return Double((step * rows + nearest.0) * columns + nearest.1)
    }

    @Test func eachTimeHasTheCellOfItsOwnPlaces() throws {
        let cube = try Self.cube()
        let variable = try cube.dataset.variable(named: "T2")
        #expect(variable.grid?.kind == "curvilinear")
        #expect(
            cube.dataset.findings.map(\.problem) == [
                .stepsWithoutPlaces(count: 1, of: Self.steps, dimension: "time")
            ]
        )
        var seen = 0
        for place in stride(from: 174.1, to: 186, by: 0.73).flatMap({ x in
            stride(from: 9.13, to: 16, by: 0.61).map { GeographicPoint(longitude: x, latitude: $0) }
        }) {
            let wanted = (0..<Self.steps).compactMap { step in Self.expected(step, place).map { (step, $0) } }
            let question = Place.point(longitude: place.longitude, latitude: place.latitude)
            guard !wanted.isEmpty else {
                #expect(throws: Failure.self) { try Self.answers(cube, question) }
                continue
            }
            let found = try Self.answers(cube, question)
            #expect(found.map(\.step) == wanted.map(\.0) && found.map(\.values) == wanted.map { [$0.1] })
            seen += found.count
        }
        #expect(seen > 100)
    }

    @Test func areasAreThoseOfEachTime() throws {
        let box = try #require(GeographicBox(west: 178, south: 11.9, east: -179, north: 13.1))
        let found = try Self.answers(try Self.cube(), .box(box))
        for (step, values, centres) in found {
            let wanted = (0..<Self.rows).flatMap { row in (0..<Self.columns).map { (row, $0) } }.filter {
                let centre = Self.centre(step, $0.0, $0.1)
                return (178...181).contains(centre.longitude) && (11.9...13.1).contains(centre.latitude)
            }
            #expect(centres.count == wanted.count && values.count >= wanted.count)
        }
        #expect(found.map(\.step) == [0, 1, 2])
    }

    /// A picture shows the nest where it is at its time, and nothing where no place is known.
    @Test func picturesAreOfTheirTime() throws {
        let cube = try Self.cube()
        let variable = try cube.dataset.variable(named: "T2")
        let target = RasterTarget(
            system: .geographic,
            minX: 174,
            minY: 9,
            maxX: 180,
            maxY: 16,
            width: 30,
            height: 35
        )
        for step in 0..<Self.steps {
            let selectors: [AxisKey: AxisSelector] = [
                .role(.time): .positions([IndexRange(start: step, count: 1)])
            ]
            let plan = try cube.dataset.bind(map: variable, selectors: selectors, target: target)
            var pixels = [Double?](repeating: nil, count: 1050)
            try plan.read(context: context) { window, cells in
                for pixel in pixels.indices {
                    let (row, column) = (Int(cells.rows[pixel]), Int(cells.columns[pixel]))
                    guard window.rows.contains(row), window.columns.contains(column) else { continue }
                    let element =
                        window.base + (row - window.rows.lowerBound) * window.rowStride
                        + (column - window.columns.lowerBound) * window.columnStride
                    pixels[pixel] = Double(window.bytes.bindMemory(to: Float.self)[element])
                }
            }
            for (pixel, found) in pixels.enumerated() {
                let place = GeographicPoint(
                    longitude: 174 + 0.2 * (Double(pixel % 30) + 0.5),
                    latitude: 16 - 0.2 * (Double(pixel / 30) + 0.5)
                )
                #expect(found == Self.expected(step, place), "step \(step), \(place)")
            }
            #expect((pixels.contains { $0 != nil }) == (step < 3) && plan.isEmpty == (step == 3))
            let slice = try cube.dataset.slice(of: variable, selectors: selectors)
            let centre = slice.grid?.centre(of: GridCell(column: 1, row: 2))
            #expect(step == 3 ? centre == nil : centre == Self.centre(step, 2, 1).withinTurn)
        }
    }

    @Test func theExtentIsThatOfAllSteps() throws {
        let extent = try #require(Self.cube().dataset.variable(named: "T2").grid?.extent)
        // From the outermost centres up to the reach of their cells, three quarters of a diagonal of half a degree.
        #expect((174.4..<174.75).contains(extent.west) && (182.75..<183.1).contains(extent.east))
        #expect((9.4..<9.75).contains(extent.south) && (14.75..<15.1).contains(extent.north))
    }

    /// Where the nest was at hidden times is not told.
    @Test func policiesHideSteps() throws {
        let cube = try Self.cube()
        let first = try #require(TimeText("2020-01-01T06:00:00Z"))
        let late = try cube.restricted(by: Policy(earliest: .at(first)))
        let variable = try late.dataset.variable(named: "T2")
        let extent = try #require(variable.grid?.extent)
        #expect(extent.west > 176.4 && extent.south > 10.4)
        let place = Self.centre(1, 0, 0)
        let question = Place.point(longitude: place.longitude, latitude: place.latitude)
        #expect(try Self.answers(late, question).map(\.values) == [[48]])
        #expect(try Self.answers(cube, question).map(\.step) == [0, 1])
    }

    /// At each step a box leaves other cells, by place and by index, and the extent tells nothing of steps outside.
    @Test func aPolicysBoxHidesCellsOfEachStep() throws {
        let box = try #require(GeographicBox(west: 177.6, south: 11.4, east: 180.2, north: 13.2))
        let isLeft = { (step: Int, row: Int, column: Int) in
            let centre = Self.centre(step, row, column)
            return step < 3 && (177.6...180.2).contains(centre.longitude)
                && (11.4...13.2).contains(centre.latitude)
        }
        let cube = try Self.cube().restricted(by: Policy(box: box))
        let variable = try cube.dataset.variable(named: "T2")
        let extent = try #require(variable.grid?.extent)
        #expect(extent.west >= 177.6 && extent.east <= 180.2 && extent.south >= 11.4 && extent.north <= 13.2)
        var seen = 0
        for row in 0..<Self.rows {
            for column in 0..<Self.columns {
                let place = Self.centre(1, row, column)
                let question = Place.point(longitude: place.longitude, latitude: place.latitude)
                let found = try? Self.answers(cube, question, steps: 1..<2)
                let number = Double((Self.rows + row) * Self.columns + column)
                if isLeft(1, row, column) {
                    #expect(found?.map(\.values) == [[number]])
                    seen += 1
                } else if let value = found?.first?.values.first {
                    // Beyond the last cells that are left these answer, as at the edge of an array.
                    let other = Int(value) - Self.rows * Self.columns
                    #expect(isLeft(1, other / Self.columns, other % Self.columns), "\(value)")
                }
            }
        }
        #expect(seen > 4)
        for name in ["T2", "XLAT"] {
            let array = try #require(cube.dataset.arrays.first { $0.name == name })
            let plan = try cube.dataset.bind([(array, array.shape.map { IndexRange(0..<$0) })])
            let values = try plan.open(context: context).values(part: 0, context: context).doubles
            for (number, value) in values.enumerated() {
                let (height, width) = (array.shape[1], array.shape[2])
                let row = array.arrayIndex(number / width % height, dimension: 1)
                let column = array.arrayIndex(number % width, dimension: 2)
                #expect(value.isFinite == isLeft(number / (width * height), row, column), "\(name) \(number)")
            }
        }
        let nowhere = try #require(GeographicBox(west: 0, south: 0, east: 10, north: 10))
        #expect(
            !(try Self.cube().restricted(by: Policy(box: nowhere))).dataset.variables.contains {
                $0.name == "T2"
            }
        )
    }

    /// Steps whose places are over the limit are told, and served by index as before.
    @Test func stepsAreHeldAgainstLimits() throws {
        var limits = Limits()
        limits.coordinateBytes = 6000
        let dataset = try Self.cube(limits: limits).dataset
        #expect(try dataset.variable(named: "T2").grid == nil)
        #expect(dataset.findings.contains { $0.subject == "T2" })
    }
}
