package import Cube
package import Failures
package import Grids

/// A requested picture: layers of a dataset, how each is drawn, and the place; checked, not planned.
package struct MapRequest: Sendable {
    package struct Layer: Sendable {
        /// In the units in which its values are told and ranges of colours are meant.
        package let variable: Variable
        package let style: LayerStyle
        /// For the axes other than those of its cells; those without an entry take their default.
        package let selectors: [AxisKey: AxisSelector]
        /// The height, depth or pressure whose level is drawn at each place; nil for the one that `selectors` tell.
        package let level: LevelQuestion?
        /// How its cells become pixels, where the style draws numbers.
        package let resampling: ResamplingChoice

        package init(
            _ variable: Variable,
            style: LayerStyle,
            selectors: [AxisKey: AxisSelector] = [:],
            level: LevelQuestion? = nil,
            resampling: ResamplingChoice? = nil
        ) {
            self.variable = variable
            self.style = style
            self.selectors = selectors
            self.level = level
            self.resampling = resampling ?? style.usualResampling ?? .nearest
        }
    }

    package let dataset: Dataset
    /// Bottommost first.
    package let layers: [Layer]
    package let target: RasterTarget

    package init(_ dataset: Dataset, layers: [Layer], target: RasterTarget) {
        self.dataset = dataset
        self.layers = layers
        self.target = target
    }

    /// Whether any layer is drawn as lines or symbols.
    package var hasShapes: Bool { layers.contains { $0.style.family.shapes != nil } }

    /// What is read for each layer of a picture in a format and a scale.
    ///
    /// - Throws: as `Dataset.bind(map:)`; `tooLarge` also where the worker never has the memory.
    package func plans(
        as format: any PictureEncoder = PictureEncoders.standard,
        scale: ColourScale = ColourScale()
    ) throws(Failure) -> PicturePlan {
        try plans(target, as: format, scale: scale)
    }

    /// How a layer's cells become pixels in a scale: categories, angles and what is drawn cell by cell are never mixed.
    func resampling(of layer: Layer, _ target: RasterTarget, scale: ColourScale) -> Resampling {
        let isCode = LayerColours.isOfCategories(layer.variable, style: layer.style, scale: scale)
        let isAngle = layer.variable.part?.pair.isPolar ?? false
        return isCode || isAngle || layer.hasSymbols
            ? .nearest : layer.resampling.resampling(of: layer.variable, on: layer.variable.grid, in: target)
    }

    /// The same of another target.
    func plans(
        _ target: RasterTarget,
        as format: any PictureEncoder,
        scale: ColourScale,
        isTrial: Bool = false
    ) throws(Failure) -> PicturePlan {
        try dataset.limits.check(target)
        var plans: [LayerPlan] = []
        for layer in layers { plans.append(try plan(layer, target, scale, isTrial)) }
        let picture = PicturePlan(target: target, layers: plans)
        try dataset.checkMemory(Self.memory(of: picture, as: format, scale: scale))
        return picture
    }

    /// Bytes of the worker's memory that a picture reserves at a time: for itself, or before that for the sample of a colour
    /// range that no request names.
    package static func memory(
        of plan: PicturePlan,
        as format: any PictureEncoder,
        scale: ColourScale
    ) -> Int {
        let picture = plan.memory(as: format)
        guard scale.range == nil else { return picture }
        let sampled = plan.layers.filter { !$0.isEmpty }.flatMap(\.reads)
        return max(picture, sampled.map { ValueSample.memory(of: $0.variable, in: $0.dataset) }.max() ?? 0)
    }

    private func plan(
        _ layer: Layer,
        _ target: RasterTarget,
        _ scale: ColourScale,
        _ isTrial: Bool
    ) throws(Failure) -> LayerPlan {
        if case .symbols(let style) = layer.style.family.drawing { return try plan(layer, target, style) }
        let lattice = layer.style.family.shapes.map {
            Lattice(over: target, step: $0.step, margin: $0.margin)
        }
        let target = lattice?.target ?? target
        let variables = layer.variable.part?.pair.variables ?? [layer.variable]
        var reads: [MapPlan] = []
        for variable in variables {
            let plan = try dataset.bind(
                map: variable,
                selectors: layer.selectors,
                level: layer.level,
                target: target,
                resampling: resampling(of: layer, target, scale: scale),
                layers: layers.count * variables.count,
                isTrial: isTrial
            )
            reads.append(plan)
        }
        return LayerPlan(layer: layer, reads: reads, lattice: lattice, places: nil)
    }

    /// What is read for a layer whose cells are drawn one by one.
    private func plan(
        _ layer: Layer,
        _ target: RasterTarget,
        _ style: any CellStyle
    ) throws(Failure) -> LayerPlan {
        let places = try places(of: layer, target, style)
        var reads: [MapPlan] = []
        for variable in layer.variable.part?.pair.variables ?? [layer.variable] {
            let read = try dataset.bind(
                cells: places.cells,
                of: variable,
                selectors: layer.selectors,
                level: layer.level
            )
            reads.append(read)
        }
        return LayerPlan(layer: layer, reads: reads, lattice: nil, places: places)
    }

    /// The cells of a layer that are drawn one by one.
    func places(of layer: Layer, _ target: RasterTarget, _ style: any CellStyle) throws(Failure) -> CellPlaces
    {
        let slice = try dataset.slice(of: layer.variable, selectors: layer.selectors, level: layer.level)
        guard let grid = slice.grid else {
            throw .unsupported(reason: "'\(layer.variable.name)' has no place on the Earth")
        }
        let others = layer.variable.part?.pair.variables.dropFirst() ?? []
        guard others.allSatisfy({ $0.grid?.hasSameCells(as: grid) ?? false }) else {
            throw .unsupported(reason: "The parts of '\(layer.variable.name)' are at different places")
        }
        if style.drawsOutlines { return CellPlaces(outlinesOf: grid, on: target, margin: style.margin) }
        return try CellPlaces(centresOf: grid, on: target, margin: style.margin, limits: dataset.limits)
    }
}

extension MapRequest.Layer {
    /// Whether its cells are drawn one by one, which takes too long for many tries.
    var hasSymbols: Bool {
        guard case .symbols = style.family.drawing else { return false }
        return true
    }
}

extension Variable {
    /// Whether it has a place on the Earth and a cell at all: what a map can show.
    package var isDrawable: Bool {
        grid != nil && stored.shape.allSatisfy { $0 > 0 }
    }
}
