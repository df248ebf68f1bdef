extension CurvilinearGrid {
    package func weights(under target: RasterTarget, by resampling: Resampling) -> CellWeights? {
        weights(under: target, only: nil, by: resampling)
    }

    package func lists(
        under target: RasterTarget,
        only pixel: RasterTarget.Pixel?,
        leaving isLeft: @escaping (GridCell) -> Bool
    ) -> CellLists? {
        bilinear(PixelVectors(target, only: pixel), only: pixel, leaving: isLeft)
    }

    package func weights(
        under target: RasterTarget,
        column: Int,
        row: Int,
        by resampling: Resampling
    ) -> CellWeights? {
        weights(under: target, only: PixelVectors.Pixel(column: column, row: row), by: resampling)
    }

    private func weights(
        under target: RasterTarget,
        only pixel: PixelVectors.Pixel?,
        by resampling: Resampling
    ) -> CellWeights? {
        switch resampling {
        case .nearest: nil
        case .average: averaged(target, only: pixel)
        case .bilinear: .lists(bilinear(PixelVectors(target, only: pixel), only: pixel))
        }
    }

    /// Between the four centres around each pixel.
    private func bilinear(
        _ pixels: PixelVectors,
        only pixel: PixelVectors.Pixel?,
        leaving isLeft: ((GridCell) -> Bool)? = nil
    ) -> CellLists {
        var lists = CellLists(pixels: pixel == nil ? pixels.width * pixels.height : 1)
        var quads = CentreQuads(cells, leaving: isLeft)
        let count = cells.columns * cells.rows
        cells.forEachItem(pixels) { number, item in
            // In a file that was damaged while it is mapped there may stand any number.
            guard item >= 0, item < count else { return }
            let (row, column) = number.quotientAndRemainder(dividingBy: pixels.width)
            let place = pixels.vector(column: column, row: row)
            lists.set(pixel == nil ? number : 0, quads.mixed(around: item, at: place))
        }
        lists.close()
        return lists
    }
}
