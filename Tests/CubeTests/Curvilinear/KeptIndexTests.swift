import Failures
import ObjectStorage
import Synchronization
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Execution
@testable import Grids

/// Indexes of curvilinear grids that are kept on disk: what another worker has of them, and what makes them others.
struct KeptIndexTests {
    private let folder = TemporaryFolder()
    private let fixture: CurvilinearFixture

    init() throws {
        fixture = try #require(CurvilinearFixture.all.first { $0.name == "patch" })
    }

    private func shelf() throws -> IndexShelf {
        try IndexShelf(folder: folder.path + "/indexes", maxBytes: 1 << 24)
    }

    private static func bytes(_ numbers: some Sequence<Double>) -> [UInt8] {
        numbers.flatMap { number in withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) } }
    }

    private func store(hasValidators: Bool = true, isSharded: Bool = false) -> MemoryStore {
        Self.store(
            fixture.rows,
            fixture.columns,
            fixture.longitudes,
            fixture.latitudes,
            hasValidators: hasValidators,
            isSharded: isSharded
        )
    }

    /// A store of places, a row a chunk, and data along time.
    private static func store(
        _ rows: Int,
        _ columns: Int,
        _ longitudes: [Double],
        _ latitudes: [Double],
        hasValidators: Bool = true,
        isSharded: Bool = false
    ) -> MemoryStore {
        let array = { (units: String) in
            ZarrText.array(
                "\(rows),\(columns)",
                chunks: isSharded ? nil : "1,\(columns)",
                type: "float64",
                fill: "\"NaN\"",
                dimensions: ["y", "x"],
                attributes: "\"units\":\"\(units)\"",
                codecs: isSharded ? ZarrText.sharding("1,\(columns)") : ZarrText.bytes
            )
        }
        let data = ZarrText.array(
            "2,\(rows),\(columns)",
            type: "float32",
            dimensions: ["time", "y", "x"],
            attributes: "\"coordinates\":\"lon lat\""
        )
        var objects = [
            "zarr.json": Array(
                ZarrText.consolidated([
                    ("lon", array("degrees_east")), ("lat", array("degrees_north")), ("v", data),
                ]).utf8
            )
        ]
        for (name, numbers) in [("lon", longitudes), ("lat", latitudes)] {
            let chunks = (0..<rows).map { bytes(numbers[$0 * columns..<($0 + 1) * columns]) }
            if isSharded {
                let index = (0..<rows).flatMap { [UInt64($0 * columns * 8), UInt64(columns * 8)] }
                objects["\(name)/c/0/0"] =
                    chunks.flatMap { $0 }
                    + index.flatMap { number in
                        withUnsafeBytes(of: number.littleEndian) { Array($0) }
                    }
            } else {
                for (row, chunk) in chunks.enumerated() { objects["\(name)/c/\(row)/0"] = chunk }
            }
        }
        return MemoryStore(objects, hasValidators: hasValidators)
    }

    /// What a new worker makes of the store.
    private func opened(
        _ store: any ObjectStore,
        _ shelf: IndexShelf?,
        limits: Limits = Limits(),
        ledger: MemoryLedger = MemoryLedger(budget: 64 << 20)
    ) throws -> Dataset {
        let context = WorkContext.background(seconds: 30)
        let group = try ZarrReader.fixture(ledger: ledger).open(
            store,
            path: "",
            term: .seconds(60),
            context: context
        )
        return try Dataset.open(
            group,
            address: DatasetAddress(id: "kept"),
            title: nil,
            summary: nil,
            version: DatasetVersion(snapshot: "1", isPinned: false, freshSeconds: 60),
            limits: limits,
            policy: .unrestricted,
            resources: ReadingResources(ledger: ledger, indexes: shelf),
            context: context
        )
    }

    private func grid(_ dataset: Dataset) throws -> CurvilinearGrid {
        let grid = try dataset.variable(named: "v").grid as? CurvilinearGrid
        return try #require(grid, "\(dataset.findings.map(\.text))")
    }

    private func expectAnswers(_ grid: CurvilinearGrid) {
        for (place, cell) in fixture.points {
            let found = grid.cell(containing: place)
            #expect(found.map { $0.row * fixture.columns + $0.column } == cell, "\(place)")
        }
    }

    @Test func anotherWorkerReadsNoCoordinates() throws {
        let (store, shelf) = (store(), try shelf())
        let first = try grid(try opened(store, shelf))
        expectAnswers(first)
        #expect(first.index?.file != nil && shelf[.builds] == 1)
        _ = (store.takeAskedKeys(), store.takeSentBytes())

        let second = try opened(store, try self.shelf())
        let chunks = store.takeAskedKeys().filter { $0.contains("/c/") }
        // A byte of each chunk tells in which state it is.
        #expect(chunks.count == 2 * fixture.rows && Set(chunks).count == chunks.count)
        let document = try #require(store["zarr.json"]).count
        #expect(store.takeSentBytes() <= 3 * document + chunks.count)
        let grid = try grid(second)
        expectAnswers(grid)
        #expect(grid.index?.file == first.index?.file && shelf[.builds] == 1 && shelf[.hits] == 1)
    }

    @Test func aKeptIndexIsTheSame() throws {
        for fixture in CurvilinearFixture.all {
            let built = try fixture.grid()
            let shelf = try shelf()
            let key = [UInt8](repeating: UInt8(fixture.rows & 255), count: 32)
            var kept: CurvilinearGrid?
            _ = try shelf.value(of: key, context: .background(seconds: 30)) { file in
                kept = CurvilinearGrid(file, columns: fixture.columns, rows: fixture.rows)
                return kept
            } build: {
                built
            } draft: {
                $0.draft
            }
            let grid = try #require(kept)
            #expect(grid.extent == built.extent && grid.cells.reach == built.cells.reach, "\(fixture.name)")
            #expect(grid.cells.tree.boxes == built.cells.tree.boxes)
            #expect(grid.cells.usableCount == built.cells.usableCount)
            #expect(grid.cells.repeatedCount == built.cells.repeatedCount)
            for (place, cell) in fixture.points {
                let found = grid.cell(containing: place)
                #expect(
                    found.map { $0.row * fixture.columns + $0.column } == cell,
                    "\(fixture.name) \(place)"
                )
            }
            _ = Command.run(["rm", "-rf", folder.path + "/indexes"])
        }
    }

    @Test func memoryOfAFileIsNobodysOwn() throws {
        let (rows, columns) = (60, 70)
        let numbers = (0..<rows * columns).map { Double($0 % columns) / 10 + Double($0 / columns) / 50 }
        let others = (0..<rows * columns).map { Double($0 / columns) / 10 - Double($0 % columns) / 90 }
        let store = Self.store(rows, columns, numbers, others)
        let shelf = try shelf()
        let ledgers = (0..<3).map { _ in MemoryLedger(budget: 64 << 20) }
        let alone = try opened(store, nil, ledger: ledgers[0])
        let built = try opened(store, shelf, ledger: ledgers[1])
        let mapped = try opened(store, shelf, ledger: ledgers[2])
        #expect(shelf[.builds] == 1 && shelf[.hits] == 1)
        #expect(ledgers[0].held - ledgers[1].held > 40 * rows * columns && ledgers[1].held == ledgers[2].held)
        withExtendedLifetime((alone, built, mapped)) {}
    }

    /// What makes the coordinates others, or what is made of them.
    @Test(arguments: ["a chunk", "units", "an absent chunk"])
    func otherCoordinatesAreAnotherIndex(_ change: String) throws {
        let (store, shelf) = (store(), try shelf())
        let first = try grid(try opened(store, shelf))
        switch change {
        case "a chunk":
            let row = fixture.latitudes[0..<fixture.columns].map { $0 + 0.01 }
            store["lat/c/0/0"] = Self.bytes(row)
        case "units":
            let text = String(decoding: try #require(store["zarr.json"]), as: UTF8.self)
            let parts = text.split(separator: "degrees_east", omittingEmptySubsequences: false)
            store["zarr.json"] = Array(parts.joined(separator: "degree_east").utf8)
        default: store["lat/c/1/0"] = nil
        }
        let second = try grid(try opened(store, shelf))
        #expect(shelf[.builds] == 2 && second.index?.file != first.index?.file)
        let (before, after) = (first.cells.places[0], second.cells.places[0])
        #expect((before != after) == (change == "a chunk"))
        #expect((second.cells.places[fixture.columns] == nil) == (change == "an absent chunk"))
    }

    @Test func otherDataLeavesTheIndex() throws {
        let (store, shelf) = (store(), try shelf())
        _ = try opened(store, shelf)
        store["v/c/0/0/0"] = [UInt8](repeating: 0, count: 8 * fixture.rows * fixture.columns)
        let text = String(decoding: try #require(store["zarr.json"]), as: UTF8.self)
        let longer = text.split(separator: "[2,", omittingEmptySubsequences: false).joined(separator: "[3,")
        store["zarr.json"] = Array(longer.utf8)
        let dataset = try opened(store, shelf)
        #expect(try dataset.variable(named: "v").stored.shape[0] == 3)
        #expect(shelf[.builds] == 1 && shelf[.hits] == 1)
    }

    /// Coordinates that change while an index is made of them, before or after they are read: none is kept, under the name of
    /// whichever state, and what another worker has afterwards is that of the state it finds.
    @Test(arguments: [false, true])
    func coordinatesThatChangeMeanwhileLeaveNoIndex(areRead: Bool) throws {
        let (store, shelf, key) = (store(), try shelf(), "lat/c/0/0")
        let before = try #require(store[key])
        let after = Self.bytes(fixture.latitudes[0..<fixture.columns].map { $0 + 0.01 })
        let changing = ChangingStore(store, key, to: after, read: areRead ? 2 * fixture.rows : 0)
        let first = try? grid(try opened(changing, shelf))
        #expect(store[key] == after && first?.index?.file == nil && shelf.entries.isEmpty)
        for state in [after, before] {
            store[key] = state
            let (kept, alone) = (try grid(try opened(store, shelf)), try grid(try opened(store, nil)))
            #expect(kept.index?.file != nil && kept.cells.places.areSame(as: alone.cells.places))
        }
    }

    /// Without validators nobody knows whether the coordinates are still the same; what is in shards of a plain store may
    /// have been decoded before.
    @Test func whatCannotBeToldApartStaysInMemory() throws {
        let shelf = try shelf()
        let unmarked = try grid(try opened(store(hasValidators: false), shelf))
        let sharded = try grid(try opened(store(isSharded: true), shelf))
        for grid in [unmarked, sharded] { #expect(grid.index?.file == nil) }
        expectAnswers(unmarked)
        expectAnswers(sharded)
        #expect(shelf[.builds] == 0)
        let distant = UnlistedStore(store())
        #expect(try self.grid(try opened(distant, shelf)).index?.file == nil, "tags that are not strong")
    }

    /// A limit counts what is mapped too: all workers refuse the same.
    @Test func limitsCountWhatIsMapped() throws {
        let (store, shelf) = (store(), try shelf())
        _ = try opened(store, shelf)
        var limits = Limits()
        limits.coordinateBytes = 1000
        let dataset = try opened(store, shelf, limits: limits)
        #expect(try dataset.variable(named: "v").grid == nil)
        let isTold = dataset.findings.contains {
            if case .coordinatesTooLarge(.coordinateBytes, _, _) = $0.problem { true } else { false }
        }
        #expect(isTold)
    }

    // Files of the right sum with other numbers.

    struct Odd: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let change: @Sendable (CurvilinearGrid) -> SectionDraft
    }

    private static func draft(
        _ grid: CurvilinearGrid,
        facts: [Int64]? = nil,
        entries: FlatArray<SphereEntry>? = nil,
        boxes: FlatArray<SphereBox>? = nil,
        reach: FlatArray<Float>? = nil,
        farthest: FlatArray<Float>? = nil,
        spread: FlatArray<Float>? = nil,
        extent: FlatArray<Double>? = nil,
        flaws: FlatArray<Int64> = [0, 0, 0, 0, 0]
    ) -> SectionDraft {
        let cells = grid.cells
        var draft = SectionDraft()
        let counts = [cells.columns, cells.rows, cells.usableCount, cells.repeatedCount].map { Int64($0) }
        draft.add(FlatArray(facts ?? counts), as: 1)
        draft.add(extent ?? [0, 0, 1, 1], as: 2)
        cells.places.add(to: &draft, as: 3)
        draft.add(reach ?? cells.reach, as: 5)
        draft.add(farthest ?? [cells.farthest], as: 6)
        draft.add(flaws, as: 7)
        draft.add(entries ?? cells.tree.entries, as: 8)
        draft.add(boxes ?? cells.tree.boxes, as: 9)
        draft.add(cells.tree.sample.positions, as: 10)
        draft.add(spread ?? FlatArray(cells.tree.sample.spread.bounds), as: 11)
        return draft
    }

    private static func entries(_ grid: CurvilinearGrid, _ item: Int32, x: Float = 0) -> FlatArray<
        SphereEntry
    > {
        var entries = Array(grid.cells.tree.entries)
        entries[3] = SphereEntry(x: x, y: 0, z: 0, item: item)
        return FlatArray(entries)
    }

    static let odds = [
        Odd(testDescription: "a cell behind the last") {
            draft($0, entries: entries($0, Int32($0.cells.places.count)))
        },
        Odd(testDescription: "a cell of the greatest number") { draft($0, entries: entries($0, .max)) },
        Odd(testDescription: "a cell that was taken away, and is somewhere") {
            draft($0, entries: entries($0, -1))
        },
        Odd(testDescription: "more places that nobody wrote than cells") {
            draft($0, flaws: [1 << 40, 0, 0, 0, 0])
        },
        Odd(testDescription: "fewer cells astray than none") { draft($0, flaws: [0, 0, 0, -1, 0]) },
        Odd(testDescription: "two counts of what is wrong") { draft($0, flaws: [0, 0]) },
        Odd(testDescription: "a cell below 0") { draft($0, entries: entries($0, -2, x: .nan)) },
        Odd(testDescription: "fewer boxes") { draft($0, boxes: FlatArray($0.cells.tree.boxes.dropLast())) },
        Odd(testDescription: "no boxes") { draft($0, boxes: []) },
        Odd(testDescription: "fewer reaches") { draft($0, reach: FlatArray($0.cells.reach.dropLast())) },
        Odd(testDescription: "no spread") { draft($0, spread: []) },
        Odd(testDescription: "a spread beyond a face") {
            draft($0, spread: FlatArray([Float](repeating: 1.5, count: 24)))
        },
        Odd(testDescription: "a spread that is no number") {
            draft($0, spread: FlatArray([Float](repeating: .nan, count: 24)))
        },
        Odd(testDescription: "no farthest reach") { draft($0, farthest: []) },
        Odd(testDescription: "a farthest reach that is no number") { draft($0, farthest: [.nan]) },
        Odd(testDescription: "more entries than cells") {
            draft($0, entries: FlatArray(Array($0.cells.tree.entries) + Array($0.cells.tree.entries)))
        },
        Odd(testDescription: "another number of columns") {
            draft($0, facts: [1, Int64($0.cells.rows), 0, 0])
        },
        Odd(testDescription: "more usable cells than there are") {
            draft($0, facts: [Int64($0.cells.columns), Int64($0.cells.rows), .max, 0])
        },
        Odd(testDescription: "too few facts") { draft($0, facts: [Int64($0.cells.columns)]) },
        Odd(testDescription: "a box that is none") { draft($0, extent: [.nan, 0, 1, 1]) },
        Odd(testDescription: "a box beyond the poles") { draft($0, extent: [0, -91, 1, 1]) },
    ]

    @Test(arguments: odds)
    func oddNumbersAreFoundOut(_ odd: Odd) throws {
        let (shelf, grid) = (try shelf(), try fixture.grid())
        let key = [UInt8](repeating: 1, count: 32)
        var isSound = true
        _ = try shelf.value(of: key, context: .background(seconds: 30)) { _ -> Bool? in
            true
        } build: {
            true
        } draft: { _ in
            odd.change(grid)
        }
        // Nobody has looked at it yet.
        for name in [IndexShelf.proof(of: shelf.path(of: key))] { _ = Command.run(["rm", name]) }
        _ = try shelf.value(of: key, context: .background(seconds: 30)) { file -> Bool? in
            isSound = CurvilinearGrid(file, columns: grid.cells.columns, rows: grid.cells.rows) != nil
            return isSound ? true : nil
        } build: {
            true
        } draft: { _ in
            nil
        }
        #expect(!isSound)
    }

    /// Boxes, places and reaches may be any numbers: they lead to wrong answers and nowhere else.
    @Test func noNumbersTrap() throws {
        var random = SplitMix(state: 77)
        let grid = try fixture.grid()
        for round in 0..<30 {
            let number = { (random: inout SplitMix) -> Float in
                [Float.nan, .infinity, -.infinity, 0, -0.5, 0.7, 1e30].randomElement(using: &random) ?? 0
            }
            let boxes = grid.cells.tree.boxes.map { box -> SphereBox in
                var box = box
                if Bool.random(using: &random) { box.lowX = number(&random) }
                if Bool.random(using: &random) { box.highZ = number(&random) }
                return box
            }
            let reach = grid.cells.reach.map { Bool.random(using: &random) ? $0 : number(&random) }
            let (shelf, key) = (try shelf(), [UInt8](repeating: UInt8(round), count: 32))
            var kept: CurvilinearGrid?
            _ = try shelf.value(of: key, context: .background(seconds: 30)) { file -> Bool? in
                kept = CurvilinearGrid(file, columns: grid.cells.columns, rows: grid.cells.rows)
                return true
            } build: {
                true
            } draft: { _ in
                Self.draft(grid, boxes: FlatArray(boxes), reach: FlatArray(reach))
            }
            let odd = try #require(kept)
            for (place, _) in fixture.points {
                let cell = odd.cell(containing: place)
                #expect(cell.map { $0.column < fixture.columns && $0.row < fixture.rows } ?? true)
            }
        }
    }
}

/// A store of which one object becomes another once so many chunks were read whole.
private final class ChangingStore: LocalStore, ListableStore {
    private let store: MemoryStore
    private let key: String
    private let bytes: [UInt8]
    private let left: Mutex<Int>

    init(_ store: MemoryStore, _ key: String, to bytes: [UInt8], read chunks: Int) {
        (self.store, self.key, self.bytes) = (store, key, bytes)
        left = Mutex(chunks)
    }

    var label: String { store.label }

    func readLocally(_ request: ObjectRequest, context: WorkContext) -> ObjectOutcome {
        guard request.key.contains("/c/"), request.maxBytes > 1 else {
            return store.readLocally(request, context: context)
        }
        let isFirst = left.withLock { $0 == 0 }
        if isFirst { store[key] = bytes }
        let outcome = store.readLocally(request, context: context)
        let isLast = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isLast { store[key] = bytes }
        return outcome
    }

    func list(_ prefix: String, most: Int, context: WorkContext) throws -> Listing {
        try store.list(prefix, most: most, context: context)
    }
}
