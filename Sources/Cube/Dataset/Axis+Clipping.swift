internal import Grids

extension Axis {
    /// The positions that a window leaves, with the extents of their cells; longitudes rise steadily across a seam.
    func clipped(to window: IndexWindow) -> Axis {
        let cells = cells.clipped(to: window, unwrapping: role == .x)
        return picked(by: window, cells: cells)
    }
}
