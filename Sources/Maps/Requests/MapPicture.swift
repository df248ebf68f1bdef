package import Cube
package import Execution
internal import Failures
internal import Grids

/// A planned picture: everything is known but the values.
package struct MapPicture: Sendable {
    private let plans: [MapPlan]
    /// One for each plan, and so are these.
    private let layers: [LayerColours]
    private let families: [StyleFamily]
    private let colours: PictureColours
    private let outer: OuterColours
    private let frame: PictureFrame

    /// `plans` are the request's own.
    ///
    /// - Throws: `Failure` or `Interruption` where a range is a variable's own, and its sample cannot be read.
    package init(
        _ request: MapRequest,
        plans: [MapPlan],
        frame: PictureFrame,
        scale: ColourScale,
        ranges: DefaultRange,
        context: WorkContext
    ) throws {
        self.plans = plans
        self.frame = frame
        families = request.layers.map(\.style.family)
        layers = try zip(plans, request.layers).map { plan, layer in
            // No range is looked for where nothing is drawn.
            if plan.isEmpty { return LayerColours(nothingOf: plan.variable, style: layer.style) }
            return try LayerColours(
                plan.variable,
                in: request.dataset,
                style: layer.style,
                scale: scale,
                ranges: ranges,
                context: context
            )
        }
        colours = PictureColours(
            palettes: layers.map(\.palette),
            background: frame.background,
            isTransparent: frame.isTransparent,
            outer: scale.outer,
            opacity: frame.opacity
        )
        outer = scale.outer
    }

    /// Where each layer's values are from.
    package var slices: [Slice] { plans.map(\.slice) }

    /// True where every layer is one of categories, so that no scale of numbers means anything.
    package var isOfCategories: Bool { layers.allSatisfy(\.isOfCategories) }

    /// True where no pixel of any layer is mixed from several cells.
    package var isNearest: Bool { plans.allSatisfy { $0.resampling == .nearest } }

    /// Adds everything that decides the picture, but the dataset, to the identity of an answer.
    package func addIdentity(to digest: inout ContentDigest) {
        digest.add(plans.count)
        for ((plan, layer), family) in zip(zip(plans, layers), families) {
            plan.slice.addIdentity(to: &digest)
            digest.add(plan.question)
            digest.add(plan.resampling.rawValue)
            digest.add(family.name)
            layer.addIdentity(to: &digest)
        }
        if let target = plans.first?.target { digest.add(target) }
        outer.addIdentity(to: &digest)
        frame.addIdentity(to: &digest)
    }

    /// Reads, draws and encodes the picture on the calling thread; the file's bytes are valid until `body` ends.
    ///
    /// - Throws: `Failure`, `Interruption`, or what `body` throws.
    ///
    /// A caller that holds a reservation of at least `memory(of:as:)` hands it over as `held`.
    package func withFile(
        context: WorkContext,
        held: Reservation? = nil,
        _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try plans.first?.dataset.admit(plans.reduce(ReadCost()) { $0 + $1.cost }, context: context)
        let memory = try held ?? reserve(context: context)
        defer { withExtendedLifetime(memory) {} }
        try RenderContext.makePicture(width: frame.width, height: frame.height) { rendering in
            for (index, plan) in plans.enumerated() {
                try draw(
                    plan,
                    painter(index),
                    isFirst: index == 0,
                    on: rendering.canvas,
                    held: memory,
                    context: context
                )
            }
            try context.check()
            let file = try context.measurements.measure(.render) {
                try rendering.encode(colours, as: frame.format)
            }
            try body(file)
        }
    }

    /// The picture's memory and the largest working set of its layers, which are read one after the other.
    private func reserve(context: WorkContext) throws(Failure) -> Reservation? {
        try plans.first?.reserve(Self.memory(of: plans, as: frame.format), context: context)
    }

    /// Bytes that a picture of some plans, all of one size, reserves.
    static func memory(of plans: [MapPlan], as format: any PictureEncoder) -> Int {
        guard let target = plans.first?.target else { return 0 }
        let pixels = RenderContext.bytes(width: target.width, height: target.height, as: format)
        let mixed = plans.map { $0.mixedPixels * CellWeights.mixerBytesPerPixel }.max() ?? 0
        return pixels + mixed + (plans.map(\.workingSet).max() ?? 0)
    }

    private func draw(
        _ plan: MapPlan,
        _ painter: any Painter,
        isFirst: Bool,
        on canvas: IndexedCanvas,
        held: Reservation?,
        context: WorkContext
    ) throws {
        if plan.isMixed {
            try draw(mixed: plan, painter, isFirst: isFirst, on: canvas, context: context)
            return
        }
        try plan.read(context: context, held: held) { chunk, cells in
            try context.measurements.measure(.render) {
                try canvas.draw(
                    chunk,
                    cells: cells,
                    packing: plan.packing,
                    painter: painter,
                    isFirstLayer: isFirst
                )
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

    /// The painter of a layer in its part of the picture's colours.
    private func painter(_ index: Int) throws(Failure) -> any Painter {
        let layer = layers[index]
        guard let shading = colours.shading(palette: layer.palette, scale: layer.scale) else { throw .defect }
        return families[index].painter(shading)
    }
}
