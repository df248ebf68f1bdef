/// Which values a palette runs between, in how many steps, and what lies beyond, as a request wants it.
package struct ColourScale: Sendable, Hashable {
    /// Nil for the variable's own (`DefaultRange`), which never means the picture's, as the tiles of one map would then
    /// have each its own colours.
    package let range: ColourRange?
    package let isLogarithmic: Bool
    /// How many colours a palette is cut into; nil for as many as are told apart.
    package let bands: Int?
    package let outer: OuterColours

    /// Colours that a palette can be cut into.
    package static let bandCounts = 2...250

    package init(
        range: ColourRange? = nil,
        isLogarithmic: Bool = false,
        bands: Int? = nil,
        outer: OuterColours = .none
    ) {
        self.range = range
        self.isLogarithmic = isLogarithmic
        self.bands = bands
        self.outer = outer
    }
}
