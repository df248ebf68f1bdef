internal import Cube
internal import Execution
internal import Maps

/// What GetLegendGraphic asks for.
struct LegendRequest {
    /// Nil for a bar of colours alone, without LAYER: ncWMS's clients show palettes so.
    let variable: Variable?
    let scale: ColourScale
    let frame: PictureFrame
    /// Whether it is wanted as data rather than as a picture.
    let isDocument: Bool
    let warnings: [String]
    private let dataset: Dataset
    private let style: LayerStyle
    /// The level of the map, by which contours are spaced.
    private let level: [AxisKey: AxisSelector]
    private let layout: LegendPicture.Layout

    /// Legends as data: how they are asked for.
    static let documentType = "application/json"
    /// No legend needs more.
    private static let largestSide = 1024
    /// Size of a horizontal legend when the request gives none.
    private static let lyingSize = (width: 280, height: 60)
    /// Dots per inch of a usual screen.
    private static let usualDots = 96.0
    private static let mostDots = 10_000.0

    init(_ parameters: WMSParameters, dataset: Dataset) throws {
        self.dataset = dataset
        let isBarOnly = try parameters.flag("COLORBARONLY")
        let name = parameters["LAYER"] ?? parameters["LAYERS"]
        let isNameless = name == nil && isBarOnly
        let stored = try isNameless ? nil : MapLayers.named(name ?? parameters.required("LAYER"), in: dataset)
        variable = try stored.map { try LayerUnits.applied(parameters, to: [$0])[0] }
        let styled = try StyledLayer(parameters, layers: [stored?.name ?? ""])
        let style = try LayerStyle(
            parameters["STYLE"] ?? parameters["STYLES"] ?? "",
            paletteName: parameters["PALETTE"]
        )
        self.style = try variable.map { try style.checked(for: $0) } ?? style
        level = stored.map { Self.level(parameters, of: $0) } ?? [:]
        scale = try ColourScale(parameters, styled: styled)
        isDocument = parameters["FORMAT"] == Self.documentType && Self.offersDocuments(of: dataset)
        let isVertical = try parameters["VERTICAL"].map { _ in try parameters.flag("VERTICAL") }
        layout = LegendPicture.Layout(
            isBarOnly: isBarOnly,
            isVertical: isVertical,
            scale: try Self.scale(parameters["DPI"])
        )
        frame = try Self.frame(parameters, dataset, layout, styled, isLying: isVertical == false, isDocument)
        warnings = styled?.warnings ?? []
    }

    /// ELEVATION, where that is a level of the variable: what clients say of the map is no reason to refuse its legend.
    private static func level(_ parameters: WMSParameters, of variable: Variable) -> [AxisKey: AxisSelector] {
        guard let dimension = LayerDimension.all(of: variable).first(where: { $0.axis.role == .vertical }),
            let text = parameters[dimension.parameter],
            let selection = try? DimensionSelection(dimension, text: text, parameter: dimension.parameter)
        else { return [:] }
        return DimensionSelection.selectors([selection])
    }

    static func offersDocuments(of dataset: Dataset) -> Bool {
        dataset.policy.allows(format: documentType)
    }

    func legend(ranges: DefaultRange, context: WorkContext) throws -> LegendPicture {
        guard let variable else {
            return LegendPicture(barOf: style, in: dataset, scale: scale, frame: frame, layout: layout)
        }
        return try LegendPicture(
            variable,
            in: dataset,
            style: style,
            level: level,
            scale: scale,
            frame: frame,
            layout: layout,
            ranges: ranges,
            context: context
        )
    }

    private static func frame(
        _ parameters: WMSParameters,
        _ dataset: Dataset,
        _ layout: LegendPicture.Layout,
        _ styled: StyledLayer?,
        isLying: Bool,
        _ isDocument: Bool
    ) throws(WMSError) -> PictureFrame {
        let offered = PictureEncoders.offered(of: dataset)
        let usual = offered.first ?? PictureEncoders.standard
        let format =
            try isDocument
            ? usual : PictureFrame.format(parameters["FORMAT"] ?? usual.mediaType, among: offered)
        let size = isLying ? lyingSize : Legend.defaultSize
        let opacity = try PictureFrame.opacity(parameters["OPACITY"])
        return PictureFrame(
            width: try side("WIDTH", parameters, layout.scaled(size.width)),
            height: try side("HEIGHT", parameters, layout.scaled(size.height)),
            format: format,
            isTransparent: try parameters.flag("TRANSPARENT"),
            background: try PictureFrame.background(parameters["BGCOLOR"]),
            opacity: styled?.applied(to: opacity) ?? opacity
        )
    }

    /// How much larger than on a usual screen letters are.
    private static func scale(_ text: String?) throws(WMSError) -> Double {
        guard let text else { return 1 }
        guard let dots = DecimalNumber.number(text[...]), dots > 0, dots <= mostDots else {
            throw WMSError(nil, "DPI='\(text.prefix(40))' is not a number of dots per inch.")
        }
        return dots / usualDots
    }

    private static func side(
        _ name: String,
        _ parameters: WMSParameters,
        _ standard: Int
    ) throws(WMSError) -> Int {
        guard parameters[name] != nil else { return standard }
        let pixels = try parameters.size(name)
        guard pixels <= largestSide else {
            throw WMSError(
                nil,
                "\(name)=\(pixels) is too large: a legend has at most \(largestSide) pixels a side.",
                status: 413
            )
        }
        return pixels
    }
}
