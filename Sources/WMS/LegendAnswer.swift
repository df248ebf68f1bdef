internal import Cube
internal import Execution
internal import Gateway
internal import Rendering
internal import Serving

/// GetLegendGraphic (OGC 05-078r4, section 12): the colour bar of one layer and style.
///
/// LAYER, STYLE and FORMAT as the standard has them; COLORSCALERANGE, LOGSCALE, ELEVATION and COLORBARONLY as for maps
/// and in ncWMS. What clients add about the map around it is ignored.
struct LegendAnswer {
    let asked: DatasetRequest
    let parameters: WMSParameters
    let ranges: DefaultRange

    private var dataset: Dataset { asked.dataset }

    /// No legend needs more.
    private static let largestSide = 1024

    func response(context: WorkContext) throws -> Response {
        let name = try parameters["LAYER"] ?? parameters.required("LAYERS")
        let stored = try MapLayers.named(name, in: dataset)
        let variable = try LayerUnits.applied(parameters, to: [stored])[0]
        let style = try LayerStyle(parameters["STYLE"] ?? parameters["STYLES"] ?? "")
        let format = try PictureFrame.format(parameters["FORMAT"] ?? PictureFrame.Format.all[0].mediaType)
        if asked.wantsDryRun(parameters) { return try asked.dryRun { DryRun([try self.plan(variable)]) } }
        let plan = try plan(variable)
        let scale = try ColourScale(parameters)
        let palette = style.palette(for: variable)
        let isBarOnly = try parameters.flag("COLORBARONLY")
        let size = try (side("WIDTH", Legend.defaultSize.width), side("HEIGHT", Legend.defaultSize.height))
        let isTransparent = try parameters.flag("TRANSPARENT")
        var response = Response(contentType: format.mediaType)
        var identity = AnswerIdentity(dataset)
        identity.add(plan)
        identity.add("legend \(palette.name) \(scale.text) \(isBarOnly) \(size) \(isTransparent)")
        asked.identify(&response, by: identity, isComplete: false)
        let title = Self.title(variable)
        let ranges = ranges
        response.body = .deferred { writer in
            let range = try Self.range(plan, scale, ranges, context: context)
            let legend = Legend(palette: palette, range: range, title: title, isBarOnly: isBarOnly)
            try writer.write(Self.draw(legend, size, isTransparent: isTransparent))
        }
        return response
    }

    private static func title(_ variable: Variable) -> String {
        let units = variable.units.map { $0 == "1" || $0.isEmpty ? "" : " [\($0)]" } ?? ""
        return variable.title + units
    }

    private static func draw(_ legend: Legend, _ size: (Int, Int), isTransparent: Bool) throws -> [UInt8] {
        try PictureWorkshop.makePicture(width: size.0, height: size.1) { workshop in
            let colours = legend.colours(isTransparent: isTransparent)
            legend.draw(on: workshop.canvas, colours: colours)
            return try Array(workshop.encode(colours))
        }
    }

    /// Positions on the other axes: the range may depend on the level.
    private func plan(_ variable: Variable) throws -> MapPlan {
        var selectors: [AxisKey: AxisSelector] = [:]
        for dimension in LayerDimension.all(of: variable) {
            let selection = try DimensionSelection(dimension, parameters: parameters)
            selectors[.name(dimension.axis.name)] = selection.selector
        }
        let world = RasterTarget(
            system: .geographic,
            minX: -180,
            minY: -90,
            maxX: 180,
            maxY: 90,
            width: 2,
            height: 1
        )
        return try dataset.bind(map: variable, selectors: selectors, target: world)
    }

    /// `auto` speaks of a picture that is not known here: the default stands in for it.
    private static func range(
        _ plan: MapPlan,
        _ scale: ColourScale,
        _ ranges: DefaultRange,
        context: WorkContext
    ) throws -> ColourRange {
        if case .fixed(let range) = scale.choice { return range }
        return try ranges.range(of: plan, isLogarithmic: scale.isLogarithmic, context: context)
    }

    private func side(_ name: String, _ standard: Int) throws(WMSError) -> Int {
        guard parameters[name] != nil else { return standard }
        let pixels = try parameters.size(name)
        guard pixels <= Self.largestSide else {
            throw WMSError(
                nil,
                "\(name)=\(pixels) is too large: a legend has at most \(Self.largestSide) pixels a side."
            )
        }
        return pixels
    }
}
