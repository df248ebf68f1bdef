internal import Execution
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

    /// The part of a cut, of at most so many `bytes`; nil where there is no memory for it, and where `make` has none, fails or is
    /// interrupted.
    ///
    /// Two that come at once may both make it, and get the same.
    func part(
        of cut: Cut,
        bytes: Int,
        memory: PartMemory,
        _ make: (WorkContext) throws -> Part?
    ) -> Part? {
        if let known = known(cut) {
            memory.share(known.held)
            return known.part
        }
        guard let held = memory.hold(bytes), let made = try? make(.background(seconds: Self.seconds)) else {
            return nil
        }
        let entry = entries.withLock { entries in
            if let known = entries.first(where: { $0.cut == cut }) { return known }
            if entries.count >= Self.mostKept { entries.removeLast() }
            entries.insert(Entry(cut: cut, part: made, held: held), at: 0)
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

    /// The numbers of the cells that are left, row by row, of a grid of so many columns and rows; −1 for those that are hidden
    /// among them.
    ///
    /// - Returns: nil for too many, and where columns or rows are several runs: what then stand side by side are no neighbours.
    func items(columns: Int, rows: Int) -> [Int32]? {
        let across = self.columns ?? IndexWindow(runs: [0..<columns])
        let along = self.rows ?? IndexWindow(runs: [0..<rows])
        let count = count(columns: columns, rows: rows)
        guard count > 0, count <= CutParts.mostCells else { return nil }
        guard rows == 1 || across.runs.count == 1 && along.runs.count == 1 else { return nil }
        let positions = across.positions
        return along.positions.flatMap { row in
            positions.map { column in
                let isLeft = mask?.leaves(row: row, column: column) ?? true
                return isLeft ? Int32(exactly: row * columns + column) ?? -1 : -1
            }
        }
    }
}
