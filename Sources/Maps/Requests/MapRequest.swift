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
            resampling: ResamplingChoice = .nearest
        ) {
            self.variable = variable
            self.style = style
            self.selectors = selectors
            self.level = level
            self.resampling = resampling
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

    /// What is read for each layer of a picture in a format and a scale.
    ///
    /// - Throws: as `Dataset.bind(map:)`; `tooLarge` also where the worker never has the memory.
    package func plans(
        as format: any PictureEncoder = PictureEncoders.standard,
        scale: ColourScale = ColourScale()
    ) throws(Failure) -> [MapPlan] {
        try plans(target, as: format, scale: scale)
    }

    /// How a layer's cells become pixels in a scale: categories are never mixed.
    private func resampling(of layer: Layer, _ target: RasterTarget, scale: ColourScale) -> Resampling {
        LayerColours.isOfCategories(layer.variable, style: layer.style, scale: scale)
            ? .nearest
            : layer.resampling.resampling(of: layer.variable, on: layer.variable.grid, in: target)
    }

    /// The same of another target.
    func plans(
        _ target: RasterTarget,
        as format: any PictureEncoder,
        scale: ColourScale,
        isTrial: Bool = false
    ) throws(Failure) -> [MapPlan] {
        var plans: [MapPlan] = []
        for layer in layers { plans.append(try plan(layer, target, scale, isTrial)) }
        try dataset.checkMemory(Self.memory(of: plans, as: format, scale: scale))
        return plans
    }

    /// Bytes of the worker's memory that a picture of some plans reserves at a time: for itself, or before that for the
    /// sample of a colour range that no request names.
    package static func memory(
        of plans: [MapPlan],
        as format: any PictureEncoder,
        scale: ColourScale
    ) -> Int {
        let picture = MapPicture.memory(of: plans, as: format)
        guard scale.range == nil else { return picture }
        let sampled = plans.filter { !$0.isEmpty }
        return max(picture, sampled.map { ValueSample.memory(of: $0.variable, in: $0.dataset) }.max() ?? 0)
    }

    private func plan(
        _ layer: Layer,
        _ target: RasterTarget,
        _ scale: ColourScale,
        _ isTrial: Bool
    ) throws(Failure) -> MapPlan {
        try dataset.bind(
            map: layer.variable,
            selectors: layer.selectors,
            level: layer.level,
            target: target,
            resampling: resampling(of: layer, target, scale: scale),
            layers: layers.count,
            isTrial: isTrial
        )
    }

    /// What is read for the value of a layer under one pixel, counted from the upper left corner: what the picture shows there in a
    /// scale.
    ///
    /// - Throws: as `Dataset.slice` and `Dataset.bind(_:cell:)`; `tooLarge` also for a picture over the limits.
    package func cell(
        of layer: Layer,
        column: Int,
        row: Int,
        scale: ColourScale = ColourScale()
    ) throws(Failure) -> CellPlan {
        try dataset.limits.check(target)
        let slice = try dataset.slice(of: layer.variable, selectors: layer.selectors, level: layer.level)
        let asked = resampling(of: layer, target, scale: scale)
        let resampling = try slice.resampling(asked, level: layer.level)
        let plan = try dataset.bind(
            slice,
            cell: slice.grid?.cell(under: target, column: column, row: row),
            level: layer.level,
            weights: slice.grid?.weights(under: target, column: column, row: row, by: resampling)
        )
        try dataset.checkMemory(plan.workingSet)
        return plan
    }
}

extension Variable {
    /// Whether it has a place on the Earth and a cell at all: what a map can show.
    package var isDrawable: Bool {
        grid != nil && stored.shape.allSatisfy { $0 > 0 }
    }
}
