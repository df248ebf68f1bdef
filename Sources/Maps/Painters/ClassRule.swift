/// From the place of a number among the classes to the palette index of its pixel.
protocol ClassRule {
    /// `position` is in classes from the start of the lowest; `below` is the index that is drawn already.
    func index(at position: Double, over below: UInt8) -> UInt8
    /// Of a number that is missing.
    func missing(over below: UInt8) -> UInt8
}

/// Numbers beyond the ends take the class there, missing ones leave the pixel as it is, so that a layer shows what lies below
/// it.
struct EndClasses: ClassRule {
    private let first: Int32
    private let top: Double

    init(firstIndex: Int, colours: Int) {
        (first, top) = (Int32(firstIndex), Double(colours - 1))
    }

    @inline(__always) func index(at position: Double, over below: UInt8) -> UInt8 {
        // A NaN compares false and takes the lowest class.
        let inside = position > 0 ? (position < top ? position : top) : 0
        return UInt8(truncatingIfNeeded: first &+ Int32(inside))
    }

    @inline(__always) func missing(over below: UInt8) -> UInt8 { below }
}

/// Numbers beyond the ends, and missing ones, have indices of their own; where that is 0 the pixel stays as it is.
struct OuterClasses: ClassRule {
    private let inside: EndClasses
    /// The places at which the classes begin and end, with what rounding takes from numbers that lie there.
    private let lowest, highest: Double
    private let below, above, gap: UInt8

    /// How exact numbers are, for what it is worth at the ends of the range: doubles after some arithmetic, and floats.
    private static let precision = 1e-12
    private static let floatPrecision = 6e-8

    init(_ outer: Shading.Outer, range: ColourRange, firstIndex: Int, colours: Int, isFloat: Bool) {
        inside = EndClasses(firstIndex: firstIndex, colours: colours)
        let precision = isFloat ? Self.floatPrecision : Self.precision
        let slack = [range.minimum, range.maximum].map { end in
            let moved = range.share(of: end + abs(end) * precision) - range.share(of: end)
            return Double(colours) * (Self.precision + (moved.isFinite ? moved : 0))
        }
        (lowest, highest) = (-slack[0], Double(colours) + slack[1])
        below = outer.below ?? UInt8(truncatingIfNeeded: firstIndex)
        above = outer.above ?? UInt8(truncatingIfNeeded: firstIndex + colours - 1)
        gap = outer.missing
    }

    @inline(__always) func index(at position: Double, over pixel: UInt8) -> UInt8 {
        if position > highest { return above == 0 ? pixel : above }
        // A NaN is the logarithm of what has none, which lies below every range.
        guard position >= lowest else { return below == 0 ? pixel : below }
        return inside.index(at: position, over: pixel)
    }

    @inline(__always) func missing(over pixel: UInt8) -> UInt8 { gap == 0 ? pixel : gap }
}
