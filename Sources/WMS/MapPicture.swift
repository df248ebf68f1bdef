internal import Cube
internal import Execution
internal import Gateway
internal import Maps

/// A planned picture: everything is known but the values.
struct MapPicture: Sendable {
    let plans: [MapPlan]
    /// One for each plan.
    let layers: [LayerColours]
    let colours: PictureColours
    let frame: PictureFrame

    init(plans: [MapPlan], layers: [LayerColours], frame: PictureFrame) {
        self.plans = plans
        self.layers = layers
        colours = PictureColours(
            palettes: layers.map(\.palette),
            background: frame.background,
            isTransparent: frame.isTransparent
        )
        self.frame = frame
    }

    /// Reads, draws, encodes and writes the picture on the calling thread.
    func write(to writer: any BodyWriter, context: WorkContext) throws {
        let memory = try reserve(context: context)
        defer { withExtendedLifetime(memory) {} }
        try PictureWorkshop.makePicture(width: frame.width, height: frame.height) { workshop in
            for (index, plan) in plans.enumerated() {
                try draw(
                    plan,
                    shading(layers[index]),
                    isFirst: index == 0,
                    on: workshop.canvas,
                    held: memory,
                    context: context
                )
            }
            try context.check()
            let file = try context.measurements.measure(.render) {
                try workshop.encode(colours, as: frame.format)
            }
            try writer.write(file)
        }
    }

    /// The picture's memory and the largest working set of its layers, which are read one after the other.
    private func reserve(context: WorkContext) throws(Failure) -> Reservation? {
        let pixels = PictureWorkshop.bytes(width: frame.width, height: frame.height, as: frame.format)
        let reading = plans.map(\.workingSet).max() ?? 0
        return try plans.first?.reserve(pixels + reading, context: context)
    }

    private func draw(
        _ plan: MapPlan,
        _ shading: Shading,
        isFirst: Bool,
        on canvas: IndexedCanvas,
        held: Reservation?,
        context: WorkContext
    ) throws {
        try plan.read(context: context, held: held) { piece, cells in
            try context.measurements.measure(.render) {
                try canvas.draw(
                    piece,
                    cells: cells,
                    packing: plan.variable.packing,
                    shading: shading,
                    isFirstLayer: isFirst
                )
            }
        }
    }

    private func shading(_ layer: LayerColours) throws(Failure) -> Shading {
        guard let shading = colours.shading(palette: layer.palette, scale: layer.scale) else { throw .defect }
        return shading
    }
}
