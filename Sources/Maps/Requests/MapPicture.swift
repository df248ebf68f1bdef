package import Cube
package import Execution
internal import Failures
internal import Grids

/// A planned picture: everything is known but the values.
package struct MapPicture: Sendable {
    let plan: PicturePlan
    /// One for each layer of the plan.
    let layers: [LayerColours]
    let colours: PictureColours
    private let outer: OuterColours
    let frame: PictureFrame

    /// `plans` are the request's own.
    ///
    /// - Throws: `Failure` or `Interruption` where a range is a variable's own, and its sample cannot be read.
    package init(
        _ request: MapRequest,
        plans: PicturePlan,
        frame: PictureFrame,
        scale: ColourScale,
        ranges: DefaultRange,
        context: WorkContext
    ) throws {
        plan = plans
        self.frame = frame
        layers = try plans.layers.map { plan in
            let (variable, style) = (plan.layer.variable, plan.layer.style)
            // No range is looked for where nothing is drawn.
            if plan.isEmpty { return LayerColours(nothingOf: variable, style: style) }
            return try LayerColours(
                variable,
                in: request.dataset,
                style: style,
                scale: scale,
                ranges: ranges,
                slice: plan.reads.first?.slice,
                context: context
            )
        }
        colours = PictureColours(
            palettes: layers.map(\.palette),
            background: frame.background,
            // What lies below shapes and between them is laid on the paper.
            isTransparent: frame.isTransparent || plans.hasShapes,
            outer: scale.outer,
            opacity: frame.opacity
        )
        outer = scale.outer
    }

    /// Where each layer's values are from.
    package var slices: [Slice] { plan.layers.compactMap { $0.reads.first?.slice } }

    /// True where every layer is one of categories, so that no scale of numbers means anything.
    package var isOfCategories: Bool { layers.allSatisfy(\.isOfCategories) }

    /// The layers of which no pixel is mixed from several cells.
    package var nearest: [Variable] {
        plan.layers.filter { $0.reads.allSatisfy { $0.resampling == .nearest } }.map(\.layer.variable)
    }

    /// Adds everything that decides the picture, but the dataset, to the identity of an answer.
    package func addIdentity(to digest: inout ContentDigest) {
        digest.add(plan.layers.count)
        for (plan, layer) in zip(plan.layers, layers) {
            for read in plan.reads {
                read.slice.addIdentity(to: &digest)
                digest.add(read.question)
                digest.add(read.resampling.rawValue)
            }
            digest.add(plan.layer.variable.name)
            digest.add(plan.layer.style.family.name)
            layer.addIdentity(to: &digest)
            if plan.hasShapes { layer.ink.addIdentity(to: &digest) }
        }
        digest.add(plan.target)
        outer.addIdentity(to: &digest)
        frame.addIdentity(to: &digest)
    }

    /// Reads, draws and encodes the picture on the calling thread; the file's bytes are valid until `body` ends.
    ///
    /// - Throws: `Failure`, `Interruption`, or what `body` throws.
    package func withFile(context: WorkContext, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let dataset = plan.reads.first?.dataset else { throw Failure.defect }
        try dataset.admit(plan.reads.reduce(ReadCost()) { $0 + $1.cost }, context: context)
        let memory = try dataset.reserve(plan.memory(as: frame.format), context: context)
        defer { withExtendedLifetime(memory) {} }
        try RenderContext.makePicture(width: frame.width, height: frame.height) { rendering in
            if plan.hasShapes {
                return try withShapes(rendering, held: memory, context: context, body)
            }
            for index in plan.layers.indices {
                try drawCells(
                    of: index,
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
}
