extension ProjectedGrid {
    package func weights(under target: RasterTarget, by resampling: Resampling) -> CellWeights? {
        guard resampling == .bilinear, x.order != .unordered, y.order != .unordered else { return nil }
        var shares = PixelShares(pixels: target.width * target.height)
        ControlMesh(target: target, projector: projector).forEachPixel { pixel, projectedX, projectedY in
            guard let (cell, turn) = turnedCell(x: projectedX, y: projectedY) else { return }
            shares.set(
                pixel,
                cell,
                across: x.neighbour(of: cell.column, at: projectedX / scale + turn, turn: nil),
                down: y.neighbour(of: cell.row, at: projectedY / scale, turn: nil)
            )
        }
        return .pixels(shares)
    }
}
