/// How one layer's values become palette indices of a picture: `colours` classes from `firstIndex` on.
package struct Shading: Sendable, Equatable {
    /// What decides the class of a value.
    package enum Scale: Sendable, Equatable {
        case range(ColourRange)
        case categories(CategoryTable)
    }

    package let scale: Scale
    /// 1 or more: index 0 is where nothing is drawn.
    package let firstIndex: Int
    /// At least 1; `firstIndex + colours` is at most 256.
    package let colours: Int

    package init(scale: Scale, firstIndex: Int, colours: Int) {
        precondition(firstIndex >= 1 && colours >= 1 && firstIndex + colours <= 256)
        self.scale = scale
        self.firstIndex = firstIndex
        self.colours = colours
    }

    package init(range: ColourRange, firstIndex: Int, colours: Int) {
        self.init(scale: .range(range), firstIndex: firstIndex, colours: colours)
    }
}
