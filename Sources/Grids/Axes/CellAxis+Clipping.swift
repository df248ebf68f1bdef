extension CellAxis {
    /// The cells that a window leaves, each as wide as it was; but none ends half-way to a position that is hidden, where that
    /// would tell where it is.
    package func clipped(to window: IndexWindow, unwrapping: Bool) -> CellAxis {
        if let part = computedPart(window) { return part }
        var kept = window.picked(from: centres)
        var bounds = isTellingOfNeighbours ? untellingBounds(window) : sameBounds(window)
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

    /// The positions that a window leaves, without the extents of their cells.
    package func positions(leftBy window: IndexWindow) -> CellAxis {
        // Indices are those of the view.
        if centres.isComputed { return CellAxis(indices: window.count) }
        return CellAxis(centres: window.picked(from: centres), type: type, sharedEdge: sharedEdge)
    }

    /// Whether ends of cells say where their neighbours are: bounds say it of their own cells alone, and a regular step is
    /// known by what is left.
    private var isTellingOfNeighbours: Bool {
        let cells = known?.cells ?? self
        return cells.haveExtent && !cells.isBounded && cells.regularStep == nil
    }

    private func sameBounds(_ window: IndexWindow) -> [(Double, Double)] {
        window.runs.flatMap { run in
            run.clamped(to: 0..<count).compactMap { index in
                // A position that is missing has no ends; those of the others stay what they are.
                extent(at: index) ?? (known == nil ? nil : (Double.nan, Double.nan))
            }
        }
    }

    /// Cells at the ends of each run reach as far to the outside as to the inside, as at the ends of an axis; none where a
    /// single cell is left of its neighbours, or positions are missing: they are then made of what is left.
    private func untellingBounds(_ window: IndexWindow) -> [(Double, Double)] {
        let runs = window.runs.map { $0.clamped(to: 0..<count) }.filter { !$0.isEmpty }
        guard known == nil, runs.allSatisfy({ $0.count > 1 }) else { return [] }
        return runs.flatMap { run in
            run.compactMap { index -> (Double, Double)? in
                guard let (first, second) = extent(at: index) else { return nil }
                if index == run.lowerBound { return (2 * centres[index] - second, second) }
                return index == run.upperBound - 1 ? (first, 2 * centres[index] - first) : (first, second)
            }
        }
    }

    /// One run of computed positions is computed too; a single one needs its bounds.
    private func computedPart(_ window: IndexWindow) -> CellAxis? {
        guard let even = centres.even, window.runs.count == 1, let run = window.runs.first, run.count > 1,
            run.clamped(to: 0..<count) == run
        else { return nil }
        return even.part(run).map { CellAxis($0) }
    }
}
