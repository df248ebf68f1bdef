/// Which values a palette runs between, as a request wants it.
package struct ColourScale: Sendable, Hashable {
    /// Nil for the variable's own (`DefaultRange`), which never means the picture's, as the tiles of one map would then
    /// have each its own colours.
    package let range: ColourRange?
    package let isLogarithmic: Bool

    package init(range: ColourRange? = nil, isLogarithmic: Bool = false) {
        self.range = range
        self.isLogarithmic = isLogarithmic
    }
}
