internal import Execution
internal import Failures
internal import Synchronization

/// What policies' boxes leave of a grid whose cells reach as far as their neighbours let them: grids of their own, made of
/// what is left alone, so that nothing follows from where hidden cells are.
///
/// Making one takes as long as an index does, so those that were asked for of late are kept with the grid.
final class CutParts<Part: Grid>: Sendable {
    /// What is left, by indices of the whole grid.
    struct Cut: Equatable, Sendable {
        let columns: IndexWindow?
        let rows: IndexWindow?
        let mask: CellMask?
    }

    private struct Entry: Sendable {
        let cut: Cut
        let part: Part
        let held: PartMemory.Held
    }

    private let entries = Mutex<[Entry]>([])

    /// Cells of one: an index of so many takes two seconds and two hundred megabytes.
    static var mostCells: Int { 1 << 22 }
    /// Policies with a box of their own are few.
    private static var mostKept: Int { 4 }
    /// Far more than making one takes.
    private static var seconds: Double { 60 }

    /// The grid of what is left of a whole one: a part that `make` makes of the numbers of the cells, −1 for those that are hidden
    /// among them.
    ///
    /// Of the whole one are those of which no part is made: as a list they are too many, for a worker's memory too, or no
    /// neighbours, or `make` makes nothing of them. That follows from the grid, the cut and the configuration alone.
    ///
    /// - Throws: as `Grid.part(of:memory:)`.
    func grid(
        of left: BoxedCells,
        in whole: some Grid,
        taking bytes: (_ cells: Int) -> PartMemory.Bytes,
        memory: PartMemory,
        _ make: ([Int32], WorkContext) throws -> Part?
    ) throws(Failure) -> any Grid {
        let cut = Cut(columns: left.columns, rows: left.rows, mask: left.cut.mask)
        let (columns, rows) = (whole.columnCount, whole.rowCount)
        guard cut.isList(columns: columns, rows: rows) else { return CutGrid(whole, left) }
        let count = cut.count(columns: columns, rows: rows)
        let list = count * MemoryLayout<Int32>.stride
        let part = bytes(count)
        let all = PartMemory.Bytes(kept: part.kept, meanwhile: part.meanwhile + list)
        guard memory.hasRoom(for: all, beside: bytes(columns * rows)) else { return CutGrid(whole, left) }
        let found = try self.part(of: cut, taking: all, memory: memory) { context in
            guard let items = cut.items(columns: columns, rows: rows) else { return nil }
            return try make(items, context)
        }
        return found.map { CutGrid(part: $0, in: left.box) } ?? CutGrid(whole, left)
    }

    /// The part of a cut; nil where `make` has none.
    ///
    /// Two that come at once may both make it, and get the same.
    ///
    /// - Throws: as `Grid.part(of:memory:)`.
    func part(
        of cut: Cut,
        taking bytes: PartMemory.Bytes,
        memory: PartMemory,
        _ make: (WorkContext) throws -> Part?
    ) throws(Failure) -> Part? {
        if let known = known(cut) {
            memory.share(known.held)
            return known.part
        }
        // Others want it too, should who asked first have gone meanwhile.
        let made = try memory.making(bytes) { try make(.background(seconds: Self.seconds)) }
        guard let made else { return nil }
        let entry = entries.withLock { entries in
            if let known = entries.first(where: { $0.cut == cut }) { return known }
            if entries.count >= Self.mostKept { entries.removeLast() }
            entries.insert(Entry(cut: cut, part: made.part, held: made.held), at: 0)
            return entries[0]
        }
        memory.share(entry.held)
        return entry.part
    }

    private func known(_ cut: Cut) -> Entry? {
        entries.withLock { $0.first { $0.cut == cut } }
    }
}

extension CutParts.Cut {
    /// How many cells are left, those that are hidden among them included, of a grid of so many columns and rows.
    func count(columns: Int, rows: Int) -> Int {
        let (count, overflows) = (self.columns?.count ?? columns).multipliedReportingOverflow(
            by: self.rows?.count ?? rows
        )
        return overflows ? .max : count
    }

    /// Whether the cells that are left are neighbours as they were, and not too many: where columns or rows are several runs,
    /// what then stand side by side are none.
    func isList(columns: Int, rows: Int) -> Bool {
        let areNeighbours = rows == 1 || [self.columns, self.rows].allSatisfy { ($0?.runs.count ?? 1) == 1 }
        return areNeighbours && (1...CutParts.mostCells).contains(count(columns: columns, rows: rows))
    }

    /// The numbers of the cells that are left, row by row, of a grid of so many columns and rows; −1 for those that are hidden
    /// among them.
    ///
    /// - Returns: nil where they are no list.
    func items(columns: Int, rows: Int) -> [Int32]? {
        guard isList(columns: columns, rows: rows) else { return nil }
        let (across, along) = (self.columns?.runs ?? [0..<columns], self.rows?.runs ?? [0..<rows])
        var items: [Int32] = []
        items.reserveCapacity(count(columns: columns, rows: rows))
        for row in along.joined() {
            for column in across.joined() {
                let isLeft = mask?.leaves(row: row, column: column) ?? true
                items.append(isLeft ? Int32(exactly: row * columns + column) ?? -1 : -1)
            }
        }
        return items
    }
}
