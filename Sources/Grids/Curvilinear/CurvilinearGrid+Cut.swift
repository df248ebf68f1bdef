package import Failures

extension CurvilinearGrid {
    /// Cells without stated corners are as large as their neighbours let them: those that are left are a grid of their own.
    package func part(of left: BoxedCells, memory: PartMemory) throws(Failure) -> any Grid {
        guard cells.corners == nil else { return CutGrid(self, left) }
        let columns = left.columns?.count ?? columnCount
        return try cells.parts.grid(
            of: left,
            in: self,
            taking: bytes(ofPart:),
            memory: memory
        ) { items, context in
            let part = try CurvilinearCells(
                columns: columns,
                rows: items.count / max(columns, 1),
                places: cells.places.selected(items),
                corners: nil,
                context: context
            )
            return try CurvilinearGrid(part, context: context)
        }
    }

    /// What a part of so many cells takes.
    private func bytes(ofPart count: Int) -> PartMemory.Bytes {
        PartMemory.Bytes(
            kept: CurvilinearCells.bytes(
                count: count,
                isSingle: cells.places.isSingle,
                corners: 0,
                areCornersSingle: true
            ),
            meanwhile: CurvilinearCells.bytesMeanwhile(count: count)
        )
    }
}
