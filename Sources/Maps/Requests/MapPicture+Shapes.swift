internal import Cube
internal import Execution
internal import Failures

/// Drawing pictures with lines and symbols: layers one over the other, in true colours.
extension MapPicture {
    /// Hands the file of the picture to `body`.
    func withShapes(
        _ rendering: RenderContext,
        held: Reservation?,
        context: WorkContext,
        _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let check = { try context.check() }
        guard let canvas = ShapeCanvas(width: frame.width, height: frame.height, check: check) else {
            throw Failure.busy
        }
        if !frame.isTransparent { canvas.fill(frame.background) }
        for (index, layer) in plan.layers.enumerated() where !layer.isEmpty {
            if layer.hasShapes {
                try canvas.withOpacity(percent: frame.opacity) {
                    try drawShapes(of: index, on: canvas, held: held, context: context)
                }
            } else {
                rendering.canvas.begin(width: frame.width, height: frame.height)
                try drawCells(of: index, isFirst: true, on: rendering.canvas, held: held, context: context)
                canvas.lay(rendering.canvas, palette: PackedColours.premultiplied(colours))
            }
        }
        try context.check()
        try rendering.withFile(of: canvas, as: frame.format, context: context, body)
    }

    /// Draws the lines or symbols of a layer.
    private func drawShapes(
        of index: Int,
        on canvas: ShapeCanvas,
        held: Reservation?,
        context: WorkContext
    ) throws {
        let (layer, ink) = (plan.layers[index], layers[index].ink)
        switch layer.layer.style.family.drawing {
        case .cells: throw Failure.defect
        case .shapes(let style):
            guard let lattice = layer.lattice else { throw Failure.defect }
            let field = try layer.field(lattice, context: context, held: held)
            try context.measurements.measure(.render) { try style.draw(field, in: ink, on: canvas) }
        case .symbols(let style):
            guard let places = layer.places else { throw Failure.defect }
            let values = try layer.values(context: context, held: held)
            try context.measurements.measure(.render) { try style.draw(places, values, in: ink, on: canvas) }
        }
    }
}
