internal import Cube
internal import Execution
internal import Gateway
internal import Maps
internal import Serving

/// GetMap (OGC 06-042, section 7.3): plans at once, reads when the body is wanted.
struct MapAnswer {
    let asked: DatasetRequest
    let parameters: WMSParameters
    let ranges: DefaultRange

    private var dataset: Dataset { asked.dataset }

    func response(context: WorkContext) throws -> Response {
        let question = try MapQuestion(parameters, dataset: dataset)
        let frame = try PictureFrame(parameters)
        let scale = try ColourScale(parameters)
        try Self.checkExceptions(parameters)
        if try parameters.flag("ANIMATION") {
            // One picture in its place would pass for all of it.
            throw WMSError(nil, "ANIMATION=TRUE is not offered: ask for the picture of each step.")
        }
        let similar = SimilarMap(question: question, parameters: parameters)
        if asked.wantsDryRun(parameters) { return try asked.dryRun { DryRun(try similar.plans()) } }
        let plans = try context.measurements.measure(.plan) { () throws(Failure) in try similar.plans() }
        // Before the answer has a tag, of which the ranges are a part.
        let layers = try zip(plans, question.layers).map { plan, layer in
            try colours(plan, layer.style, scale, context: context)
        }
        let picture = MapPicture(plans: plans, layers: layers, frame: frame)
        var response = Response(contentType: frame.format.mediaType)
        asked.identify(&response, by: identity(picture), isComplete: isComplete(question, scale))
        let warnings = MapQuestion.warnings(question.layers, plans.map(\.slice)) + idle(layers, frame)
        for warning in warnings { response.fields.append("Warning", warning) }
        response.body = .deferred { writer in try picture.write(to: writer, context: context) }
        return response
    }

    private func colours(
        _ plan: MapPlan,
        _ style: LayerStyle,
        _ scale: ColourScale,
        context: WorkContext
    ) throws -> LayerColours {
        if plan.isEmpty { return LayerColours(nothingOf: plan.variable, style: style) }
        return try LayerColours(
            plan.variable,
            in: dataset,
            style: style,
            scale: scale,
            ranges: ranges,
            context: context
        )
    }

    /// Warnings of parameters that change nothing in this picture.
    private func idle(_ layers: [LayerColours], _ frame: PictureFrame) -> [String] {
        var others: [String] = []
        if parameters["TRANSPARENT"]?.uppercased() == "TRUE", !frame.format.keepsTransparency {
            others.append("TRANSPARENT")
        }
        if parameters["LOGSCALE"]?.uppercased() == "TRUE", layers.allSatisfy({ !$0.names.isEmpty }) {
            others.append("LOGSCALE")
        }
        return IdleParameters.warnings(parameters, also: others)
    }

    /// Values of EXCEPTIONS that the standard knows, in either version; others mean XML.
    private static func checkExceptions(_ parameters: WMSParameters) throws(WMSError) {
        guard let manner = parameters["EXCEPTIONS"] else { return }
        let known =
            ["XML", "INIMAGE", "BLANK"] + ["xml", "inimage", "blank"].map { "application/vnd.ogc.se_\($0)" }
        guard known.contains(where: { $0.lowercased() == manner.lowercased() }) else {
            throw WMSError(
                nil,
                "EXCEPTIONS='\(manner.prefix(60))' is not offered; there is: XML, INIMAGE, BLANK."
            )
        }
    }

    private func identity(_ picture: MapPicture) -> AnswerIdentity {
        var identity = AnswerIdentity(dataset)
        for (plan, layer) in zip(picture.plans, picture.layers) {
            identity.add(plan)
            identity.add(layer.text)
        }
        identity.add("\(picture.frame.isTransparent) \(picture.frame.background)")
        identity.add(picture.frame.format.mediaType)
        return identity
    }

    /// True when palette, range and every dimension are given.
    private func isComplete(_ question: MapQuestion, _ scale: ColourScale) -> Bool {
        guard scale.range != nil else { return false }
        return question.layers.allSatisfy { layer in
            layer.style.isComplete
                && layer.selections.allSatisfy { !$0.isDefaulted && $0.selector != .byDefault }
        }
    }
}
