/// Which values a palette runs between, in how many steps, and what lies beyond, as a request wants it.
package struct ColourScale: Sendable, Hashable {
    /// Nil for the variable's own (`DefaultRange`), which never means the picture's, as the tiles of one map would then
    /// have each its own colours.
    package let range: ColourRange?
    /// Which part of a sample of the variable's values its own range is; nil for the one that suits it.
    package let percents: SamplePercents?
    package let isLogarithmic: Bool
    /// How many colours a palette is cut into; nil for as many as are told apart.
    package let bands: Int?
    package let outer: OuterColours
    /// In the place of the styles' palettes; nil for these.
    package let palette: Palette?
    /// In the place of palettes and ranges; nil for these.
    package let map: ColourMap?

    /// Colours that a palette can be cut into.
    package static let bandCounts = 2...250

    package init(
        range: ColourRange? = nil,
        percents: SamplePercents? = nil,
        isLogarithmic: Bool = false,
        bands: Int? = nil,
        outer: OuterColours = .none,
        palette: Palette? = nil,
        map: ColourMap? = nil
    ) {
        // A map has its own range: no sample is read for it.
        self.range = map?.range ?? range
        self.percents = percents
        self.isLogarithmic = isLogarithmic
        self.bands = bands
        self.outer = outer
        self.palette = palette
        self.map = map
    }
}

/// A part of a sample of values, in percent of their number: `lower` is below `upper`, both 0…100.
package struct SamplePercents: Sendable, Hashable {
    package let lower, upper: Int

    package init?(lower: Int, upper: Int) {
        guard lower >= 0, lower < upper, upper <= 100 else { return nil }
        (self.lower, self.upper) = (lower, upper)
    }
}
