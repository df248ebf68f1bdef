extension ProjectedGrid {
    package var mixesByNumber: Bool { true }

    package func weights(under target: RasterTarget, by resampling: Resampling) -> CellWeights? {
        switch resampling {
        case .nearest: nil
        case .average: averaged(target)
        case .bilinear: x.order != .unordered && y.order != .unordered ? .lists(bilinear(target)) : nil
        }
    }

    private func bilinear(_ target: RasterTarget) -> CellLists {
        var lists = CellLists(pixels: target.width * target.height)
        let turn = goesRound ? 360 / scale : nil
        ControlMesh(target: target, projector: projector).forEachPixel { pixel, projectedX, projectedY in
            guard let (cell, turned) = turnedCell(x: projectedX, y: projectedY) else { return }
            lists.set(
                pixel,
                cell,
                across: x.neighbour(of: cell.column, at: projectedX / scale + turned, turn: turn),
                down: y.neighbour(of: cell.row, at: projectedY / scale, turn: nil)
            )
        }
        lists.close()
        return lists
    }

    /// Whether the columns of a rotated pole go round it.
    private var goesRound: Bool {
        guard isAngular, let span = x.span else { return false }
        return (span.upperBound - span.lowerBound) * scale >= 360 - 0.001
    }
}
