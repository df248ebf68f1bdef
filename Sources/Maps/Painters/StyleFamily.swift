/// A way of drawing numbers, which styles name: a painter, and a line in `all`.
package struct StyleFamily: Sendable, Equatable {
    /// As documents list it.
    package let name: String
    /// What other servers call the same.
    private let aliases: [String]
    /// True where it is for flags alone.
    let needsFlags: Bool
    /// The painter of a layer in this style.
    let painter: @Sendable (Shading) -> any Painter

    private init(
        _ name: String,
        aliases: [String] = [],
        needsFlags: Bool = false,
        painter: @escaping @Sendable (Shading) -> any Painter
    ) {
        self.name = name
        self.aliases = aliases
        self.needsFlags = needsFlags
        self.painter = painter
    }

    /// Each cell in the colour of its value.
    ///
    /// ncWMS has the other names.
    static let raster = StyleFamily("raster", aliases: ["default-scalar", "boxfill"], painter: cells)

    /// Each cell of flags in the colour of its category, whatever range a request names.
    static let categories = StyleFamily("categories", aliases: ["category"], needsFlags: true, painter: cells)

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
    static let all = [raster, categories]

    static func named(_ name: String) -> StyleFamily? {
        all.first { $0.name == name || $0.aliases.contains(name) }
    }

    package static func == (first: StyleFamily, second: StyleFamily) -> Bool { first.name == second.name }
}
