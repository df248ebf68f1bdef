internal import CF
internal import Cube
internal import Execution
internal import Failures
internal import Grids

/// Drawing layers whose cells have colours of a palette.
extension MapPicture {
    /// Draws a layer over what is there; `isFirst` says that nothing is.
    func drawCells(
        of index: Int,
        isFirst: Bool,
        on canvas: IndexedCanvas,
        held: Reservation?,
        context: WorkContext
    ) throws {
        let layer = plan.layers[index]
        guard let painter = try painter(index), let read = layer.reads.first else { throw Failure.defect }
        if !layer.isDirect {
            guard !layer.isEmpty else { return }
            let values = try layer.values(context: context, held: held)
            try context.measurements.measure(.render) {
                try canvas.draw(values, painter: painter, isFirstLayer: isFirst)
            }
        } else if read.isMixed {
            try draw(mixed: read, painter, isFirst: isFirst, on: canvas, context: context)
        } else {
            try read.read(context: context, held: held) { chunk, cells in
                try context.measurements.measure(.render) {
                    try canvas.draw(
                        chunk,
                        cells: cells,
                        packing: read.packing,
                        painter: painter,
                        isFirstLayer: isFirst
                    )
                }
            }
        }
    }

    /// The same of a layer whose pixels are mixed, some lines at a time.
    private func draw(
        mixed plan: MapPlan,
        _ painter: any Painter,
        isFirst: Bool,
        on canvas: IndexedCanvas,
        context: WorkContext
    ) throws {
        for rows in plan.isEmpty ? [] : plan.bands {
            guard let weights = plan.weights(ofRows: rows) else { throw Failure.defect }
            var mixed = weights.mixer(packing: plan.packing)
            try plan.read(weights, context: context) { chunk in
                try context.measurements.measure(.render) { try mixed.add(chunk) }
            }
            try context.measurements.measure(.render) {
                try canvas.draw(
                    mixed.values(),
                    of: weights,
                    rows: rows,
                    painter: painter,
                    isFirstLayer: isFirst
                )
            }
        }
    }

    /// The painter of a layer in its part of the picture's colours; nil for a style that draws no cells.
    private func painter(_ index: Int) throws(Failure) -> (any Painter)? {
        let layer = layers[index]
        guard let shading = colours.shading(palette: layer.palette, scale: layer.scale) else { throw .defect }
        return plan.layers[index].layer.style.family.painter(shading)
    }
}
