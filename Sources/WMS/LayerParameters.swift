internal import Cube
internal import Grids
internal import Maps

/// LAYERS, STYLES, UNITS and RESAMPLING, and what is asked of the layers' dimensions.
struct LayerParameters: Sendable {
    /// As they are stored.
    let variables: [Variable]
    /// In the units that are asked for.
    let shown: [Variable]
    let styles: [LayerStyle]
    private let resampling: ResamplingChoice?
    /// Where neither request nor style says it.
    private let usualResampling: ResamplingChoice

    /// Layers at the positions that a request means.
    struct Selected: Sendable {
        let layers: [MapRequest.Layer]
        /// What is asked of the dimensions of each layer, levels by their height, depth or pressure aside.
        let selections: [[DimensionSelection]]
        /// Warnings about what levels are asked by.
        let levelWarnings: [String]
    }

    init(_ parameters: WMSParameters, dataset: Dataset, settings: WMSSettings) throws {
        variables = try MapLayers.list("LAYERS", parameters, in: dataset, most: settings.layerLimit)
        resampling = try ResamplingChoice(asked: parameters)
        usualResampling = settings.resampling
        styles = try LayerStyle.list(parameters, layers: variables)
        shown = try LayerUnits.applied(parameters, to: variables)
    }

    /// - Throws: `invalid` for values of dimensions that are none, `WMSError` for those that the layers never have.
    func selected(_ parameters: WMSParameters, in dataset: Dataset) throws -> Selected {
        let selections = try variables.map { try Self.selections(parameters, of: $0) }
        let questions = try zip(variables, selections).map { variable, selections in
            try LevelParameters.question(parameters, of: variable, selections, in: dataset)
        }
        let layers = shown.indices.map { index in
            MapRequest.Layer(
                shown[index],
                style: styles[index],
                selectors: DimensionSelection.selectors(selections[index]),
                level: questions[index],
                resampling: resampling ?? styles[index].usualResampling ?? usualResampling
            )
        }
        return Selected(
            layers: layers,
            selections: zip(selections, questions).map { selections, question in
                question == nil ? selections : selections.filter { $0.dimension.axis.role != .vertical }
            },
            levelWarnings: LevelParameters.warnings(parameters, of: variables, in: dataset)
        )
    }

    private static func selections(_ parameters: WMSParameters, of variable: Variable) throws
        -> [DimensionSelection]
    {
        let dimensions = LayerDimension.all(of: variable)
        let quantity = LevelParameters.quantity(parameters, besides: dimensions)
        let selections = try dimensions.map { dimension in
            let name = dimension.parameter
            return try DimensionSelection(
                dimension,
                text: parameters[name],
                parameter: name,
                quantity: dimension.axis.role == .vertical ? quantity : nil,
                tolerance: dimension.tolerance(parameters, besides: dimensions)
            )
        }
        try DimensionSelection.checkAgreement(selections)
        return selections
    }
}
