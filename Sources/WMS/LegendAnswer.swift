internal import Cube
internal import Execution
internal import Failures
internal import Gateway
internal import Maps
internal import Serving

/// GetLegendGraphic (OGC 05-078r4, section 12): the colour bar of one layer and style.
///
/// LAYER, STYLE and FORMAT as the standard has them; COLORSCALERANGE, LOGSCALE, NUMCOLORBANDS, ABOVEMAXCOLOR,
/// BELOWMINCOLOR, OPACITY, PALETTE, COLORBARONLY and VERTICAL as in ncWMS. What clients add about the map around it is ignored: a variable has one range for all of its maps.
struct LegendAnswer {
    let asked: ResolvedRequest
    let parameters: WMSParameters
    let ranges: DefaultRange

    private var dataset: Dataset { asked.dataset }

    func response(context: WorkContext) throws -> Response {
        let request = try LegendRequest(parameters, dataset: dataset)
        let check = { () throws(Failure) in
            try LegendPicture.checkMemory(
                of: request.variable,
                in: dataset,
                scale: request.scale,
                frame: request.frame
            )
        }
        if asked.wantsDryRun(parameters) {
            return try asked.dryRun {
                try check()
                return .nothing
            }
        }
        try check()
        let legend = try request.legend(ranges: ranges, context: context)
        var response = Response(
            contentType: request.isDocument ? LegendRequest.documentType : request.frame.format.mediaType
        )
        var identity = AnswerIdentity(dataset)
        identity.add(request.isDocument ? "legend as data" : "legend")
        legend.addIdentity(to: &identity.digest)
        asked.identify(&response, by: identity, isComplete: false)
        for warning in IdleParameters.warnings(parameters) + request.warnings {
            response.fields.append("Warning", warning)
        }
        if request.isDocument {
            response.body = .bytes(legend.document)
        } else {
            response.body = .deferred { writer in
                try legend.withFile(context: context) { try writer.write($0) }
            }
        }
        return response
    }
}
