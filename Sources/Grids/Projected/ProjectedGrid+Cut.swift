package import Failures

extension ProjectedGrid {
    /// The position of a row or column, and two edges.
    private static var bytesPerLine: Int { 3 * MemoryLayout<Double>.stride }
    /// Far more than any memory has room for.
    private static var mostLines: Int { 1 << 40 }

    /// Axes of their own, where the last cells would end half-way to a hidden line.
    package func part(of left: BoxedCells, memory: PartMemory) throws(Failure) -> any Grid {
        let (columns, rows) = (left.columns, left.rows)
        guard let across = (columns ?? IndexWindow(runs: [0..<columnCount])).onlyRun,
            let along = (rows ?? IndexWindow(runs: [0..<rowCount])).onlyRun
        else { return CutGrid(self, left) }
        let key = CutParts<ProjectedGrid>.Cut(columns: columns, rows: rows, mask: nil)
        let lines = min(across.count, Self.mostLines) + min(along.count, Self.mostLines)
        let bytes = PartMemory.Bytes(kept: lines * Self.bytesPerLine, meanwhile: 0)
        let part = try parts.part(of: key, taking: bytes, memory: memory) { _ in
            ProjectedGrid(
                x: columns.map { x.clipped(to: $0, unwrapping: false) } ?? x,
                y: rows.map { y.clipped(to: $0, unwrapping: false) } ?? y,
                projector: projector,
                scale: scale,
                isAngular: isAngular
            )
        }
        guard let part else { return CutGrid(self, left) }
        let mask = left.cut.mask?.moved(rows: -along.lowerBound, columns: -across.lowerBound)
        return CutGrid(part: part, in: left.box, mask: mask)
    }
}

extension IndexWindow {
    /// The indices that are left, where they are neighbours.
    fileprivate var onlyRun: Range<Int>? { runs.count == 1 ? runs[0] : nil }
}
