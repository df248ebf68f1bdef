package import Cube

/// A picture that is wanted: layers of a dataset, how each is drawn, and the place; checked, not planned.
package struct MapRequest: Sendable {
    package struct Layer: Sendable {
        /// In the units in which its values are told and ranges of colours are meant.
        package let variable: Variable
        package let style: LayerStyle
        /// For the axes other than x and y; those without an entry take their default.
        package let selectors: [AxisKey: AxisSelector]

        package init(_ variable: Variable, style: LayerStyle, selectors: [AxisKey: AxisSelector] = [:]) {
            self.variable = variable
            self.style = style
            self.selectors = selectors
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

    /// What is read for each layer.
    ///
    /// - Throws: as `Dataset.bind(map:)`.
    package func plans() throws(Failure) -> [MapPlan] {
        var plans: [MapPlan] = []
        for layer in layers { plans.append(try plan(layer, target)) }
        return plans
    }

    /// Whether the same layers may be drawn for another target.
    func passes(_ target: RasterTarget) -> Bool {
        layers.allSatisfy { (try? plan($0, target)) != nil }
    }

    private func plan(_ layer: Layer, _ target: RasterTarget) throws(Failure) -> MapPlan {
        try dataset.bind(
            map: layer.variable,
            selectors: layer.selectors,
            target: target,
            layers: layers.count
        )
    }

    /// What is read for the value of a layer under one pixel, counted from the upper left corner: in the cell whose colour
    /// the picture shows there.
    ///
    /// - Throws: as `Dataset.slice` and `Dataset.bind(_:cell:)`.
    package func cell(of layer: Layer, column: Int, row: Int) throws(Failure) -> CellPlan {
        let slice = try dataset.slice(of: layer.variable, selectors: layer.selectors)
        let cell = layer.variable.grid?.cell(under: target, column: column, row: row)
        return try dataset.bind(slice, cell: cell)
    }
}

extension Variable {
    /// Whether it has a place on the Earth and a cell at all: what a map can show.
    package var isDrawable: Bool {
        grid != nil && axis(.x) != nil && axis(.y) != nil && stored.shape.allSatisfy { $0 > 0 }
    }
}
