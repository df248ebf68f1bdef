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

    /// No legend needs more.
    private static let largestSide = 1024
    /// Size of a horizontal legend when the request gives none.
    private static let lyingSize = (width: 280, height: 60)

    func response(context: WorkContext) throws -> Response {
        let name = try parameters["LAYER"] ?? parameters.required("LAYERS")
        let stored = try MapLayers.named(name, in: dataset)
        let variable = try LayerUnits.applied(parameters, to: [stored])[0]
        let style = try LayerStyle(
            parameters["STYLE"] ?? parameters["STYLES"] ?? "",
            paletteName: parameters["PALETTE"]
        )
        let offered = PictureEncoders.offered(of: dataset)
        let usualFormat = (offered.first ?? PictureEncoders.standard).mediaType
        let format = try PictureFrame.format(parameters["FORMAT"] ?? usualFormat, among: offered)
        let scale = try ColourScale(parameters)
        let isVertical = try parameters["VERTICAL"].map { _ in try parameters.flag("VERTICAL") }
        let usual = isVertical == false ? Self.lyingSize : Legend.defaultSize
        let size = try (width: side("WIDTH", usual.width), height: side("HEIGHT", usual.height))
        let isBarOnly = try parameters.flag("COLORBARONLY")
        let frame = PictureFrame(
            width: size.width,
            height: size.height,
            format: format,
            isTransparent: try parameters.flag("TRANSPARENT"),
            background: try PictureFrame.background(parameters["BGCOLOR"]),
            opacity: try PictureFrame.opacity(parameters["OPACITY"])
        )
        let check = { () throws(Failure) in
            try LegendPicture.checkMemory(of: variable, in: dataset, scale: scale, frame: frame)
        }
        if asked.wantsDryRun(parameters) {
            return try asked.dryRun {
                try check()
                return .nothing
            }
        }
        try check()
        let legend = try LegendPicture(
            variable,
            in: dataset,
            style: style,
            scale: scale,
            frame: frame,
            isBarOnly: isBarOnly,
            isVertical: isVertical,
            ranges: ranges,
            context: context
        )
        var response = Response(contentType: format.mediaType)
        var identity = AnswerIdentity(dataset)
        identity.add("legend")
        legend.addIdentity(to: &identity.digest)
        asked.identify(&response, by: identity, isComplete: false)
        for warning in IdleParameters.warnings(parameters) { response.fields.append("Warning", warning) }
        response.body = .deferred { writer in
            try legend.withFile(context: context) { try writer.write($0) }
        }
        return response
    }

    private func side(_ name: String, _ standard: Int) throws(WMSError) -> Int {
        guard parameters[name] != nil else { return standard }
        let pixels = try parameters.size(name)
        guard pixels <= Self.largestSide else {
            throw WMSError(
                nil,
                "\(name)=\(pixels) is too large: a legend has at most \(Self.largestSide) pixels a side.",
                status: 413
            )
        }
        return pixels
    }
}
