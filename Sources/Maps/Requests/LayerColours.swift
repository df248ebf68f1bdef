internal import Cube
internal import Execution

/// The colours of one layer as a request wants them: what its map and its legend share.
struct LayerColours: Sendable {
    let palette: Palette
    let scale: Shading.Scale
    /// The names of categories; empty for ranges.
    let names: [String]
    /// True for directions over a whole circle.
    let isTurn: Bool
    /// The colours at numbers that its pieces are of; nil for others.
    let map: ColourMap?
    /// What lines and symbols are drawn with.
    let ink: ShapeInk

    /// - Throws: `Failure` or `Interruption` where the range is the variable's own, and its sample cannot be read.
    init(
        _ variable: Variable,
        in dataset: Dataset,
        style: LayerStyle,
        scale choice: ColourScale,
        ranges: DefaultRange,
        slice: Slice? = nil,
        context: WorkContext
    ) throws {
        let appearance = LayerAppearance.of(variable)
        if Self.isOfCategories(variable, style: style, scale: choice),
            case .categories(let flags, let table) = appearance.kind
        {
            self.init(flags, table, appearance.palette, style, requested: choice.palette)
            return
        }
        if let map = choice.map {
            self.init(map, outer: choice.outer)
            return
        }
        if let range = choice.range {
            self.init(range, style.palette(own: Self.ramp(variable)), style, choice)
            return
        }
        let range = try ranges.range(
            of: variable,
            in: dataset,
            appearance,
            percents: choice.percents,
            isLogarithmic: choice.isLogarithmic,
            context: context
        )
        var isTurn = false
        if case .turn = appearance.kind { isTurn = !range.isLogarithmic && choice.percents == nil }
        var interval: LevelInterval?
        if let slice, style.family == .contours, choice.bands == nil, choice.percents == nil,
            !choice.isLogarithmic
        {
            interval = try ranges.interval(of: slice, variable, context: context)
        }
        let own = style.palette(own: appearance.palette)
        self.init(range, own, style, choice, isTurn: isTurn, interval: interval)
    }

    /// `palette` is the style's, unless the request names another.
    private init(
        _ range: ColourRange,
        _ palette: Palette,
        _ style: LayerStyle,
        _ choice: ColourScale,
        isTurn: Bool = false,
        interval: LevelInterval? = nil
    ) {
        let palette = choice.palette ?? palette
        if style.family.isBanded, let map = ColourMap(bandsOf: palette, range, choice) {
            self.init(map, outer: choice.outer)
            return
        }
        let isColoured = style.isColoured || choice.palette != nil
        self.init(
            range,
            palette: palette.banded(choice.bands),
            isTurn: isTurn,
            ink: ShapeInk(
                range: range,
                palette: isColoured ? palette : nil,
                bands: choice.bands,
                interval: interval
            )
        )
    }

    /// Colours for a picture on which nothing is: no range is looked for.
    init(nothingOf variable: Variable, style: LayerStyle) {
        self.init(.unit, palette: style.palette(own: Self.ramp(variable)))
    }

    /// Colours of a palette and a range, whatever they are for.
    init(_ range: ColourRange, palette: Palette, isTurn: Bool = false, ink: ShapeInk? = nil) {
        self.palette = palette
        scale = .range(range)
        names = []
        self.isTurn = isTurn
        map = nil
        self.ink = ink ?? ShapeInk(range: range, palette: nil)
    }

    private init(_ map: ColourMap, outer: OuterColours) {
        let (pieces, tints) = ColourPieces.laidOut(map, outer: outer, room: PictureColours.maxPerPalette)
        palette = Palette(map, tints: tints)
        scale = .pieces(pieces)
        names = []
        isTurn = false
        self.map = map
        ink = ShapeInk(range: map.range, palette: nil, map: map)
    }

    /// A palette that a request names is divided among the categories.
    private init(
        _ flags: FlagMeanings,
        _ table: CategoryTable,
        _ own: Palette,
        _ style: LayerStyle,
        requested: Palette?
    ) {
        let count = flags.meanings.count
        palette =
            requested.map { Palette(tints: $0.part(count), name: "categories in \($0.name)") }
            ?? style.palette(own: own, categories: count)
        scale = .categories(table)
        names = flags.meanings.map(\.text)
        isTurn = false
        map = nil
        ink = ShapeInk(range: .unit, palette: nil)
    }

    /// The layer's own palette where it is drawn as numbers.
    private static func ramp(_ variable: Variable) -> Palette {
        let palette = LayerAppearance.of(variable).palette
        return palette.isDiscrete ? .standard : palette
    }

    /// Whether a variable is drawn by its categories: a range makes numbers of flags, but in a style of categories.
    static func isOfCategories(_ variable: Variable, style: LayerStyle, scale: ColourScale) -> Bool {
        (scale.range == nil || style.family == .categories) && LayerAppearance.hasCategories(variable)
    }

    var isOfCategories: Bool {
        switch scale {
        case .range, .pieces: false
        case .categories: true
        }
    }

    /// Adds what the colours mean, whatever a request called it, to the identity of an answer.
    func addIdentity(to digest: inout ContentDigest) {
        digest.add(palette.name)
        switch scale {
        case .range(let range):
            digest.add(range.isLogarithmic ? 2 : 1)
            digest.add(range.minimum)
            digest.add(range.maximum)
        case .categories: digest.add(0)
        // The palette's name says it all.
        case .pieces: digest.add(3)
        }
    }
}
