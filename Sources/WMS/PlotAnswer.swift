internal import Coverages
internal import Cube
internal import Execution
internal import Failures
internal import Gateway
internal import Grids
internal import Maps
internal import Serving

/// GetTimeseries, GetVerticalProfile, GetTransect and GetVerticalSection (ncWMS): what lies under a pixel or along a line, as a
/// plot or as the values.
struct PlotAnswer {
    let operation: PlotOperation
    let asked: ResolvedRequest
    let parameters: WMSParameters
    let ranges: DefaultRange
    let settings: WMSSettings
    let formats: CoverageFormats

    private var dataset: Dataset { asked.dataset }

    /// ncWMS's own, in pixels.
    private static let usualSize = (width: 700, height: 600)

    func response(context: WorkContext) throws -> Response {
        let format = try PlotFormat(parameters, of: dataset, formats)
        let scale = try ColourScale(parameters)
        let size = try self.size
        let subject = try PlotSubject(
            operation,
            parameters,
            dataset,
            settings,
            address: asked.request.origin.url("/\(WMSService.prefix)/\(dataset.address.encoded)"),
            context: context
        )
        let bytes = heldBytes(subject, format, size)
        if asked.wantsDryRun(parameters) {
            return try asked.dryRun {
                try subject.list.checkMemory(beside: bytes)
                return DryRun(subject.list.plans, memory: subject.list.reserved(beside: bytes))
            }
        }
        try subject.list.checkMemory(beside: bytes)
        var response = Response(contentType: format.contentType)
        asked.identify(&response, by: try identity(subject, format, scale, size, context), isComplete: false)
        for warning in subject.warnings { response.fields.append("Warning", warning) }
        response.body = .deferred { [ranges] writer in
            switch format {
            case .coverages(let format, _): try format.write(subject.list, to: writer, context: context)
            case .plot(let form):
                let plot = try PlotDrawing(subject: subject, scale: scale, ranges: ranges, context: context)
                    .plot()
                let memory = try subject.dataset.reserve(
                    Plot.memory(width: size.width, height: size.height),
                    context: context
                )
                defer { withExtendedLifetime(memory) {} }
                let file = try context.measurements.measure(.render) {
                    try plot.file(width: size.width, height: size.height, form: form)
                }
                try writer.write(file)
            }
        }
        return response
    }

    private func heldBytes(_ subject: PlotSubject, _ format: PlotFormat, _ size: (width: Int, height: Int))
        -> Int
    {
        switch format {
        case .coverages(let format, _): format.heldBytes
        case .plot:
            max(PlotDrawing.heldBytes(of: subject.list), Plot.memory(width: size.width, height: size.height))
        }
    }

    /// Everything that decides the answer.
    private func identity(
        _ subject: PlotSubject,
        _ format: PlotFormat,
        _ scale: ColourScale,
        _ size: (width: Int, height: Int),
        _ context: WorkContext
    ) throws -> AnswerIdentity {
        var identity = AnswerIdentity(dataset)
        identity.add("\(operation.rawValue) \(format.mediaType)")
        subject.list.identify(&identity.digest)
        switch format {
        case .coverages(let format, _):
            identity.add(format.writer)
            identity.add(asked.request.origin.url("/"))
        case .plot:
            identity.add("\(size.width) \(size.height)")
            for layer in subject.layers {
                identity.add(layer.variable.units ?? "")
                for stay in layer.along?.stays ?? [] { identity.digest.add(stay.metres.lowerBound) }
            }
            guard operation == .section else { break }
            // Ranges are a part of what is seen.
            for layer in subject.layers {
                let legend = try LegendPicture(
                    layer.variable,
                    in: dataset,
                    style: layer.style,
                    scale: scale,
                    frame: PictureFrame(width: 1, height: 1),
                    ranges: ranges,
                    context: context
                )
                legend.addIdentity(to: &identity.digest)
            }
        }
        return identity
    }

    /// CHARTWIDTH and CHARTHEIGHT; along a line, where no map is asked for, WIDTH and HEIGHT too.
    private var size: (width: Int, height: Int) {
        get throws {
            let names: [(String, String)] =
                [("CHARTWIDTH", "CHARTHEIGHT")] + (operation.isAlongLine ? [("WIDTH", "HEIGHT")] : [])
            func side(_ names: [String], _ usual: Int) throws -> Int {
                guard let name = names.first(where: { parameters[$0] != nil }) else { return usual }
                let pixels = try parameters.size(name)
                let most = min(Plot.sides.upperBound, dataset.limits.pictureSide)
                guard pixels <= most else {
                    throw WMSError(
                        nil,
                        "\(name)=\(pixels) is too large: a plot has at most \(most) pixels a side.",
                        status: 413
                    )
                }
                guard pixels >= Plot.sides.lowerBound else {
                    throw WMSError(
                        nil,
                        "\(name)=\(pixels) is too small: a plot has at least \(Plot.sides.lowerBound) pixels a side."
                    )
                }
                return pixels
            }
            return (
                try side(names.map(\.0), Self.usualSize.width),
                try side(names.map(\.1), Self.usualSize.height)
            )
        }
    }
}
