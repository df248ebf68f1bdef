internal import Execution
package import Failures

extension CurvilinearGrid {
    /// Cells whose places are looked at for one footprint: two million take half a second.
    private static let maxCandidates = 1 << 21
    /// Leaves of the index between two looks at the deadline: well under a millisecond.
    private static let stride = 1 << 10

    /// The places of the cells that the index finds around a footprint are looked at, each place once.
    ///
    /// - Throws: `tooLarge` for more of them than an answer may have; as `Region.holds`.
    package func cells(in footprint: Footprint, within bounds: PlacingBounds) throws(Failure) -> CellSet? {
        let items = try candidates(in: footprint.box, bounds)
        let places = items.compactMap { cells.places[Int($0)]?.withinTurn }
        guard places.count == items.count else { throw .defect }
        let isInside = try bounds.looking { try footprint.holds(places, bounds) }
        let found = items.indices.filter { isInside[$0] }
        return found.isEmpty ? nil : cellSet(found.map { Int(items[$0]) }, found.map { places[$0] })
    }

    /// The cells of all leaves that a box may meet, in the order of their numbers.
    private func candidates(in box: GeographicBox, _ bounds: PlacingBounds) throws(Failure) -> [Int32] {
        let allowed = min(bounds.limits.outputCells, Self.maxCandidates)
        let tree = cells.tree
        return try bounds.looking {
            var items: [Int32] = []
            var leaves = 0
            for leaf in tree.leaves(meeting: GeographicShape(box)) {
                leaves += 1
                if leaves % Self.stride == 0 { try bounds.context.check() }
                for entry in tree.entries[leaf] where entry.item >= 0 { items.append(entry.item) }
                guard items.count <= allowed else { throw Self.tooMany(allowed, cells) }
            }
            return items.sorted()
        }
    }

    private static func tooMany(_ allowed: Int, _ cells: CurvilinearCells) -> Failure {
        .tooLarge(limit: .outputCells, allowed: allowed, requested: cells.usableCount, advice: nil)
    }

    /// Cells in the order of their numbers, in the fewest rows and columns that hold them.
    private func cellSet(_ items: [Int], _ places: [GeographicPoint]) -> CellSet {
        let rows = IndexRange.runs(of: unique(items.map { $0 / cells.columns }))
        let columns = IndexRange.runs(of: unique(items.map { $0 % cells.columns }.sorted()))
        let position = positions(columns)
        var inside: [[Range<Int>]] = []
        var row = -1
        for item in items {
            if item / cells.columns != row {
                row = item / cells.columns
                inside.append([])
            }
            let column = position[item % cells.columns] ?? 0
            let line = inside.count - 1
            if let run = inside[line].last, run.upperBound == column {
                inside[line][inside[line].count - 1] = run.lowerBound..<(column + 1)
            } else {
                inside[line].append(column..<(column + 1))
            }
        }
        return CellSet(columns: columns, rows: rows, centres: .scattered(places), inside: inside)
    }

    /// Each of some sorted numbers once.
    private func unique(_ sorted: [Int]) -> [Int] {
        sorted.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }

    /// Where the indices of runs stand in an answer.
    private func positions(_ runs: [IndexRange]) -> [Int: Int] {
        let indices = runs.flatMap { run in (0..<run.count).map { run[$0] } }
        return Dictionary(uniqueKeysWithValues: indices.enumerated().map { ($1, $0) })
    }
}
