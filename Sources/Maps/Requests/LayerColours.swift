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

    /// A range that a request gives makes numbers of flags too.
    ///
    /// - Throws: `Failure` or `Interruption` where the range is the variable's own, and its sample cannot be read.
    init(
        _ variable: Variable,
        in dataset: Dataset,
        style: LayerStyle,
        scale choice: ColourScale,
        ranges: DefaultRange,
        context: WorkContext
    ) throws {
        if let range = choice.range {
            self.init(range, palette: style.palette(own: Self.ramp(variable)))
            return
        }
        let appearance = LayerAppearance.of(variable)
        if case .categories(let flags, let table) = appearance.kind {
            self.init(flags, table, appearance.palette, style)
            return
        }
        let range = try ranges.range(
            of: variable,
            in: dataset,
            appearance,
            isLogarithmic: choice.isLogarithmic,
            context: context
        )
        var isTurn = false
        if case .turn = appearance.kind { isTurn = !range.isLogarithmic }
        self.init(range, palette: style.palette(own: appearance.palette), isTurn: isTurn)
    }

    /// Colours for a picture on which nothing is: no range is looked for.
    init(nothingOf variable: Variable, style: LayerStyle) {
        self.init(.unit, palette: style.palette(own: Self.ramp(variable)))
    }

    private init(_ range: ColourRange, palette: Palette, isTurn: Bool = false) {
        self.palette = palette
        scale = .range(range)
        names = []
        self.isTurn = isTurn
    }

    /// A palette that a request names is divided among the categories.
    private init(_ flags: FlagMeanings, _ table: CategoryTable, _ own: Palette, _ style: LayerStyle) {
        palette = style.palette(own: own, categories: flags.meanings.count)
        scale = .categories(table)
        names = flags.meanings.map(\.text)
        isTurn = false
    }

    /// The layer's own palette where it is drawn as numbers.
    private static func ramp(_ variable: Variable) -> Palette {
        let palette = LayerAppearance.of(variable).palette
        return palette.isDiscrete ? .standard : palette
    }

    /// Whether a variable is drawn by its categories in a scale.
    static func isOfCategories(_ variable: Variable, scale: ColourScale) -> Bool {
        guard scale.range == nil, case .categories = LayerAppearance.of(variable).kind else { return false }
        return true
    }

    var isOfCategories: Bool {
        switch scale {
        case .range: false
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
        }
    }
}
