package import Execution

extension CurvilinearGrid {
    /// Which numbers the sections of an index have.
    private enum Section {
        static let facts = 1
        static let extent = 2
        static let places = 3
        static let corners = 4
        static let reach = 5
        static let farthest = 6
        static let flaws = 7
        static let tree = 8
    }

    /// Changes whenever the same coordinates become another index.
    package static let indexFormat = 5

    /// What of the grid is kept.
    package var draft: SectionDraft {
        var draft = SectionDraft()
        let facts = [cells.columns, cells.rows, cells.usableCount, cells.repeatedCount].map { Int64($0) }
        draft.add(FlatArray(facts), as: Section.facts)
        extent.add(to: &draft, as: Section.extent)
        cells.places.add(to: &draft, as: Section.places)
        cells.corners?.add(to: &draft, as: Section.corners)
        draft.add(cells.reach, as: Section.reach)
        draft.add([cells.farthest] as FlatArray<Float>, as: Section.farthest)
        draft.add(cells.flaws.numbers, as: Section.flaws)
        cells.tree.add(to: &draft, as: Section.tree)
        return draft
    }

    /// The grid of a file; nil where that has another number of cells, or numbers that make no sense.
    package init?(_ file: SectionFile, columns: Int, rows: Int) {
        let (count, overflows) = columns.multipliedReportingOverflow(by: rows)
        guard !overflows, count > 0, count <= SphereTree.maxCount / CellOutlines.count,
            let facts = file.array(Section.facts, of: Int64.self), facts.count == 4,
            facts[0] == Int64(columns), facts[1] == Int64(rows), facts.allSatisfy({ $0 >= 0 && $0 <= count }),
            let extent = GeographicExtent(file, from: Section.extent),
            let places = CurvilinearPlaces(file, from: Section.places, count: count),
            let reach = file.array(Section.reach, of: Float.self), reach.count == count,
            let farthest = file.array(Section.farthest, of: Float.self), farthest.count == 1,
            farthest[0] >= 0,
            let flaws = file.array(Section.flaws, of: Int64.self).flatMap({ PlaceFlaws($0, count: count) }),
            let tree = SphereTree(file, from: Section.tree, things: count)
        else { return nil }
        let corners = CurvilinearPlaces(file, from: Section.corners, count: CellOutlines.count * count)
        let cells = CurvilinearCells(
            columns: columns,
            rows: rows,
            places: places,
            corners: corners,
            reach: reach,
            farthest: farthest[0],
            tree: tree,
            usableCount: Int(facts[2]),
            repeatedCount: Int(facts[3]),
            flaws: flaws
        )
        self.init(cells, extent: extent)
    }
}
