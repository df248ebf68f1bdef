/// What a request wants to see where a palette says nothing: below and above its range, and in cells without a value.
package struct OuterColours: Sendable, Hashable {
    package enum Ending: Sendable, Hashable {
        /// The colour at the end of the palette.
        case extended
        case tint(Tint)

        /// What lies below shows.
        package static let clear = Ending.tint(Tint(.white, opacity: 0))
    }

    package let below: Ending
    /// A value that equals the maximum is not above.
    package let above: Ending
    /// Of cells whose value is missing, not of what lies outside of all cells; nil where what lies below shows.
    package let missing: Tint?

    package init(below: Ending = .extended, above: Ending = .extended, missing: Tint? = nil) {
        (self.below, self.above, self.missing) = (below, above, missing)
    }

    package static let none = OuterColours()

    /// Those that are drawn, in the order in which pictures have them.
    var tints: [Tint] { [below.tint, above.tint, missing].compactMap { $0 }.filter { $0.opacity > 0 } }
}

extension OuterColours.Ending {
    /// Nil for the palette's own end.
    var tint: Tint? {
        switch self {
        case .extended: nil
        case .tint(let tint): tint
        }
    }
}
