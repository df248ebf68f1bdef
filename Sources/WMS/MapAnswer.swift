internal import Cube
internal import Execution
internal import Gateway
internal import Rendering
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
        let similar = SimilarMap(question: question, parameters: parameters)
        if asked.wantsDryRun(parameters) { return try asked.dryRun { DryRun(try similar.plans()) } }
        let plans = try context.measurements.measure(.plan) { () throws(Failure) in try similar.plans() }
        let picture = MapPicture(
            plans: plans,
            styles: question.layers.map(\.style),
            scale: scale,
            frame: frame,
            ranges: ranges
        )
        let identity = identity(picture)
        var response = Response(contentType: frame.format.mediaType)
        asked.identify(&response, by: identity, isComplete: isComplete(question, scale))
        for warning in question.warnings(plans) { response.fields.append("Warning", warning) }
        response.body = .deferred { writer in try picture.write(to: writer, context: context) }
        return response
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
        for (plan, palette) in zip(picture.plans, picture.palettes) {
            identity.add(plan)
            identity.add(palette.name)
        }
        identity.add(picture.scale.text)
        identity.add("\(picture.frame.isTransparent) \(picture.frame.background)")
        identity.add(picture.frame.format.mediaType)
        return identity
    }

    /// True when palette, range and every dimension are given.
    private func isComplete(_ question: MapQuestion, _ scale: ColourScale) -> Bool {
        guard case .fixed = scale.choice else { return false }
        return question.layers.allSatisfy { layer in
            layer.style.palette != nil
                && layer.selections.allSatisfy { !$0.isDefaulted && $0.selector != .byDefault }
        }
    }
}
