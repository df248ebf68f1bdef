extension CurvilinearGrid {
    /// Cells without stated corners are as large as their neighbours let them: those that are left are a grid of their own.
    package func part(
        of cut: GridCut,
        in box: GeographicBox,
        columns: IndexWindow?,
        rows: IndexWindow?,
        memory: PartMemory
    ) -> any Grid {
        let key = CutParts<CurvilinearGrid>.Cut(columns: columns, rows: rows, mask: cut.mask)
        guard cells.corners == nil, let part = part(of: key, memory) else {
            return CutGrid(self, box: box, columns: columns, rows: rows, mask: cut.mask)
        }
        return CutGrid(part, box: box, columns: nil, rows: nil, mask: nil)
    }

    private func part(of cut: CutParts<CurvilinearGrid>.Cut, _ memory: PartMemory) -> CurvilinearGrid? {
        let bytes = CurvilinearCells.bytes(
            count: cut.count(columns: columnCount, rows: rowCount),
            isSingle: cells.places.isSingle,
            corners: 0,
            areCornersSingle: true
        )
        return cells.parts.part(of: cut, bytes: bytes, memory: memory) { context in
            guard let items = cut.items(columns: columnCount, rows: rowCount) else { return nil }
            let columns = cut.columns?.count ?? columnCount
            let left = try CurvilinearCells(
                columns: columns,
                rows: items.count / max(columns, 1),
                places: cells.places.selected(items),
                corners: nil,
                context: context
            )
            return try CurvilinearGrid(left, context: context)
        }
    }
}
