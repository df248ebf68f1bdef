extension Grid {
    package func addCentres(of columns: Range<Int>, row: Int, to line: inout CentreLine) {
        for column in columns {
            let cell = GridCell(column: column, row: row)
            let radius = SphericalArea.radius
            line.add(
                centre(of: cell),
                steradians: area(of: cell).map { $0 / radius / radius } ?? evenShare
            )
        }
    }

    /// Runs of the cells that trees find near a picture; none where there are too many of them for a mask.
    func forEachRun(
        of trees: [SphereTree],
        near target: RasterTarget,
        columns: Int,
        rows: Int,
        _ body: (Int, Range<Int>) -> Void
    ) {
        let box = SphereBox(of: target)
        guard columns > 0, var mask = CellMask(rows: 0..<rows, columns: 0..<columns) else { return }
        for tree in trees {
            tree.withPointers { tree in
                _ = tree.visit(below: 1, where: { $0.squaredDistance(to: box) <= 0 }) { positions, _ in
                    for position in positions {
                        let item = Int(tree.entries[position].item)
                        guard item >= 0 else { continue }
                        mask.leave(row: item / columns, column: item % columns)
                    }
                    return false
                }
            }
        }
        for row in 0..<rows {
            for run in mask.runs(ofRow: row, in: 0..<columns) { Self.forEachPart(of: run) { body(row, $0) } }
        }
    }
}
