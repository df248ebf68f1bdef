internal import Cube
internal import Execution
internal import Gateway
internal import Rendering

/// A planned picture: everything is known but the values.
struct MapPicture: Sendable {
    let plans: [MapPlan]
    /// One for each plan.
    let palettes: [Palette]
    let colours: PictureColours
    let scale: ColourScale
    let frame: PictureFrame
    let ranges: DefaultRange

    init(
        plans: [MapPlan],
        styles: [LayerStyle],
        scale: ColourScale,
        frame: PictureFrame,
        ranges: DefaultRange
    ) {
        self.plans = plans
        palettes = zip(plans, styles).map { plan, style in style.palette(for: plan.variable) }
        colours = PictureColours(
            palettes: palettes,
            background: frame.background,
            isTransparent: frame.isTransparent
        )
        self.scale = scale
        self.frame = frame
        self.ranges = ranges
    }

    /// Reads, draws, encodes and writes the picture on the calling thread.
    func write(to writer: any BodyWriter, context: WorkContext) throws {
        // Ranges first: finding one may read, and no two readings of a request hold memory at a time.
        let shadings = try zip(plans, palettes).map { plan, palette in
            try shading(plan, palette, context: context)
        }
        let memory = try reserve(context: context)
        defer { withExtendedLifetime(memory) {} }
        try PictureWorkshop.makePicture(width: frame.width, height: frame.height) { workshop in
            for (index, plan) in plans.enumerated() {
                try draw(
                    plan,
                    shadings[index],
                    isFirst: index == 0,
                    on: workshop.canvas,
                    held: memory,
                    context: context
                )
            }
            let file = try context.measurements.measure(.render) { try workshop.encode(colours) }
            try writer.write(file)
        }
    }

    /// The picture's memory and the largest working set of its layers, which are read one after the other.
    private func reserve(context: WorkContext) throws(Failure) -> Reservation? {
        let pixels = PictureWorkshop.bytes(width: frame.width, height: frame.height)
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

    private func shading(_ plan: MapPlan, _ palette: Palette, context: WorkContext) throws -> Shading {
        let range = plan.isEmpty ? ColourRange.unit : try range(of: plan, context: context)
        guard let shading = colours.shading(palette: palette, range: range) else { throw Failure.defect }
        return shading
    }

    /// The range of one layer's colours.
    private func range(of plan: MapPlan, context: WorkContext) throws -> ColourRange {
        switch scale.choice {
        case .fixed(let range): return range
        case .standard:
            return try ranges.range(of: plan, isLogarithmic: scale.isLogarithmic, context: context)
        case .automatic:
            let (lower, upper) = try RangeSample(plan: plan, context: context).shownRange()
            return DefaultRange.range(lower, upper, isLogarithmic: scale.isLogarithmic)
        }
    }
}

extension LayerStyle {
    /// The palette that a variable is drawn with.
    func palette(for variable: Variable) -> Palette {
        palette ?? UsualRange.of(variable.converted?.from ?? variable).flatMap { Palette.named($0.palette) }
            ?? .standard
    }
}
