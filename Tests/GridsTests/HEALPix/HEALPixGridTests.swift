import Execution
import Failures
import TestSupport
import Testing

@testable import Grids

/// Cells of HEALPix grids, whole and listed, against a look at every pixel.
@Suite struct HEALPixGridTests {
    private static var bounds: PlacingBounds {
        PlacingBounds(limits: Limits(), context: .background(seconds: 60))
    }

    /// A grid, with its name for people.
    private struct Case: CustomTestStringConvertible {
        let name: String
        let make: @Sendable () throws -> HEALPixGrid

        var testDescription: String { name }
    }

    private static func whole(_ side: Int, _ order: HEALPixDivision.Order, flattening: Double = 0) throws
        -> HEALPixGrid
    {
        let division = try #require(HEALPixDivision(side: side, order: order))
        return try #require(HEALPixGrid(whole: division, figure: AuthalicLatitude(flattening: flattening)))
    }

    private static func listed(
        _ numbers: HEALPixList.Numbers,
        _ values: [Int?],
        most: Int = 1 << 20,
        flattening: Double = 0
    ) throws -> HEALPixGrid {
        var list = HEALPixList(numbers)
        for value in values {
            let isTaken = list.append(value, most: most)
            try #require(isTaken)
        }
        let index = try #require(HEALPixIndex(list, most: most))
        return HEALPixGrid(list: list, index: index, figure: AuthalicLatitude(flattening: flattening))
    }

    /// Every third pixel and all of one face, in no order.
    private static func some(_ order: HEALPixDivision.Order) throws -> HEALPixGrid {
        let division = try #require(HEALPixDivision(side: 16, order: order))
        var random = SplitMix(state: 14)
        var pixels = (0..<division.count).filter { $0 % 3 == 0 || $0 / 256 == 5 }
        pixels.shuffle(using: &random)
        return try listed(.pixels(division), pixels)
    }

    /// A MOC-like cover: coarse pixels, and the finer ones of some others.
    private static func mixed(_ numbering: HEALPixNumbering) throws -> HEALPixGrid {
        let coarse = (0..<192).filter { $0 % 2 == 0 }.map { (2, $0) }
        let fine = (0..<192).filter { $0 % 2 == 1 && $0 % 3 == 0 }.flatMap { parent in
            (0..<16).filter { $0 != 7 }.map { (4, parent * 16 + $0) }
        }
        var random = SplitMix(state: 15)
        var cells = coarse + fine
        cells.shuffle(using: &random)
        let values = cells.map { level, nested in
            numbering == .nuniq ? nested + 4 << (2 * level) : (2 * nested + 1) << (2 * (29 - level))
        }
        return try listed(.unique(numbering), values)
    }

    private static let cases = [
        Case(name: "nested") { try whole(16, .nested) },
        Case(name: "ring") { try whole(16, .ring) },
        Case(name: "ring of 13") { try whole(13, .ring) },
        Case(name: "nested on an ellipsoid") { try whole(16, .nested, flattening: 1 / 298.25) },
        Case(name: "listed, nested") { try some(.nested) },
        Case(name: "listed, ring") { try some(.ring) },
        Case(name: "nuniq") { try mixed(.nuniq) },
        Case(name: "zuniq") { try mixed(.zuniq) },
    ]

    /// Of what is listed the positions, in order, whose centres `holds` says are meant.
    private func expected(_ grid: HEALPixGrid, _ holds: (GeographicPoint) -> Bool) -> [Int] {
        (0..<grid.list.list.count).filter { position in
            grid.centre(of: GridCell(column: position, row: 0)).map(holds) ?? false
        }
    }

    private func positions(_ cells: CellSet?) -> [Int] {
        cells?.columns.flatMap { range in (0..<range.count).map { range[$0] } } ?? []
    }

    @Test(arguments: cases) private func everyCellHoldsItsCentre(_ item: Case) throws {
        let grid = try item.make()
        for position in 0..<grid.list.list.count {
            let centre = try #require(grid.centre(of: GridCell(column: position, row: 0)))
            #expect(grid.cell(containing: centre) == GridCell(column: position, row: 0))
            let outline = try #require(grid.outline(of: GridCell(column: position, row: 0)))
            #expect(outline.count >= 16)
            #expect(outline.allSatisfy { abs($0.latitude) <= 90 && abs($0.longitude) <= 180 })
        }
        for column in [-1, grid.list.list.count, .max, .min] {
            #expect(grid.centre(of: GridCell(column: column, row: 0)) == nil)
            #expect(grid.outline(of: GridCell(column: column, row: 0)) == nil)
        }
        #expect(grid.centre(of: GridCell(column: 0, row: 1)) == nil)
    }

    @Test(arguments: cases) private func boxesHoldCentres(_ item: Case) throws {
        let grid = try item.make()
        let boxes = [
            (-10.0, -20.0, 33.0, 45.5), (170, -5, -160, 60), (0, 60, 360, 90), (-180, -90, 180, 90),
            (350, -91, 370, 3),
            (45, 0, 45, 0), (20, 30, 20.1, 30.1), (710, -89, 1000, -50), (-180, 89, 180, 90), (5, 91, 6, 95),
        ]
        for (west, south, east, north) in boxes {
            let box = try #require(GeographicBox(west: west, south: south, east: east, north: north))
            let wanted = expected(grid) { centre in
                centre.latitude >= south - 1e-9 && centre.latitude <= north + 1e-9
                    && box.offset(of: centre.longitude) <= box.width + 1e-9
            }
            let found = try grid.cells(in: .box(box), within: Self.bounds)
            #expect(positions(found) == wanted, "\(west) \(south) \(east) \(north)")
            guard case .scattered(let centres)? = found?.centres else { continue }
            #expect(centres == wanted.compactMap { grid.centre(of: GridCell(column: $0, row: 0)) })
        }
    }

    @Test(arguments: cases) private func polygonsHoldCentres(_ item: Case) throws {
        let grid = try item.make()
        let star = (0..<40).map { corner in
            let (angle, radius) = (Double(corner) / 20 * .pi, corner % 2 == 0 ? 48.0 : 17.0)
            return Region.Vertex(
                x: 165 + 1.7 * radius * cosine(angle),
                y: 20 + radius * cosine(angle - .pi / 2)
            )
        }
        let hole = [(150.0, 10.0), (160, 10), (160, 25), (150, 25), (150, 10)].map {
            Region.Vertex(x: $0, y: $1)
        }
        let triangle = [(-20.0, -60.0), (40, -60), (10, -20), (-20, -60)].map { Region.Vertex(x: $0, y: $1) }
        let region = try #require(Region([[star + [star[0]], hole], [triangle]]))
        let centres = (0..<grid.list.list.count).compactMap { grid.centre(of: GridCell(column: $0, row: 0)) }
        let isInside = try region.holds(
            centres,
            where: centres.map { _ in true },
            limits: Limits(),
            context: .background(seconds: 60)
        )
        let found = try grid.cells(in: .region(region), within: Self.bounds)
        #expect(positions(found) == centres.indices.filter { isInside[$0] })
        #expect(!positions(found).isEmpty)
    }

    private func cosine(_ angle: Double) -> Double {
        // The Taylor series is enough for corners.
        let turned = angle.remainder(dividingBy: 2 * .pi)
        var (term, sum) = (1.0, 1.0)
        for step in 1..<14 {
            term *= -turned * turned / Double((2 * step - 1) * 2 * step)
            sum += term
        }
        return sum
    }

    @Test(arguments: cases) private func picturesShowTheCellUnderEachPixel(_ item: Case) throws {
        let grid = try item.make()
        for system in [RasterTarget.System.geographic, .webMercator] {
            let scale = system == .geographic ? 1 : 111_000.0
            let target = RasterTarget(
                system: system,
                minX: -190 * scale,
                minY: -95 * scale,
                maxX: 200 * scale,
                maxY: 91 * scale,
                width: 97,
                height: 61
            )
            let map = grid.cells(under: target)
            var visited = [Int](repeating: 0, count: grid.list.list.count)
            for row in 0..<target.height {
                for column in 0..<target.width {
                    let pixel = row * target.width + column
                    let place = GeographicPoint(
                        longitude: target.longitude(ofColumn: column),
                        latitude: target.latitude(ofRow: row)
                    )
                    let cell = grid.cell(containing: place)
                    #expect(Int(map.columns[pixel]) == cell?.column ?? -1)
                    #expect(map.rows[pixel] == (cell == nil ? -1 : 0))
                    #expect(grid.cell(under: target, column: column, row: row) == cell)
                    if let cell { visited[cell.column] += 1 }
                }
            }
            grid.forEachCell(under: target) { visited[$0.column] -= 1 }
            #expect(visited.allSatisfy { $0 == 0 })
        }
    }

    @Test func cellsOfLevelsLieInOneAnother() throws {
        // A pixel of level 1, one of its children and a grandchild of another child.
        let grid = try Self.listed(.unique(.nuniq), [5 + 16, 22 + 64, 93 + 256])
        let centre = { (level: Int, pixel: Int) in
            HEALPixDivision(level: level, order: .nested)?.centre(of: pixel)
                ?? GeographicPoint(longitude: 0, latitude: 0)
        }
        #expect(grid.cell(containing: centre(2, 20))?.column == 0)
        #expect(grid.cell(containing: centre(2, 22))?.column == 1)
        #expect(grid.cell(containing: centre(3, 93))?.column == 2)
        #expect(grid.cell(containing: centre(3, 94))?.column == 0)
        #expect(grid.cell(containing: centre(1, 6)) == nil)
    }

    @Test func listsWithStrangersAndRepeats() throws {
        let division = try #require(HEALPixDivision(level: 2, order: .nested))
        var list = HEALPixList(.pixels(division))
        let numbers: [Int?] = [4, 5, 6, nil, 5, -1, 192, 191, .max, .min, 6, 7]
        for number in numbers {
            let isTaken = list.append(number, most: 100)
            #expect(isTaken)
        }
        #expect(list.list.strangers == 5)
        let index = try #require(HEALPixIndex(list, most: 100))
        #expect(index.runs.repeated == 2)
        let grid = HEALPixGrid(list: list, index: index, figure: nil)
        for (pixel, position) in [(4, 0), (5, 1), (6, 2), (7, 11), (191, 7)] {
            #expect(grid.cell(containing: try #require(division.centre(of: pixel)))?.column == position)
        }
        #expect(grid.centre(of: GridCell(column: 4, row: 0)) == division.centre(of: 5))
        #expect(grid.centre(of: GridCell(column: 3, row: 0)) == nil)
        // More pixels than may be held one by one, and more runs.
        #expect(HEALPixIndex(list, most: 3) == nil)
        let isTaken = list.append(100, most: list.list.runCount)
        #expect(!isTaken)
    }

    /// The outer edges of what is listed, whichever way it is numbered.
    @Test func extents() throws {
        let division = try #require(HEALPixDivision(level: 3, order: .nested))
        let rings = try #require(division.renumbered(.ring))
        let isNear = { (centre: GeographicPoint) in
            abs(centre.latitude - 10) < 25 && abs((centre.longitude - 175).remainder(dividingBy: 360)) < 30
        }
        for division in [division, rings] {
            let pixels = (0..<division.count).filter { division.centre(of: $0).map(isNear) ?? false }
            let grid = try Self.listed(.pixels(division), pixels)
            var (west, east, south, north) = (360.0, 0.0, 90.0, -90.0)
            for pixel in pixels {
                for place in division.outline(of: pixel, pointsPerSide: 1) ?? [] {
                    let longitude = place.longitude < 0 ? place.longitude + 360 : place.longitude
                    (west, east) = (min(west, longitude), max(east, longitude))
                    (south, north) = (min(south, place.latitude), max(north, place.latitude))
                }
            }
            #expect(abs(grid.extent.west - west) < 1e-9 && abs(grid.extent.east - east) < 1e-9)
            #expect(abs(grid.extent.south - south) < 1e-9 && abs(grid.extent.north - north) < 1e-9)
        }
        #expect(
            try Self.whole(8, .nested).extent
                == GeographicExtent(west: -180, south: -90, east: 180, north: 90)
        )
        #expect(
            try Self.whole(13, .ring).extent == GeographicExtent(west: -180, south: -90, east: 180, north: 90)
        )
    }

    /// 201 million cells: whatever is asked of a few of them costs a few.
    @Test func aSphereOfManyCellsCostsNothing() throws {
        let grid = try Self.whole(4096, .nested)
        #expect(grid.list.list.runCount == 1)
        let box = try #require(GeographicBox(west: 10, south: 50, east: 11, north: 51))
        let cells = try #require(try grid.cells(in: .box(box), within: Self.bounds))
        let count = positions(cells).count
        // A square degree has 4,880 of them, less by the cosine of the latitude.
        #expect(abs(Double(count) / (4880 * 0.636) - 1) < 0.01)
        let world = try #require(GeographicBox(west: -180, south: -90, east: 180, north: 90))
        #expect(throws: Failure.self) { try grid.cells(in: .box(world), within: Self.bounds) }
        // Twelve times 4^14 cells are more than maps count.
        let finer = try #require(HEALPixDivision(level: 14, order: .nested))
        #expect(HEALPixGrid(whole: finer, figure: nil) == nil)
    }

    /// A few pixels of the finest level: a footprint of half the Earth looks at these alone.
    @Test func aFewFinestPixels() throws {
        let division = try #require(HEALPixDivision(level: 29, order: .nested))
        let numbers = (0..<1000).map { $0 * 3_000_000_000_000_000 + 17 }
        let grid = try Self.listed(.pixels(division), numbers)
        let box = try #require(GeographicBox(west: -180, south: 0, east: 180, north: 90))
        let wanted = expected(grid) { $0.latitude >= 0 }
        #expect(positions(try grid.cells(in: .box(box), within: Self.bounds)) == wanted)
        #expect(wanted.count > 300)
    }

    @Test func refusals() throws {
        let grid = try Self.whole(1024, .nested)
        var limits = Limits()
        limits.outputCells = 100
        let box = GeographicBox(west: 0, south: 0, east: 3, north: 3)
        let few = PlacingBounds(limits: limits, context: .background(seconds: 60))
        #expect(throws: Failure.self) { try grid.cells(in: .box(#require(box)), within: few) }
        limits.outputCells = 10_000
        limits.crossings = 3
        let region = try #require(
            Region([[[(0.0, 0.0), (2, 0), (2, 2), (0, 0)].map { Region.Vertex(x: $0, y: $1) }]])
        )
        let short = PlacingBounds(limits: limits, context: .background(seconds: 60))
        #expect(throws: Failure.self) { try grid.cells(in: .region(region), within: short) }
        let late = PlacingBounds(limits: Limits(), context: .background(seconds: -1))
        #expect(throws: Failure.self) { try grid.cells(in: .box(#require(box)), within: late) }
    }
}

/// What a policy's box leaves of many cells, against a look at every centre.
@Suite struct HEALPixCutTests {
    @Test(
        arguments: [
            (-10.0, -20.0, 33.0, 45.5), (170, -5, -160, 60), (0, 60, 360, 90), (-180, -90, 180, 90),
            (350, -91, 370, 3),
            (45, 0, 45, 0), (20, 30, 20.1, 30.1), (710, -89, 1000, -50), (-180, 89, 180, 90),
            (-100, -90, 100, -70),
        ]
    )
    func cutsHoldTheCentresOfABox(west: Double, south: Double, east: Double, north: Double) throws {
        let box = try #require(GeographicBox(west: west, south: south, east: east, north: north))
        for (side, order) in [(32, HEALPixDivision.Order.nested), (32, .ring), (21, .ring)] {
            for flattening in [0, 1 / 298.25] {
                let figure = AuthalicLatitude(flattening: flattening)
                let division = try #require(HEALPixDivision(side: side, order: order))
                let grid = try #require(HEALPixGrid(whole: division, figure: figure))
                let expected = (0..<division.count).filter { pixel in
                    grid.centre(of: GridCell(column: pixel, row: 0)).map(box.holds) ?? false
                }
                let found = HEALPixCut(division, figure: figure, box).pixels
                #expect(found.flatMap { Array($0) } == expected, "\(side) \(order) \(flattening)")
                let cut = try #require(grid.cut(to: box))
                #expect(cut.columns == found && cut.mask == nil)
            }
        }
    }

    /// Of 201 million cells a box leaves runs, whose number grows with its border.
    @Test func manyCells() throws {
        let box = try #require(GeographicBox(west: -10, south: 35, east: 30, north: 70))
        for order in [HEALPixDivision.Order.nested, .ring] {
            let division = try #require(HEALPixDivision(side: 4096, order: order))
            let grid = try #require(HEALPixGrid(whole: division, figure: nil))
            let cut = try #require(grid.cut(to: box))
            let cells = cut.columns.reduce(0) { $0 + $1.count }
            // A ninth of a turn, and what lies between the sines of 35 and 70 degrees.
            #expect(abs(Double(cells) / (201_326_592 / 9 * (0.939693 - 0.573576) / 2) - 1) < 1e-3)
            #expect(cut.columns.count < 40_000)
            let place = GeographicPoint(longitude: 12.3, latitude: 45.6)
            let left = BoxedCells(cut, in: box, columns: IndexWindow(runs: cut.columns), rows: nil)
            let part = grid.part(of: left, memory: PartMemory())
            let cell = try #require(part.cell(containing: place))
            #expect(part.centre(of: cell) == grid.cell(containing: place).flatMap(grid.centre))
            #expect(part.cell(containing: GeographicPoint(longitude: 31, latitude: 45)) == nil)
        }
    }
}
