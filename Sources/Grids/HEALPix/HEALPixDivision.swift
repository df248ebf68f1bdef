internal import Glibc

/// A division of the sphere into 12 · side² pixels of one area, and how they are numbered.
///
/// After Górski et al., "HEALPix: a framework for high-resolution discretization", 2005. Everything here is computed in 64 bits, for whatever is asked: at most 12 · 4^29 pixels. Latitudes are those of the
/// sphere that is divided; those of an ellipsoid become such by `AuthalicLatitude`.
package struct HEALPixDivision: Sendable, Hashable {
    package enum Order: Sendable, Hashable {
        /// Along a curve through the quarters of quarters of twelve faces.
        case nested
        /// Along parallels from the north, eastwards.
        case ring
    }

    /// Pixels along the side of each of the twelve faces: a power of two where the order is nested.
    package let side: Int
    package let order: Order
    /// Of a side that is a power of two its exponent.
    let level: Int?

    /// Sides are at most 2 to this.
    package static let finestLevel = 29

    /// - Returns: nil for a side below 1 or beyond 2^29, and for one of nested pixels that is no power of two.
    package init?(side: Int, order: Order) {
        guard side >= 1, side <= 1 << Self.finestLevel else { return nil }
        let isPower = side & (side - 1) == 0
        guard isPower || order == .ring else { return nil }
        self.side = side
        self.order = order
        level = isPower ? side.trailingZeroBitCount : nil
    }

    /// The division of which each pixel is one of 4^level in a face.
    ///
    /// - Returns: nil for a level that is not 0…29.
    package init?(level: Int, order: Order) {
        guard (0...Self.finestLevel).contains(level) else { return nil }
        self.init(side: 1 << level, order: order)
    }

    /// All pixels.
    package var count: Int { 12 * side * side }

    /// Parallels on which centres lie.
    var ringCount: Int { 4 * side - 1 }

    package func contains(_ pixel: Int) -> Bool { pixel >= 0 && pixel < count }

    /// The same pixels, numbered the other way; nil where these have no such numbers.
    package func renumbered(_ order: Order) -> HEALPixDivision? {
        HEALPixDivision(side: side, order: order)
    }

    /// The number of a pixel of this division in another order of the same side; nil where it is none.
    package func number(of pixel: Int, in other: HEALPixDivision) -> Int? {
        guard contains(pixel), other.side == side else { return nil }
        guard other.order != order else { return pixel }
        let place = facePlace(of: pixel)
        return other.order == .ring ? ringPlace(of: place).number(side: side) : other.nestedNumber(of: place)
    }
}
