internal import Cube

/// How people expect to see a variable, from its attributes alone.
struct LayerAppearance: Sendable {
    enum Kind: Sendable {
        /// Flags: each number is a thing of its own.
        case categories(FlagMeanings, CategoryTable)
        /// Directions: so many units are the whole circle, and its ends are one colour.
        case turn(Double)
        /// Anomalies, and what else runs both ways from zero.
        case centred
        case plain
    }

    let kind: Kind
    let palette: Palette
    /// What is usual for the quantity; nil where that is not known.
    let usual: UsualRange?

    /// Of a variable, whatever units a request wants: worked out once.
    static func of(_ variable: Variable) -> LayerAppearance {
        let stored = variable.converted?.from ?? variable
        return stored.facts.value { LayerAppearance(stored) }
    }

    /// Whether a variable's numbers are flags.
    static func hasCategories(_ variable: Variable) -> Bool {
        guard case .categories = of(variable).kind else { return false }
        return true
    }

    /// Whether its numbers are more or less of something: no flags, and no directions.
    var isOfQuantity: Bool {
        switch kind {
        case .centred, .plain: true
        case .categories, .turn: false
        }
    }

    /// Of a variable in its own units.
    init(_ variable: Variable) {
        if let flags = FlagMeanings(of: variable),
            let table = CategoryTable(flags.meanings.map { ($0.mask, $0.value) })
        {
            kind = .categories(flags, table)
            usual = nil
            palette = Palette(categories: Self.colours(flags), name: "categories of \(variable.name)")
        } else if let circle = Self.circle(variable) {
            (kind, usual, palette) = (.turn(circle), nil, .twilight)
        } else {
            let usual = UsualRange.of(variable)
            let isAnomaly = Self.isAnomaly(variable)
            let isCentred = isAnomaly || usual?.isCentred ?? false
            kind = isCentred ? .centred : .plain
            // What is usual of a quantity says nothing of its anomalies.
            self.usual = isAnomaly && !(usual?.isCentred ?? false) ? nil : usual
            let named = self.usual.flatMap { Palette.named($0.palette) }
            palette = named ?? (isCentred ? Palette.named("rdbu-inv") : nil) ?? .standard
        }
    }

    /// `flag_colors` where all are colours; else ones that are told apart.
    private static func colours(_ flags: FlagMeanings) -> [Colour] {
        let given = flags.meanings.compactMap { $0.colour.flatMap { Colour(text: $0) } }
        return given.count == flags.meanings.count ? given : Palette.categorical(flags.meanings.count)
    }

    private static func isAnomaly(_ variable: Variable) -> Bool {
        [variable.standardName, variable.longName, variable.name].contains { text in
            guard let text = text?.lowercased() else { return false }
            return text.contains("anomal") || text.contains("departure from") || text.hasSuffix("_anom")
                || text == "anom"
        }
    }

    private static let circular = ["direction", "azimuth", "phase"]
    private static let degrees = [
        "degree", "degrees", "deg", "°", "degree true", "degrees true", "degree_true", "degrees_true", "degt",
    ]
    private static let radians = ["rad", "radian", "radians"]

    /// How many of its units a circle has; nil for what is no direction.
    private static func circle(_ variable: Variable) -> Double? {
        guard let units = variable.units?.lowercased() else { return nil }
        let circle: Double? = degrees.contains(units) ? 360 : radians.contains(units) ? 2 * .pi : nil
        guard let circle else { return nil }
        let isCircular = [variable.standardName, variable.longName, variable.name].contains { text in
            guard let text = text?.lowercased() else { return false }
            return circular.contains { text.contains($0) } && !text.contains("deviation")
                && !text.contains("spread")
        }
        return isCircular ? circle : nil
    }
}
