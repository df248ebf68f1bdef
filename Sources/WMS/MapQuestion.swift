internal import Cube
internal import Execution
internal import Rendering

/// What GetMap and GetFeatureInfo have in common: layers, styles, place, size and dimensions, checked but not planned.
struct MapQuestion: Sendable {
    struct Layer: Sendable {
        let variable: Variable
        /// The variable in the units that are asked for.
        let shown: Variable
        let style: LayerStyle
        let selections: [DimensionSelection]
    }

    let dataset: Dataset
    let layers: [Layer]
    let target: RasterTarget

    init(_ parameters: WMSParameters, dataset: Dataset) throws {
        guard parameters["VERSION"] ?? parameters["WMTVER"] != nil else {
            throw WMSError(nil, "The parameter VERSION is missing; 1.3.0 and 1.1.1 are spoken.")
        }
        let variables = try MapLayers.list("LAYERS", parameters, in: dataset)
        let styles = try LayerStyle.list(parameters, layers: variables.count)
        let shown = try LayerUnits.applied(parameters, to: variables)
        target = try Self.target(parameters)
        var layers: [Layer] = []
        for (index, (variable, style)) in zip(variables, styles).enumerated() {
            var selections: [DimensionSelection] = []
            for dimension in LayerDimension.all(of: variable) {
                selections.append(try DimensionSelection(dimension, parameters: parameters))
            }
            layers.append(
                Layer(variable: variable, shown: shown[index], style: style, selections: selections)
            )
        }
        self.layers = layers
        self.dataset = dataset
    }

    private static func target(_ parameters: WMSParameters) throws(WMSError) -> RasterTarget {
        let version = parameters.version
        let crs = try MapSystem.named(parameters.required(version.crsParameter), version: version)
        let text = try parameters.required("BBOX")
        let numbers = text.split(separator: ",", maxSplits: 8, omittingEmptySubsequences: false)
            .compactMap { WMSParameters.number($0) }
        guard numbers.count == 4, text.utf8.count(where: { $0 == UInt8(ascii: ",") }) == 3 else {
            throw WMSError(
                nil,
                "BBOX='\(text.prefix(120))' is not four numbers: expected minx,miny,maxx,maxy."
            )
        }
        guard numbers[0] < numbers[2], numbers[1] < numbers[3] else {
            throw WMSError(
                nil,
                "BBOX='\(text.prefix(120))' has no area: minx < maxx and miny < maxy are needed."
            )
        }
        let isSwapped = crs.isNorthFirst && version == .v1_3_0
        let side = try (parameters.size("WIDTH"), parameters.size("HEIGHT"))
        return RasterTarget(
            system: crs.system,
            minX: numbers[isSwapped ? 1 : 0],
            minY: numbers[isSwapped ? 0 : 1],
            maxX: numbers[isSwapped ? 3 : 2],
            maxY: numbers[isSwapped ? 2 : 3],
            width: side.0,
            height: side.1
        )
    }

    /// What the layer's plan is for a picture, or a pixel of it.
    func plan(_ layer: Layer, target: RasterTarget) throws(Failure) -> MapPlan {
        var selectors: [AxisKey: AxisSelector] = [:]
        for selection in layer.selections {
            selectors[.name(selection.dimension.axis.name)] = selection.selector
        }
        return try dataset.bind(
            map: layer.shown,
            selectors: selectors,
            target: target,
            layers: layers.count
        )
    }

    /// The plans of all layers for a picture.
    func plans(for target: RasterTarget) throws(Failure) -> [MapPlan] {
        var plans: [MapPlan] = []
        for layer in layers { plans.append(try plan(layer, target: target)) }
        return plans
    }

    /// The Warning fields that the standard asks for (OGC 06-042, annexes C.4.2 and C.4.3), and those of intervals of
    /// which one step is drawn: clients join them into one,
    /// so vertical ones come first, then time, then all others.
    static func warnings(_ layers: [Layer], _ plans: [MapPlan]) -> [String] {
        var warnings: [(rank: Int, text: String)] = []
        for (layer, plan) in zip(layers, plans) {
            for selection in layer.selections {
                let match = plan.matches.first { $0.axis === selection.dimension.axis }
                guard let match, let word = word(match, selection) else { continue }
                let text = "99 \(word) used: \(selection.dimension.statement(at: match.index))"
                guard !warnings.contains(where: { $0.text == text }) else { continue }
                warnings.append((rank(match.axis.role), text))
            }
        }
        return (0...2).flatMap { rank in warnings.filter { $0.rank == rank }.map(\.text) }
    }

    private static func rank(_ role: Axis.Role) -> Int {
        switch role {
        case .vertical: 0
        case .time: 1
        default: 2
        }
    }

    private static func word(_ match: AxisMatch, _ selection: DimensionSelection) -> String? {
        if selection.isDefaulted { return "Default value" }
        if selection.isNarrowed { return "First of several values" }
        return match.manner == .nearest ? "Nearest value" : nil
    }
}
