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
            guard case .shapes(let style) = layer.layer.style.family.drawing, let lattice = layer.lattice
            else {
                rendering.canvas.begin(width: frame.width, height: frame.height)
                try drawCells(of: index, isFirst: true, on: rendering.canvas, held: held, context: context)
                canvas.lay(rendering.canvas, palette: PackedColours.premultiplied(colours))
                continue
            }
            let field = try layer.field(lattice, context: context, held: held)
            try context.measurements.measure(.render) {
                try canvas.withOpacity(percent: frame.opacity) {
                    try style.draw(field, in: layers[index].ink, on: canvas)
                }
            }
        }
        try context.check()
        try rendering.withFile(of: canvas, as: frame.format, context: context, body)
    }
}
