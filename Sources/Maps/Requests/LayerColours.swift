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

    /// - Throws: `Failure` or `Interruption` where the range is the variable's own, and its sample cannot be read.
    init(
        _ variable: Variable,
        in dataset: Dataset,
        style: LayerStyle,
        scale choice: ColourScale,
        ranges: DefaultRange,
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
            let palette = choice.palette ?? style.palette(own: Self.ramp(variable))
            self.init(range, palette: palette.banded(choice.bands))
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
        let palette = choice.palette ?? style.palette(own: appearance.palette)
        self.init(range, palette: palette.banded(choice.bands), isTurn: isTurn)
    }

    /// Colours for a picture on which nothing is: no range is looked for.
    init(nothingOf variable: Variable, style: LayerStyle) {
        self.init(.unit, palette: style.palette(own: Self.ramp(variable)))
    }

    /// Colours of a palette and a range, whatever they are for.
    init(_ range: ColourRange, palette: Palette, isTurn: Bool = false) {
        self.palette = palette
        scale = .range(range)
        names = []
        self.isTurn = isTurn
    }

    private init(_ map: ColourMap, outer: OuterColours) {
        let (pieces, tints) = ColourPieces.laidOut(map, outer: outer, room: PictureColours.maxPerPalette)
        palette = Palette(map, tints: tints)
        scale = .pieces(pieces)
        names = []
        isTurn = false
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
    }

    /// The layer's own palette where it is drawn as numbers.
    private static func ramp(_ variable: Variable) -> Palette {
        let palette = LayerAppearance.of(variable).palette
        return palette.isDiscrete ? .standard : palette
    }

    /// Whether a variable is drawn by its categories: a range makes numbers of flags, but in a style of categories.
    static func isOfCategories(_ variable: Variable, style: LayerStyle, scale: ColourScale) -> Bool {
        (scale.range == nil || style.family.needsFlags) && LayerAppearance.hasCategories(variable)
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
