extension Axis {
    /// The positions that a window leaves, with the extents of their cells; longitudes rise steadily across a seam.
    func clipped(to window: IndexWindow) -> Axis {
        let cells = cells.clipped(to: window, unwrapping: role == .x)
        return picked(by: window, cells: cells)
    }
}

extension CellAxis {
    /// The cells that a window leaves, each as wide as it was.
    fileprivate func clipped(to window: IndexWindow, unwrapping: Bool) -> CellAxis {
        if let part = computedPart(window) { return part }
        var kept = window.picked(from: centres)
        var bounds = window.runs.flatMap { run in
            run.clamped(to: 0..<count).compactMap { index in
                // A position that is missing has no ends; those of the others stay what they are.
                extent(at: index) ?? (known == nil ? nil : (Double.nan, Double.nan))
            }
        }
        if unwrapping {
            let turned = CellAxis.unwrapped(kept)
            if bounds.count == kept.count {
                bounds = zip(bounds, zip(kept, turned)).map { pair, change in
                    let turn = change.1 - change.0
                    return (pair.0 + turn, pair.1 + turn)
                }
            }
            kept = turned
        }
        return CellAxis(
            centres: kept,
            bounds: bounds.count == kept.count ? bounds : nil,
            type: type,
            sharedEdge: sharedEdge
        )
    }

    /// One run of computed positions is computed too; a single one needs its bounds.
    private func computedPart(_ window: IndexWindow) -> CellAxis? {
        guard let even = centres.even, window.runs.count == 1, let run = window.runs.first, run.count > 1,
            run.clamped(to: 0..<count) == run
        else { return nil }
        return even.part(run).map { CellAxis($0) }
    }
}
