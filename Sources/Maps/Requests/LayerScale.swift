package import Cube
package import Execution

/// What a map of a variable looks like where a request says nothing: for clients that show a scale beside it.
package struct LayerScale: Sendable {
    /// Of categories from 0 to their number.
    package let minimum, maximum: Double
    package let isLogarithmic: Bool
    package let palette: String

    /// - Throws: `Failure` or `Interruption` where the sample of its values cannot be read.
    package init(_ variable: Variable, in dataset: Dataset, ranges: DefaultRange, context: WorkContext) throws
    {
        let style = LayerStyle.standard
        let layer = try LayerColours(
            variable,
            in: dataset,
            style: style,
            scale: ColourScale(),
            ranges: ranges,
            context: context
        )
        palette = Palette.named(layer.palette.name)?.name ?? Palette.standard.name
        switch layer.scale {
        case .range(let range):
            (minimum, maximum, isLogarithmic) = (range.minimum, range.maximum, range.isLogarithmic)
        case .categories, .pieces:
            (minimum, maximum, isLogarithmic) = (0, Double(max(layer.names.count, 1)), false)
        }
    }

    /// The names of all palettes that documents list.
    package static var palettes: [String] { Palette.all.map(\.name) }
}
