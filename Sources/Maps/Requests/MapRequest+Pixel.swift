package import Cube
package import Execution
package import Failures
package import Grids

/// What a picture shows in one pixel.
extension MapRequest {
    /// What is read for the value of a layer under one pixel, counted from the upper left corner: what the picture shows there in a
    /// scale; one plan for each variable that makes its numbers.
    ///
    /// - Throws: as `Dataset.slice` and `Dataset.bind(_:cell:)`; `tooLarge` also for a picture over the limits.
    package func pixel(
        of layer: Layer,
        column: Int,
        row: Int,
        scale: ColourScale = ColourScale()
    ) throws(Failure) -> PixelPlan {
        try dataset.limits.check(target)
        let asked = resampling(of: layer, target, scale: scale)
        var cells: [CellPlan] = []
        for variable in layer.variable.part?.pair.variables ?? [layer.variable] {
            let slice = try dataset.slice(of: variable, selectors: layer.selectors, level: layer.level)
            let resampling = try slice.resampling(asked, level: layer.level)
            let plan = try dataset.bind(
                slice,
                cell: try cell(of: layer, slice, column: column, row: row),
                level: layer.level,
                weights: slice.grid?.weights(under: target, column: column, row: row, by: resampling)
            )
            try dataset.checkMemory(plan.workingSet)
            cells.append(plan)
        }
        // Directions alone are told by it.
        let place = layer.variable.part.flatMap { _ in
            target.pixel(column: column, row: row).places.first ?? nil
        }
        return PixelPlan(variable: layer.variable, place: place, cells: cells)
    }

    /// The cell that a layer shows in a pixel: of points the one whose circle covers it.
    private func cell(of layer: Layer, _ slice: Slice, column: Int, row: Int) throws(Failure) -> GridCell? {
        guard case .symbols(let style) = layer.style.family.drawing, !style.drawsOutlines else {
            return slice.grid?.cell(under: target, column: column, row: row)
        }
        let places = try places(of: layer, target, style)
        let centre = PicturePoint(x: Double(column) + 0.5, y: Double(row) + 0.5)
        return places.nearest(to: centre, within: style.margin).map { places.cells[$0] }
    }
}

/// What will be read for the value under one pixel.
package struct PixelPlan: Sendable {
    /// What the layer shows.
    package let variable: Variable
    /// Where the pixel's centre is, of parts of vectors; nil where that is on no place.
    let place: GeographicPoint?
    /// At least one: of each variable that makes its numbers.
    package let cells: [CellPlan]

    /// Where the value is from, of the layer's own variable.
    package var slice: Slice? { cells.first?.slice }
    package var cell: GridCell? { cells.first?.cell }

    /// Whether there is a cell, and the value is that of it alone.
    package var isNearest: Bool { cell != nil && cells.allSatisfy { $0.weights == nil } }

    /// Adds everything that decides the value, but the dataset, to the identity of an answer.
    package func addIdentity(to digest: inout ContentDigest) {
        digest.add(variable.name)
        for cell in cells { cell.addIdentity(to: &digest) }
    }
}
