internal import Failures
internal import Grids
internal import Zarr

/// What square pictures of a variable cost whatever they show: bounds of what `MapPlan` counts.
extension Dataset {
    /// Bytes of the values under all pixels, as they are held against `output_bytes`.
    package func pictureBytes(of variable: Variable, side: Int) -> Int {
        PlannedRead.product(PlannedRead.product(side, side), variable.stored.dataType.size)
    }

    /// Bytes that reading takes at a time, wherever the picture lies.
    package func mostWorkingSet(of variable: Variable, side: Int) -> Int {
        guard let grid = variable.grid else { return 0 }
        let target = RasterTarget(
            system: .geographic,
            minX: -180,
            minY: -90,
            maxX: 180,
            maxY: 90,
            width: side,
            height: side
        )
        let isCut = variable.stored.windows.contains { $0 != nil }
        let map = PlannedRead.product(grid.mapBytes(of: target), isCut ? 2 : 1)
        let (metadata, window) = (variable.stored.array.metadata, resources.fetchWindow)
        let counts = (variable.gridDimensions?.all ?? []).map { metadata.chunkGrid.dimensions[$0].count }
        let chunks = min(counts.reduce(1) { PlannedRead.product($0, $1) }, limits.chunks)
        let all = PlannedRead.product(chunks, metadata.chunkBytes)
        let held = min(all, max(window, metadata.chunkBytes))
        return PlannedRead.sum(
            PlannedRead.sum(held, map),
            PlannedRead.product(chunks, PlannedRead.listedChunkBytes)
        )
    }
}
