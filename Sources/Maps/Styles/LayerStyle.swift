package import Cube
package import Failures
internal import Grids

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
    /// Whether lines and symbols have the colours of a palette: points always have.
    let isColoured: Bool

    private static let own = "default"

    private init(
        _ family: StyleFamily,
        palette: Palette?,
        isInverted: Bool = false,
        isColoured: Bool
    ) {
        self.family = family
        self.palette = palette
        self.isInverted = isInverted
        self.isColoured = isColoured || family == .points
    }

    /// That of a request that names none.
    package static var standard: LayerStyle { LayerStyle(.raster, palette: nil, isColoured: true) }

    /// The name of its family.
    package var familyName: String { family.name }

    /// True when a palette is named: whatever a later release takes for a layer's own, the picture stays.
    package var isComplete: Bool { palette != nil }

    /// How cells become pixels where a request does not say, whatever is configured: contours of nearest cells would be their edges;
    /// nil for other styles.
    package var usualResampling: ResamplingChoice? {
        family.isBanded || (family.shapes != nil && !family.subject.isOfVectors) ? .bilinear : nil
    }

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
        let isColoured = parts.count == 2 || paletteName != nil
        if wanted == Self.own || wanted == Self.own + Palette.inverse {
            self.init(
                family,
                palette: nil,
                isInverted: wanted != Self.own,
                isColoured: isColoured
            )
            return
        }
        guard let palette = Palette.named(wanted) else {
            throw Self.refusal(parts.count == 2 ? name : "\(family.name)/\(wanted)")
        }
        self.init(family, palette: palette, isColoured: true)
    }

    private static func refusal(_ name: String) -> Failure {
        .notFound(.style, name: name, known: named.map(\.name))
    }

    /// The style for a variable: places that cover nothing are drawn as points, for their pixels are not seen from afar.
    ///
    /// - Throws: `notFound` where it shows what the variable is not.
    package func checked(for variable: Variable) throws(Failure) -> LayerStyle {
        guard family.shows(variable) else { throw Self.refusal(family.name) }
        guard family == .raster, variable.isOfPoints, !LayerAppearance.hasCategories(variable) else {
            return self
        }
        return LayerStyle(.points, palette: palette, isInverted: isInverted, isColoured: true)
    }

    /// The styles that documents list for a variable, with their titles: those with `-inv`, and the names of others, are
    /// understood and not listed.
    package static func listed(of variable: Variable) -> [(name: String, title: String)] {
        let others = StyleFamily.all.filter { $0.isListed(of: variable) && $0.shows(variable) }
        return [("default", "Default")] + others.map { ($0.name, $0.title) } + named
    }

    private static var named: [(name: String, title: String)] {
        Palette.all.map { ("\(StyleFamily.raster.name)/\($0.name)", $0.title) }
    }
}

extension StyleFamily {
    /// Whether it can show a variable.
    fileprivate func shows(_ variable: Variable) -> Bool {
        switch subject {
        case .anything: true
        case .flags: LayerAppearance.hasCategories(variable)
        case .quantities: LayerAppearance.of(variable).isOfQuantity && !variable.isOfPoints
        case .vectors: variable.part?.kind == .magnitude && !variable.isOfPoints
        case .places: variable.isOfPoints || variable.part == nil && variable.grid?.kind == "points"
        case .outlines: variable.part == nil && !variable.isOfPoints
        case .speeds: StyleFamily.arrows.shows(variable) && variable.scale(to: "knot") != nil
        }
    }

    /// Whether documents name it: outlines are of meshes above all, and understood of other grids.
    fileprivate func isListed(of variable: Variable) -> Bool {
        switch subject {
        case .outlines: variable.grid?.rowCount == 1
        default: self != .raster
        }
    }
}

extension Variable {
    /// Whether its values are at places that cover nothing: stations, casts.
    fileprivate var isOfPoints: Bool { grid is PointsGrid }
}
