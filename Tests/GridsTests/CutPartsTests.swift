import Execution
import Failures
import TestSupport
import Testing

@testable import Grids

/// What a box leaves of grids whose cells answer by being near is what a grid of those cells alone would be.
@Suite struct CutPartsTests {
    private static let (columns, rows) = (12, 10)

    private static func places(moving isHidden: (GeographicPoint) -> Bool, by degrees: Double)
        -> [GeographicPoint]
    {
        (0..<columns * rows).map { item in
            let (column, row) = (Double(item % columns), Double(item / columns))
            let place = GeographicPoint(
                longitude: 10 + column + 0.2 * row,
                latitude: 40 + row - 0.1 * column
            )
            guard isHidden(place) else { return place }
            return GeographicPoint(longitude: place.longitude, latitude: place.latitude + degrees)
        }
    }

    private static func curvilinear(_ places: [GeographicPoint]) throws -> any Grid {
        var numbers = CurvilinearPlaces(count: places.count, isSingle: false)
        numbers.take(longitudes: places.map(\.longitude))
        numbers.take(latitudes: places.map(\.latitude))
        let context = WorkContext.background(seconds: 60)
        let cells = try CurvilinearCells(
            columns: columns,
            rows: rows,
            places: numbers,
            corners: nil,
            context: context
        )
        return try CurvilinearGrid(cells, context: context)
    }

    private static func mesh(_ places: [GeographicPoint]) throws -> any Grid {
        let vectors = FixedVectors(
            longitudes: places.map(\.longitude),
            latitudes: places.map(\.latitude)
        )
        let index = try NodeIndex(vectors, context: .background(seconds: 60))
        return MeshGrid(
            kind: "points",
            location: .node,
            places: .computed(vectors),
            finder: .nodes(index, around: nil)
        )
    }

    private static func stations(_ places: [GeographicPoint]) throws -> any Grid {
        let features = FeaturePlaces(
            .features,
            longitudes: places.map(\.longitude),
            latitudes: places.map(\.latitude)
        )
        return try #require(try PointsGrid(features, context: .background(seconds: 60)))
    }

    private func part(_ grid: any Grid, _ box: GeographicBox, _ memory: PartMemory = PartMemory()) throws
        -> any Grid
    {
        let cut = try #require(grid.cut(to: box))
        let left = BoxedCells(
            cut,
            in: box,
            columns: IndexWindow(runs: cut.columns),
            rows: grid.rowCount == 1 ? nil : IndexWindow(runs: cut.rows)
        )
        return try grid.part(of: left, memory: memory)
    }

    /// What is made for one view is counted once, for as long as it or the whole grid is there; what making it takes is reserved
    /// for as long as that.
    @Test(arguments: [curvilinear, mesh, stations])
    func partsTakeMemory(_ make: @Sendable ([GeographicPoint]) throws -> any Grid) throws {
        let box = try #require(GeographicBox(west: 12, south: 41, east: 20, north: 46.3))
        let places = Self.places(moving: { _ in false }, by: 0)
        let ledger = MemoryLedger(budget: 64 << 20)
        do {
            let whole = try make(places)
            let (one, other) = (PartMemory(ledger), PartMemory(ledger))
            let part = try part(whole, box, one)
            let held = ledger.held
            // A list of the cells at the least.
            let listed = (part.columnCount * part.rowCount) * MemoryLayout<Int32>.size
            #expect(ledger.maxReserved >= listed && ledger.reserved == 0)
            #expect(held > 50 * 16 && one.reservations.count == 1)
            _ = try self.part(whole, box, other)
            #expect(ledger.held == held && other.reservations.count == 1)
        }
        #expect(ledger.held == 0)
    }

    /// Without memory for it nobody is answered from the whole grid: that would be told by hidden cells, and otherwise by
    /// another worker.
    @Test(arguments: [curvilinear, mesh, stations])
    func noMemoryIsNoAnswer(_ make: @Sendable ([GeographicPoint]) throws -> any Grid) throws {
        let box = try #require(GeographicBox(west: 12, south: 41, east: 20, north: 46.3))
        let places = Self.places(moving: { _ in false }, by: 0)
        let (wide, whole) = (MemoryLedger(budget: 64 << 20), try make(places))
        let made = try part(whole, box, PartMemory(wide))
        // Others hold what may be held; and there is enough for what stays alone, as others have reserved the rest.
        let (taken, full) = (MemoryLedger(budget: 64 << 20), MemoryLedger(budget: 64 << 20))
        let brief = WorkContext.background(seconds: 0.01)
        var others = full.reserveNow(full.budget - wide.held - 1)
        #expect(others != nil)
        let held = try taken.hold(taken.maxHeld, context: brief)
        let another = try make(places)
        for ledger in [taken, full] {
            let (memory, before) = (PartMemory(ledger, for: brief), ledger.held)
            #expect(throws: Failure.busy) { _ = try part(another, box, memory) }
            #expect(memory.reservations.isEmpty && ledger.held == before)
        }
        withExtendedLifetime(held) {}
        // It is made as soon as there is room.
        others = nil
        let later = try part(another, box, PartMemory(full, for: brief))
        #expect(full.held == wide.held && later.extent == made.extent)
    }

    /// What can never have its memory beside the grid's own is answered by the whole grid's index: at any time, in every worker.
    @Test(arguments: [curvilinear, mesh, stations])
    func whatNeverHasItsMemoryIsOfTheWholeGrid(_ make: @Sendable ([GeographicPoint]) throws -> any Grid)
        throws
    {
        let box = try #require(GeographicBox(west: 12, south: 41, east: 20, north: 46.3))
        let whole = try make(Self.places(moving: { _ in false }, by: 0))
        let made = try part(whole, box)
        let tiny = MemoryLedger(budget: 4096)
        let memory = PartMemory(tiny, for: .background(seconds: 0.01))
        let left = try part(whole, box, memory)
        #expect(memory.reservations.isEmpty && tiny.held == 0 && left.kind == made.kind)
        #expect((left.columnCount, left.rowCount) == (made.columnCount, made.rowCount))
    }

    @Test(arguments: [curvilinear, mesh, stations])
    func hiddenCellsHaveNoInfluence(_ make: @Sendable ([GeographicPoint]) throws -> any Grid) throws {
        let box = try #require(GeographicBox(west: 12, south: 41, east: 20, north: 46.3))
        let isHidden = { (place: GeographicPoint) in !box.holds(place) }
        // Beyond the northern edge all lie a little farther away.
        let isMoved = { (place: GeographicPoint) in isHidden(place) && place.latitude > 46 }
        let parts = try [0.0, 0.3, 2.0].map { try part(make(Self.places(moving: isMoved, by: $0)), box) }
        let target = RasterTarget(
            system: .geographic,
            minX: 10,
            minY: 40,
            maxX: 22,
            maxY: 49,
            width: 480,
            height: 360
        )
        let map = parts[0].cells(under: target)
        #expect(map.columns.count { $0 >= 0 } > 20)
        for other in parts.dropFirst() {
            #expect(other.extent == parts[0].extent)
            let moved = other.cells(under: target)
            #expect(moved.columns == map.columns && moved.rows == map.rows)
            for row in 0..<other.rowCount {
                for column in 0..<other.columnCount {
                    let cell = GridCell(column: column, row: row)
                    #expect(other.outline(of: cell) == parts[0].outline(of: cell))
                    #expect(other.centre(of: cell) == parts[0].centre(of: cell))
                }
            }
        }
        // Each is where it was.
        for row in 0..<parts[0].rowCount {
            for column in 0..<parts[0].columnCount {
                let cell = GridCell(column: column, row: row)
                guard let centre = parts[0].centre(of: cell) else { continue }
                #expect(box.holds(centre) && parts[0].cell(containing: centre) == cell)
            }
        }
    }

    /// What takes long is made once.
    @Test func partsAreKept() throws {
        let box = try #require(GeographicBox(west: 12, south: 41, east: 20, north: 46.3))
        let grid = try Self.curvilinear(Self.places(moving: { _ in false }, by: 0))
        let (one, other) = (try part(grid, box), try part(grid, box))
        #expect(one.hasSameCells(as: other))
        let narrow = try part(grid, try #require(GeographicBox(west: 12, south: 41, east: 15, north: 45)))
        #expect(!one.hasSameCells(as: narrow))
    }

    /// Columns with others between them are no neighbours, and nothing is made of more cells than are allowed.
    @Test func notEveryCutIsAGridOfItsOwn() {
        let parted = IndexWindow(runs: [0..<3, 5..<7])
        let cut = CutParts<CurvilinearGrid>.Cut(columns: parted, rows: nil, mask: nil)
        #expect(cut.items(columns: 8, rows: 2) == nil)
        #expect(cut.items(columns: 8, rows: 1) == [0, 1, 2, 5, 6])
        let all = CutParts<CurvilinearGrid>.Cut(columns: nil, rows: nil, mask: nil)
        #expect(all.items(columns: 1 << 12, rows: 1 << 11) == nil)
        #expect(all.items(columns: .max, rows: 2) == nil)
        #expect(all.items(columns: 3, rows: 2) == [0, 1, 2, 3, 4, 5])
    }
}
