internal import Cube
internal import Execution
internal import Gateway
internal import Grids
internal import Maps
internal import Serving

/// GetFeatureInfo (OGC 06-042, section 7.4): the value under a pixel, found exactly as GetMap finds its colour.
struct FeatureInfoAnswer {
    let asked: ResolvedRequest
    let parameters: WMSParameters
    let settings: WMSSettings

    private var dataset: Dataset { asked.dataset }

    func response(context: WorkContext) throws -> Response {
        let map = try MapParameters(parameters, dataset: dataset, settings: settings)
        let queried = try MapLayers.list(
            "QUERY_LAYERS",
            parameters,
            in: dataset,
            most: settings.layerLimit
        )
        let format = try FeatureInfoFormat(parameters["INFO_FORMAT"], of: dataset)
        _ = try parameters["FEATURE_COUNT"].map { _ in try parameters.size("FEATURE_COUNT") }
        let (column, row) = try Self.pixel(parameters, of: map.request.target)
        let styled = try StyledLayer(parameters, layers: map.variables.map(\.name))
        let scale = try ColourScale(parameters, styled: styled)
        let layers = try queried.map { try Self.position(of: $0, in: map) }
        let bind = {
            try layers.map {
                try map.request.pixel(of: map.request.layers[$0], column: column, row: row, scale: scale)
            }
        }
        if asked.wantsDryRun(parameters) { return try asked.dryRun { DryRun(try bind().flatMap(\.cells)) } }
        let plans = try bind()
        var identity = AnswerIdentity(dataset)
        identity.add("info \(format.mediaType)")
        for plan in plans { plan.addIdentity(to: &identity.digest) }
        var response = Response(contentType: format.contentType)
        asked.identify(&response, by: identity, isComplete: false)
        let warnings =
            DimensionSelection.warnings(layers.map { map.selections[$0] }, plans.compactMap(\.slice))
            + map.levelWarnings
            + ResamplingChoice.warnings(
                parameters,
                nearest: plans.filter(\.isNearest).map(\.variable)
            )
        for warning in warnings { response.fields.append("Warning", warning) }
        response.body = .deferred { writer in
            let infos = try plans.map { plan in
                FeatureInfo(finding: try PixelFinding(plan, context: context), cell: plan.cell)
            }
            try writer.write(format.document(infos))
        }
        return response
    }

    /// Where a layer stands among those of the map.
    static func position(of variable: Variable, in map: MapParameters) throws(WMSError) -> Int {
        guard let position = map.variables.firstIndex(where: { $0 === variable }) else {
            throw WMSError(
                .layerNotDefined,
                "QUERY_LAYERS names '\(variable.name)', which is not among LAYERS."
            )
        }
        return position
    }

    /// The pixel that is asked about.
    static func pixel(_ parameters: WMSParameters, of target: RasterTarget) throws(WMSError) -> (
        column: Int, row: Int
    ) {
        let column = try position(["I", "X"], parameters, below: target.width)
        return (column, try position(["J", "Y"], parameters, below: target.height))
    }

    /// Its column or row from 0, under the name of either version.
    private static func position(_ names: [String], _ parameters: WMSParameters, below end: Int)
        throws(WMSError) -> Int
    {
        guard let text = names.lazy.compactMap({ parameters[$0] }).first else {
            throw WMSError(.invalidPoint, "The parameter \(names[0]) is missing.")
        }
        guard let position = Int(text), (0..<end).contains(position) else {
            throw WMSError(
                .invalidPoint,
                "\(names[0])='\(text.prefix(40))' is not a pixel from 0 to \(end - 1)."
            )
        }
        return position
    }
}
