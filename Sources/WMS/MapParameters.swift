internal import Cube
internal import Failures
internal import Grids
internal import Maps

/// What GetMap and GetFeatureInfo have in common: layers, styles, units, dimensions, place and size in the terms of maps.
struct MapParameters: Sendable {
    let request: MapRequest
    /// The layers' variables as they are stored.
    let variables: [Variable]
    /// What is asked of the dimensions of each layer, levels by their height, depth or pressure aside.
    let selections: [[DimensionSelection]]
    /// Warnings about what levels are asked by.
    let levelWarnings: [String]
    /// Whether a BBOX has north before east.
    private let isSwapped: Bool

    init(_ parameters: WMSParameters, dataset: Dataset, settings: WMSSettings) throws {
        guard parameters["VERSION"] ?? parameters["WMTVER"] != nil else {
            throw WMSError(nil, "The parameter VERSION is missing; 1.3.0 and 1.1.1 are spoken.")
        }
        let variables = try MapLayers.list("LAYERS", parameters, in: dataset, most: settings.layerLimit)
        let resampling = try ResamplingChoice.asked(parameters)
        let styles = try LayerStyle.list(parameters, layers: variables)
        let shown = try LayerUnits.applied(parameters, to: variables)
        let version = parameters.version
        let crs = try OfferedSystems(systems: settings.systems, dataset: dataset, version: version)
            .named(parameters.required(version.crsParameter))
        isSwapped = crs.isSwapped(in: version)
        let target = try RasterTarget(parameters, crs.system, isSwapped: isSwapped)
        let selections = try variables.map { variable in
            let dimensions = LayerDimension.all(of: variable)
            let quantity = LevelParameters.quantity(parameters, besides: dimensions)
            let selections = try dimensions.map { dimension in
                let name = dimension.parameter
                return try DimensionSelection(
                    dimension,
                    text: parameters[name],
                    parameter: name,
                    quantity: dimension.axis.role == .vertical ? quantity : nil,
                    tolerance: dimension.tolerance(parameters, besides: dimensions)
                )
            }
            try DimensionSelection.checkAgreement(selections)
            return selections
        }
        let questions = try zip(variables, selections).map { variable, selections in
            try LevelParameters.question(parameters, of: variable, selections, in: dataset)
        }
        let layers = shown.indices.map { index in
            MapRequest.Layer(
                shown[index],
                style: styles[index],
                selectors: DimensionSelection.selectors(selections[index]),
                level: questions[index],
                resampling: resampling ?? settings.resampling(usual: styles[index])
            )
        }
        request = MapRequest(dataset, layers: layers, target: target)
        self.variables = variables
        levelWarnings = LevelParameters.warnings(parameters, of: variables, in: dataset)
        self.selections = zip(selections, questions).map { selections, question in
            question == nil ? selections : selections.filter { $0.dimension.axis.role != .vertical }
        }
    }

    /// The plans of the layers.
    ///
    /// - Throws: as `MapRequest.plans`; `tooLarge` names the largest similar map that passes.
    func plans(
        _ parameters: WMSParameters,
        as format: any PictureEncoder,
        scale: ColourScale
    ) throws(Failure) -> PicturePlan {
        do throws(Failure) {
            return try request.plans(as: format, scale: scale)
        } catch .tooLarge(let limit, let allowed, let requested, let advice) {
            let refusal = Failure.tooLarge(
                limit: limit,
                allowed: allowed,
                requested: requested,
                advice: advice
            )
            throw .tooLarge(
                limit: limit,
                allowed: allowed,
                requested: requested,
                advice: request.largestPassing(refusal, as: format, scale: scale)?
                    .advice(parameters, isSwapped: isSwapped)
                    ?? otherWords(format, scale) ?? advice
            )
        }
    }

    /// A format that takes less memory, or a range of colours that no sample is read for, where no size of picture passes
    /// without.
    private func otherWords(_ format: any PictureEncoder, _ scale: ColourScale) -> String? {
        let standard = PictureEncoders.standard
        if standard.mediaType != format.mediaType, request.dataset.policy.allows(format: standard.formatName),
            (try? request.plans(as: standard, scale: scale)) != nil
        {
            return "With FORMAT=\(standard.mediaType) it passes."
        }
        guard scale.range == nil, (try? request.plans(as: format, scale: ColourScale(range: .unit))) != nil
        else {
            return nil
        }
        return "With a range of colours (COLORSCALERANGE=0,1) it passes."
    }
}

extension RasterTarget {
    /// BBOX, WIDTH and HEIGHT (OGC 06-042, sections 7.3.3.6 to 7.3.3.8).
    fileprivate init(_ parameters: WMSParameters, _ system: System, isSwapped: Bool) throws(WMSError) {
        let text = try parameters.required("BBOX")
        let numbers = text.utf8
            .split(separator: UInt8(ascii: ","), maxSplits: 8, omittingEmptySubsequences: false)
            .compactMap { DecimalNumber.number(Substring($0)) }
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
        let side = try (parameters.size("WIDTH"), parameters.size("HEIGHT"))
        self.init(
            system: system,
            minX: numbers[isSwapped ? 1 : 0],
            minY: numbers[isSwapped ? 0 : 1],
            maxX: numbers[isSwapped ? 3 : 2],
            maxY: numbers[isSwapped ? 2 : 3],
            width: side.0,
            height: side.1
        )
    }
}

extension SimilarMap {
    /// What to send instead; nil where the box cannot be written.
    fileprivate func advice(_ parameters: WMSParameters, isSwapped: Bool) -> String? {
        var told: [String] = []
        if let sides { told.append("WIDTH=\(sides.width)&HEIGHT=\(sides.height)") }
        if let part {
            guard let box = box(part, of: parameters, isSwapped: isSwapped) else { return nil }
            told.append("BBOX=\(box)")
        }
        return told.isEmpty ? nil : "With \(told.joined(separator: "&")) it passes."
    }

    /// The numbers as the client has them, whose order depends on version and CRS.
    private func box(_ part: Double, of parameters: WMSParameters, isSwapped: Bool) -> String? {
        let numbers = (parameters["BBOX"] ?? "").split(separator: ",").compactMap { DecimalNumber.number($0) }
        guard numbers.count == 4 else { return nil }
        var ends = numbers
        for (low, place) in [isSwapped ? anchor.y : anchor.x, isSwapped ? anchor.x : anchor.y].enumerated() {
            let shared = numbers[low] + (numbers[low + 2] - numbers[low]) * place
            let both = [low, low + 2].map { shared + (numbers[$0] - shared) * part }
            let centre = (both[0] + both[1]) / 2
            for (index, end) in zip([low, low + 2], both) where end != numbers[index] {
                ends[index] = LargestPassing.end(end, around: centre)
            }
        }
        return ends.map { "\($0)" }.joined(separator: ",")
    }
}
