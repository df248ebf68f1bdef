internal import CF
internal import Cube
internal import Execution
internal import Failures
internal import Gateway
internal import Grids
internal import Maps
internal import Serving

/// GetMap of several times, a picture for each (ncWMS's ANIMATION): TIME is an interval or a list, FORMAT image/apng, or image/webp
/// with ANIMATION=TRUE.
struct AnimationAnswer {
    let asked: ResolvedRequest
    let parameters: WMSParameters
    let ranges: DefaultRange
    let settings: WMSSettings
    let encoder: any AnimationEncoder

    private var dataset: Dataset { asked.dataset }

    /// Pictures a second, where a request says nothing, as in ncWMS; and what it may say.
    private static let usualRate = 3
    private static let rates = 1...60

    /// How a request names an animation; nil where it asks for a picture.
    ///
    /// - Throws: `WMSError` for ANIMATION=TRUE in a format of pictures alone.
    static func encoder(_ parameters: WMSParameters, of dataset: Dataset) throws(WMSError) -> (
        any AnimationEncoder
    )? {
        let wantsMany = try parameters.flag("ANIMATION")
        let encoder = parameters["FORMAT"].flatMap { AnimationEncoders.named($0) }
        if let encoder, dataset.policy.allows(format: encoder.mediaType),
            wantsMany || PictureEncoders.named(encoder.mediaType) == nil
        {
            return encoder
        }
        guard wantsMany else { return nil }
        let known = offered(of: dataset).joined(separator: ", ")
        // One picture in its place would pass for all of it.
        throw WMSError(
            .invalidFormat,
            "ANIMATION=TRUE is not offered as '\((parameters["FORMAT"] ?? "").prefix(80))'; there is: \(known)."
        )
    }

    /// Media types of animations.
    static func offered(of dataset: Dataset) -> [String] {
        AnimationEncoders.all.map(\.mediaType).filter { dataset.policy.allows(format: $0) }
    }

    func response(context: WorkContext) throws -> Response {
        let map = try MapParameters(parameters, dataset: dataset, settings: settings)
        let styled = try StyledLayer(parameters, layers: map.variables.map(\.name))
        let frame = try PictureFrame(
            parameters,
            format: encoder.frames(areOfTrueColours: map.request.hasShapes),
            styled: styled
        )
        let scale = try ColourScale(parameters, styled: styled)
        let milliseconds = try self.milliseconds
        let requests = try frames(of: map)
        let plan = {
            try MapAnimation(
                requests,
                as: encoder,
                frame: frame,
                scale: scale,
                ranges: ranges,
                milliseconds: milliseconds,
                context: context
            )
        }
        if asked.wantsDryRun(parameters) {
            return try asked.dryRun { dryRun(try plan(), map, requests.count) }
        }
        let animation = try context.measurements.measure(.plan, plan)
        var identity = AnswerIdentity(dataset)
        identity.add("animation")
        try animation.addIdentity(to: &identity.digest, context: context)
        var response = Response(contentType: encoder.mediaType)
        asked.identify(&response, by: identity, isComplete: false)
        for warning in try warnings(map, animation, context) + (styled?.warnings ?? []) {
            response.fields.append("Warning", warning)
        }
        response.body = .deferred { writer in
            try animation.write(context: context) { try writer.write($0) }
        }
        return response
    }

    private func dryRun(_ animation: MapAnimation, _ map: MapParameters, _ count: Int) -> DryRun {
        let target = map.request.target
        let arrays = map.request.layers.map { layer in
            DryRun.Array(
                name: layer.variable.name,
                shape: [count, target.height, target.width],
                cost: animation.cost
            )
        }
        return DryRun(arrays: arrays, cost: animation.cost, memory: animation.memory)
    }

    /// The dimensions but time, whose steps follow each other.
    private func warnings(_ map: MapParameters, _ animation: MapAnimation, _ context: WorkContext) throws
        -> [String]
    {
        let fixed = map.selections.map { selections in
            selections.filter { $0.dimension.name != "time" || parameters[$0.dimension.parameter] == nil }
        }
        let first = try animation.slices(context: context).first ?? []
        return DimensionSelection.warnings(fixed, first) + map.levelWarnings
    }

    /// How long each picture is shown, by FRAMERATE.
    private var milliseconds: Int {
        get throws(WMSError) {
            guard let text = parameters["FRAMERATE"] else { return 1000 / Self.usualRate }
            guard text.utf8.count <= 3, let rate = Int(text), Self.rates.contains(rate) else {
                throw WMSError(
                    nil,
                    "FRAMERATE='\(text.prefix(40))' is not a number of pictures a second from "
                        + "\(Self.rates.lowerBound) to \(Self.rates.upperBound)."
                )
            }
            return 1000 / rate
        }
    }

    /// The map at each step that TIME means on the axis of the first layer that has one; other layers show what they have then.
    private func frames(of map: MapParameters) throws -> [MapRequest] {
        let axes = map.variables.map { variable in
            LayerDimension.all(of: variable).first { $0.name == "time" }
        }
        guard let dimension = axes.lazy.compactMap(\.self).first, let text = parameters[dimension.parameter],
            text != "default", let times = dimension.axis.times
        else { return [map.request] }
        let steps = try SeveralPositions(text, of: dimension, parameter: dimension.parameter).indices
        guard steps.count <= settings.animationFrames else {
            throw WMSError(
                .invalidDimensionValue,
                "\(dimension.parameter) means \(steps.count) pictures: an animation has at most \(settings.animationFrames). "
                    + "Ask for fewer, with a period such as 'start/end/P1D'.",
                status: 413
            )
        }
        return try steps.map { step in
            guard let moment = TimeText(times.text(at: step)) else { throw Failure.defect }
            let layers = zip(map.request.layers, axes).map { layer, axis in
                axis.map { layer.at(.instant(moment), on: $0.axis) } ?? layer
            }
            return MapRequest(map.request.dataset, layers: layers, target: map.request.target)
        }
    }
}

extension MapRequest.Layer {
    /// The same at another position of one axis.
    fileprivate func at(_ selector: AxisSelector, on axis: Axis) -> MapRequest.Layer {
        var selectors = selectors
        selectors[.name(axis.name)] = selector
        return MapRequest.Layer(
            variable,
            style: style,
            selectors: selectors,
            level: level,
            resampling: resampling
        )
    }
}
