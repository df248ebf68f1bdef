internal import Grids

extension Axis {
    /// The positions that a window leaves, with the extents of their cells; longitudes rise steadily across a seam.
    ///
    /// Positions that are known by their indices are those of what is left. Names that repeat nothing that is left are names.
    func clipped(to window: IndexWindow) -> Axis {
        guard cells.areIndices else {
            return picked(by: window, cells: cells.clipped(to: window, unwrapping: role == .x))
        }
        let picked = picked(by: window, cells: cells.positions(leftBy: window))
        guard case .texts(let texts, let source)? = picked.repeated, picked.labels == nil,
            let labels = AxisLabels(checking: texts, variableName: source)
        else { return picked }
        return picked.named(by: labels)
    }
}
