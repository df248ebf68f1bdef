internal import Cube
internal import Execution
internal import Failures
internal import Gateway
internal import Maps
internal import Serving

/// GetMap (OGC 06-042, section 7.3): plans at once, reads when the body is written.
struct MapAnswer {
    let asked: ResolvedRequest
    let parameters: WMSParameters
    let ranges: DefaultRange
    let settings: WMSSettings

    private var dataset: Dataset { asked.dataset }

    func response(context: WorkContext) throws -> Response {
        let map = try MapParameters(parameters, dataset: dataset, settings: settings)
        let styled = try StyledLayer(parameters, layers: map.variables.map(\.name))
        let offered = PictureEncoders.offered(of: dataset)
        let frame = try PictureFrame(parameters, offered: offered, styled: styled)
        let scale = try ColourScale(parameters, styled: styled)
        try Self.checkExceptions(parameters)
        if try parameters.flag("ANIMATION") {
            // One picture in its place would pass for all of it.
            throw WMSError(nil, "ANIMATION=TRUE is not offered: ask for the picture of each step.")
        }
        let bind = { () throws(Failure) in try map.plans(parameters, as: frame.format, scale: scale) }
        if asked.wantsDryRun(parameters) {
            return try asked.dryRun {
                let plans = try bind()
                return DryRun(
                    plans.reads,
                    memory: MapRequest.memory(of: plans, as: frame.format, scale: scale)
                )
            }
        }
        let plans = try context.measurements.measure(.plan, bind)
        // Before the answer has a tag, of which the ranges are a part.
        let picture = try MapPicture(
            map.request,
            plans: plans,
            frame: frame,
            scale: scale,
            ranges: ranges,
            context: context
        )
        var response = Response(contentType: frame.format.mediaType)
        var identity = AnswerIdentity(dataset)
        identity.add("map")
        picture.addIdentity(to: &identity.digest)
        asked.identify(&response, by: identity, isComplete: Self.isComplete(map, scale))
        let warnings =
            DimensionSelection.warnings(map.selections, picture.slices) + map.levelWarnings
            + idle(picture, frame) + (styled?.warnings ?? [])
        for warning in warnings { response.fields.append("Warning", warning) }
        response.body = .deferred { writer in
            try picture.withFile(context: context) { try writer.write($0) }
        }
        return response
    }

    /// Warnings of parameters that change nothing in this picture.
    private func idle(_ picture: MapPicture, _ frame: PictureFrame) -> [String] {
        var others: [String] = []
        if parameters["TRANSPARENT"]?.uppercased() == "TRUE", !frame.format.keepsTransparency {
            others.append("TRANSPARENT")
        }
        if parameters["LOGSCALE"]?.uppercased() == "TRUE", picture.isOfCategories {
            others.append("LOGSCALE")
        }
        if picture.isOfCategories { others += IdleParameters.scaling.filter { parameters[$0] != nil } }
        return IdleParameters.warnings(parameters, also: others)
            + ResamplingChoice.warnings(parameters, nearest: picture.nearest)
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

    /// True when palette, range and every dimension are given.
    private static func isComplete(_ map: MapParameters, _ scale: ColourScale) -> Bool {
        scale.range != nil && map.request.layers.allSatisfy(\.style.isComplete)
            && map.selections.joined().allSatisfy { !$0.isMoving && $0.selector != .byDefault }
    }
}
