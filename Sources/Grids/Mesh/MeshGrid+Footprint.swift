package import Failures

extension MeshGrid {
    /// Cells whose centres are looked at one by one for polygons: two million take half a second.
    private static let maxCandidates = 1 << 21

    package func cells(in footprint: Footprint, within bounds: PlacingBounds) throws(Failure) -> CellSet? {
        try places.cells(in: footprint, within: bounds, most: Self.maxCandidates)
    }
}
