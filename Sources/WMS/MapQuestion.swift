internal import Cube
internal import Execution
internal import Maps

/// What GetMap and GetFeatureInfo have in common: layers, styles, place, size and dimensions, checked but not planned.
struct MapQuestion: Sendable {
    struct Layer: Sendable {
        let variable: Variable
        /// The variable in the units that are asked for.
        let shown: Variable
        let style: LayerStyle
        let selections: [DimensionSelection]

        var selectors: [AxisKey: AxisSelector] {
            var selectors: [AxisKey: AxisSelector] = [:]
            for selection in selections {
                selectors[.name(selection.dimension.axis.name)] = selection.selector
            }
            return selectors
        }
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
        let side = try (PictureFrame.side("WIDTH", parameters), PictureFrame.side("HEIGHT", parameters))
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

    /// What the layer's plan is for a picture.
    func plan(_ layer: Layer, target: RasterTarget) throws(Failure) -> MapPlan {
        try dataset.bind(
            map: layer.shown,
            selectors: layer.selectors,
            target: target,
            layers: layers.count
        )
    }

    /// The reading of what the layer shows at one pixel.
    func cell(_ layer: Layer, column: Int, row: Int) throws(Failure) -> CellPlan {
        let slice = try dataset.slice(of: layer.shown, selectors: layer.selectors)
        return try dataset.bind(slice, cell: layer.shown.grid?.cell(under: target, column: column, row: row))
    }

    func plans() throws(Failure) -> [MapPlan] {
        var plans: [MapPlan] = []
        for layer in layers { plans.append(try plan(layer, target: target)) }
        return plans
    }

    /// The Warning fields that the standard asks for (OGC 06-042, annexes C.4.2 and C.4.3): clients join them into one,
    /// so vertical ones come first, then time, then all others.
    static func warnings(_ layers: [Layer], _ slices: [Slice]) -> [String] {
        var warnings: [(rank: Int, text: String)] = []
        for (layer, slice) in zip(layers, slices) {
            for selection in layer.selections {
                guard let match = slice.match(on: selection.dimension.axis), let word = word(match, selection)
                else { continue }
                let text = "99 \(word) value used: \(selection.dimension.statement(at: match.index))"
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
        if selection.isDefaulted { return "Default" }
        return match.manner == .nearest ? "Nearest" : nil
    }
}
