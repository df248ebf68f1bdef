/// How one layer's values become palette indices of a picture: `colours` classes from `firstIndex` on.
package struct Shading: Sendable, Equatable {
    /// What decides the class of a value.
    package enum Scale: Sendable, Equatable {
        case range(ColourRange)
        case categories(CategoryTable)
        case pieces(ColourPieces)
    }

    /// The indices of what has no class; 0 where what lies below shows.
    package struct Outer: Sendable, Equatable {
        /// Nil for the class at that end.
        let below, above: UInt8?
        let missing: UInt8

        package static let none = Outer(below: nil, above: nil, missing: 0)
    }

    package let scale: Scale
    /// 1 or more: index 0 is where nothing is drawn.
    package let firstIndex: Int
    /// At least 1; `firstIndex + colours` is at most 256.
    package let colours: Int
    let outer: Outer

    package init(scale: Scale, firstIndex: Int, colours: Int, outer: Outer = .none) {
        precondition(firstIndex >= 1 && colours >= 1 && firstIndex + colours <= 256)
        self.scale = scale
        self.firstIndex = firstIndex
        self.colours = colours
        self.outer = outer
    }

    package init(range: ColourRange, firstIndex: Int, colours: Int, outer: Outer = .none) {
        self.init(scale: .range(range), firstIndex: firstIndex, colours: colours, outer: outer)
    }
}
