/// A way of drawing, which styles name: a painter of cells or a style of shapes, and a line in `all`.
package struct StyleFamily: Sendable, Equatable {
    /// What draws it.
    enum Drawing: Sendable {
        /// Pixels in the colours of a palette.
        case cells(@Sendable (Shading) -> any Painter)
        /// Lines and symbols of values all over the picture.
        case shapes(any ShapeStyle)
        /// Symbols or lines of the cells themselves.
        case symbols(any CellStyle)
    }

    /// As documents list it, and as people read it.
    package let name: String
    package let title: String
    /// What other servers call the same.
    private let aliases: [String]
    /// What it can show.
    let subject: StyleSubject
    let drawing: Drawing
    /// Whether values are drawn in bands between round numbers.
    let isBanded: Bool

    private init(
        _ name: String,
        _ title: String,
        aliases: [String] = [],
        of subject: StyleSubject = .anything,
        isBanded: Bool = false,
        _ drawing: Drawing
    ) {
        (self.name, self.title, self.aliases) = (name, title, aliases)
        (self.subject, self.isBanded, self.drawing) = (subject, isBanded, drawing)
    }

    /// Each cell in the colour of its value.
    ///
    /// ncWMS has the other names.
    static let raster = StyleFamily(
        "raster",
        "Colours",
        aliases: ["default-scalar", "boxfill"],
        .cells(cells)
    )

    /// Each cell of flags in the colour of its category, whatever range a request names.
    static let categories = StyleFamily(
        "categories",
        "Categories",
        aliases: ["category"],
        of: .flags,
        .cells(cells)
    )

    /// Areas between round numbers in one colour each.
    static let filledContours = StyleFamily(
        "filled-contours",
        "Filled contours",
        aliases: ["filled_contours", "contourf", "areafill"],
        of: .quantities,
        isBanded: true,
        .cells(cells)
    )

    static let contours = StyleFamily(
        "contours",
        "Contours",
        aliases: ["contour"],
        of: .quantities,
        .shapes(ContourStyle())
    )

    static let stipple = StyleFamily("stipple", "Stipple", of: .quantities, .shapes(StippleStyle()))

    static let arrows = StyleFamily(
        "arrows",
        "Arrows",
        aliases: ["arrow", "vector", "vectors"],
        of: .vectors,
        .shapes(ArrowStyle())
    )

    static let barbs = StyleFamily(
        "barbs",
        "Wind barbs",
        aliases: ["barb"],
        of: .speeds,
        .shapes(BarbStyle())
    )

    static let streamlines = StyleFamily(
        "streamlines",
        "Streamlines",
        aliases: ["streamline"],
        of: .vectors,
        .shapes(StreamlineStyle())
    )

    /// Stations and other places.
    static let points = StyleFamily(
        "points",
        "Points",
        aliases: ["point"],
        of: .places,
        .symbols(PointStyle())
    )

    static let outline = StyleFamily(
        "outline",
        "Outlines of cells",
        aliases: ["outlines", "mesh"],
        of: .outlines,
        .symbols(OutlineStyle())
    )

    @Sendable private static func cells(_ shading: Shading) -> any Painter {
        let (firstIndex, gap) = (shading.firstIndex, shading.outer.missing)
        return switch shading.scale {
        case .range(let range):
            RampPainter(range: range, firstIndex: firstIndex, colours: shading.colours, outer: shading.outer)
        case .categories(let table):
            CategoryPainter(table: table, firstIndex: firstIndex, colours: shading.colours, gap: gap)
        case .pieces(let pieces): PiecePainter(pieces: pieces, firstIndex: firstIndex, gap: gap)
        }
    }

    /// In the order of documents: the first is the one of styles that name none.
    static let all = [
        raster, categories, filledContours, contours, stipple, arrows, barbs, streamlines, points, outline,
    ]

    static func named(_ name: String) -> StyleFamily? {
        all.first { $0.name == name || $0.aliases.contains(name) }
    }

    /// The painter of a layer in this style; nil where it draws no cells.
    func painter(_ shading: Shading) -> (any Painter)? {
        guard case .cells(let painter) = drawing else { return nil }
        return painter(shading)
    }

    /// What its values are wanted at, where that is not each pixel.
    var shapes: (any ShapeStyle)? {
        guard case .shapes(let style) = drawing else { return nil }
        return style
    }

    /// What its legend shows, where that is not colours.
    var symbols: (any LegendKeys)? {
        switch drawing {
        case .cells: nil
        case .shapes(let style): style
        case .symbols(let style): style
        }
    }

    package static func == (first: StyleFamily, second: StyleFamily) -> Bool { first.name == second.name }
}
