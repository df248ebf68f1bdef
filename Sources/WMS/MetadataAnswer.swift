internal import Cube
internal import Execution
internal import Failures
internal import Gateway
internal import JSON
internal import Maps
internal import Serving

/// GetMetadata (ncWMS) of one dataset: what Godiva3 and other clients of ncWMS ask before they draw, always as JSON.
struct MetadataAnswer {
    let asked: ResolvedRequest
    let parameters: WMSParameters
    let ranges: DefaultRange
    let settings: WMSSettings

    private var dataset: Dataset { asked.dataset }

    /// What can be asked for, in any case.
    enum Item: String, CaseIterable {
        case menu, layerDetails, minmax, timesteps, animationTimesteps

        init(_ parameters: WMSParameters) throws(WMSError) {
            let text = try parameters.required("ITEM")
            guard let item = Self.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() })
            else {
                let known = Self.allCases.map(\.rawValue)
                let near = NearestName.of(text, among: known).map { " Did you mean \($0)?" }
                throw WMSError(
                    nil,
                    "ITEM='\(text.prefix(40))' is not offered."
                        + (near ?? " There is: \(known.joined(separator: ", ")).")
                )
            }
            self = item
        }
    }

    func response(context: WorkContext) throws -> Response {
        let item = try Item(parameters)
        if item == .minmax { return try extremes(context: context) }
        if asked.wantsDryRun(parameters) { return try asked.dryRun { .nothing } }
        let document: JSONValue =
            switch item {
            case .menu: LayerMenu(dataset).json
            case .layerDetails:
                try LayerDetails(
                    try layer,
                    in: dataset,
                    time: parameters["TIME"],
                    ranges: ranges,
                    settings: settings,
                    context: context
                ).json
            case .timesteps: try StepLists(layer, parameters, settings).ofDay
            case .animationTimesteps: try StepLists(layer, parameters, settings).forAnimations
            case .minmax: .null
            }
        return answer(document, item)
    }

    private var layer: Variable {
        get throws(WMSError) {
            guard let name = parameters["LAYERNAME"] ?? parameters["LAYER"] ?? parameters["LAYERS"] else {
                return try MapLayers.named(parameters.required("LAYERNAME"), in: dataset)
            }
            return try MapLayers.named(name, in: dataset)
        }
    }

    private func answer(_ document: JSONValue, _ item: Item) -> Response {
        let bytes = document.bytes
        var identity = AnswerIdentity(dataset)
        identity.add("metadata \(item.rawValue)")
        identity.add(ContentDigest.text(of: bytes))
        var response = Response(contentType: Self.mediaType, body: .bytes(bytes))
        asked.identify(&response, by: identity, isComplete: false)
        return response
    }

    static let mediaType = "application/json"

    /// The least and the largest value of a picture of one layer: nearest cells, whatever RESAMPLING says; null where it has none.
    ///
    /// - Throws: `InvalidFormat` where values may not be handed over as JSON.
    private func extremes(context: WorkContext) throws -> Response {
        guard dataset.policy.allows(format: Self.mediaType) else {
            throw WMSError(.invalidFormat, "Values of this dataset are not offered as \(Self.mediaType).")
        }
        // ncWMS takes a request without a version, whose CRS or SRS tells which is meant.
        let usual: WMSVersion = parameters["SRS"] != nil && parameters["CRS"] == nil ? .v1_1_1 : .v1_3_0
        let parameters = self.parameters.setting("VERSION", to: usual.rawValue)
        let map = try MapParameters(parameters, dataset: dataset, settings: settings)
        guard let layer = map.request.layers.first, map.request.layers.count == 1 else {
            throw WMSError(nil, "ITEM=minmax is of one layer, not of \(map.request.layers.count).")
        }
        try layer.variable.checkPlotted()
        let bind = { () throws(Failure) in
            try dataset.bind(
                map: layer.variable,
                selectors: layer.selectors,
                level: layer.level,
                target: map.request.target
            )
        }
        if asked.wantsDryRun(parameters) {
            return try asked.dryRun {
                let plan = try bind()
                return DryRun([plan], memory: plan.workingSet)
            }
        }
        let plan = try context.measurements.measure(.plan, bind)
        var identity = AnswerIdentity(dataset)
        identity.add("metadata minmax")
        plan.addIdentity(to: &identity.digest)
        var response = Response(contentType: Self.mediaType)
        asked.identify(&response, by: identity, isComplete: false)
        let warnings = DimensionSelection.warnings(map.selections, [plan.slice]) + map.levelWarnings
        for warning in warnings { response.fields.append("Warning", warning) }
        response.body = .deferred { writer in
            let found = try MapExtremes(plan, context: context)
            let document: JSONValue = [
                "min": found.isEmpty ? .null : .number(found.least),
                "max": found.isEmpty ? .null : .number(found.largest),
            ]
            try writer.write(document.bytes)
        }
        return response
    }
}
