package import Cube
package import Failures

/// How a layer is drawn: a family and a palette, `raster/<palette>`, or `default` and `raster` for the layer's own
/// palette.
///
/// `default` is taken in the place of a palette too.
package struct LayerStyle: Sendable, Equatable {
    let family: StyleFamily
    /// Nil for the layer's own.
    private let palette: Palette?
    /// Whether the layer's own palette runs the other way round.
    private let isInverted: Bool

    private static let own = "default"

    private init(_ family: StyleFamily, palette: Palette?, isInverted: Bool = false) {
        self.family = family
        self.palette = palette
        self.isInverted = isInverted
    }

    /// That of a request that names none.
    package static var standard: LayerStyle { LayerStyle(.raster, palette: nil) }

    /// The name of its family.
    package var familyName: String { family.name }

    /// True when a palette is named: whatever a later release takes for a layer's own, the picture stays.
    package var isComplete: Bool { palette != nil }

    /// The named palette, else the layer's own, which is computed only then.
    func palette(own: @autoclosure () -> Palette) -> Palette {
        palette ?? (isInverted ? own().inverted : own())
    }

    /// The same for categories, of which each has a colour of the own one.
    func palette(own: Palette, categories count: Int) -> Palette {
        guard let palette else { return isInverted ? own.inverted : own }
        return Palette(categories: palette.colours(count), name: "\(own.name) in \(palette.name)")
    }

    /// `paletteName` is for styles that name none themselves; an empty name is the default style.
    ///
    /// - Throws: `notFound` with the names that are listed but for the default.
    package init(_ name: String, paletteName: String? = nil) throws(Failure) {
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init
        )
        let isPlain = name.isEmpty || name == Self.own
        guard let family = isPlain ? .raster : StyleFamily.named(parts[0]) else { throw Self.refusal(name) }
        let wanted = parts.count == 2 ? parts[1] : paletteName ?? Self.own
        if wanted == Self.own || wanted == Self.own + Palette.inverse {
            self.init(family, palette: nil, isInverted: wanted != Self.own)
            return
        }
        guard let palette = Palette.named(wanted) else {
            throw Self.refusal(parts.count == 2 ? name : "\(family.name)/\(wanted)")
        }
        self.init(family, palette: palette)
    }

    private static func refusal(_ name: String) -> Failure {
        .notFound(.style, name: name, known: named.map(\.name))
    }

    /// The style for a variable.
    ///
    /// - Throws: `notFound` where it is for flags, and the variable has none.
    package func checked(for variable: Variable) throws(Failure) -> LayerStyle {
        guard family.needsFlags, !LayerAppearance.hasCategories(variable) else { return self }
        throw Self.refusal(family.name)
    }

    /// The styles that documents list for a variable, with their titles: those with `-inv`, and the names of others, are
    /// understood and not listed.
    package static func listed(of variable: Variable) -> [(name: String, title: String)] {
        let own = LayerAppearance.hasCategories(variable) ? [(StyleFamily.categories.name, "Categories")] : []
        return [("default", "Default")] + own + named
    }

    private static var named: [(name: String, title: String)] {
        Palette.all.map { ("\(StyleFamily.raster.name)/\($0.name)", $0.title) }
    }
}
