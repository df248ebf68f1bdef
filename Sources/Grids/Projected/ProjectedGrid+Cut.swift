extension ProjectedGrid {
    /// The position of a row or column, and two edges.
    private static var bytesPerLine: Int { 3 * MemoryLayout<Double>.stride }
    /// Far more than any memory has room for.
    private static var mostLines: Int { 1 << 40 }

    /// Axes of their own, where the last cells would end half-way to a hidden line.
    package func part(
        of cut: GridCut,
        in box: GeographicBox,
        columns: IndexWindow?,
        rows: IndexWindow?,
        memory: PartMemory
    ) -> any Grid {
        guard let across = (columns ?? IndexWindow(runs: [0..<columnCount])).onlyRun,
            let along = (rows ?? IndexWindow(runs: [0..<rowCount])).onlyRun
        else { return CutGrid(self, box: box, columns: columns, rows: rows, mask: cut.mask) }
        let key = CutParts<ProjectedGrid>.Cut(columns: columns, rows: rows, mask: nil)
        let bytes = (min(across.count, Self.mostLines) + min(along.count, Self.mostLines)) * Self.bytesPerLine
        let part = parts.part(of: key, bytes: bytes, memory: memory) { _ in
            ProjectedGrid(
                x: columns.map { x.clipped(to: $0, unwrapping: false) } ?? x,
                y: rows.map { y.clipped(to: $0, unwrapping: false) } ?? y,
                projector: projector,
                scale: scale,
                isAngular: isAngular
            )
        }
        let mask = cut.mask?.moved(rows: -along.lowerBound, columns: -across.lowerBound)
        guard let part else {
            return CutGrid(self, box: box, columns: columns, rows: rows, mask: cut.mask)
        }
        return CutGrid(part, box: box, columns: nil, rows: nil, mask: mask)
    }
}

extension IndexWindow {
    /// The indices that are left, where they are neighbours.
    fileprivate var onlyRun: Range<Int>? { runs.count == 1 ? runs[0] : nil }
}
