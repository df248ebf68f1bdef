extension ProjectedGrid {
    /// Axes of their own, where the last cells would end half-way to a hidden line.
    package func part(of cut: GridCut, in box: GeographicBox, columns: IndexWindow?, rows: IndexWindow?)
        -> any Grid
    {
        guard let across = (columns ?? IndexWindow(runs: [0..<columnCount])).onlyRun,
            let along = (rows ?? IndexWindow(runs: [0..<rowCount])).onlyRun
        else { return CutGrid(self, box: box, columns: columns, rows: rows, mask: cut.mask) }
        let key = CutParts<ProjectedGrid>.Cut(columns: columns, rows: rows, mask: nil)
        let part = parts.part(of: key) { _ in
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
