/// Numbers that say the level of a pixel too (CF 1.13, section 5.6: `nuniq` and `zuniq`).
package enum HEALPixNumbering: Sendable, Hashable {
    /// Nested + 4^(level + 1).
    case nuniq
    /// (2 · nested + 1) · 4^(29 − level): in the order of the curve, whatever the level.
    case zuniq

    /// The level of a pixel and its nested number there; nil for a number that stands for no pixel.
    package func pixel(_ number: Int) -> (level: Int, nested: Int)? {
        guard number > 0 else { return nil }
        let level: Int
        let nested: Int
        switch self {
        case .nuniq:
            // Those of a level are 4 · 4^level up to 16 · 4^level.
            level = (Int.bitWidth - 1 - number.leadingZeroBitCount) / 2 - 1
            guard (0...HEALPixDivision.finestLevel).contains(level) else { return nil }
            nested = number - (4 << (2 * level))
        case .zuniq:
            let zeros = number.trailingZeroBitCount
            level = HEALPixDivision.finestLevel - zeros / 2
            guard zeros & 1 == 0, level >= 0 else { return nil }
            nested = number >> (zeros + 1)
        }
        guard nested < 12 << (2 * level) else { return nil }
        return (level, nested)
    }

    /// The nuniq number of a nested pixel.
    static func nuniq(_ nested: Int, level: Int) -> Int { nested + 4 << (2 * level) }

    /// The nuniq numbers of all pixels of a level: those of the next one follow.
    static func numbers(ofLevel level: Int) -> Range<Int> { 4 << (2 * level)..<16 << (2 * level) }
}
