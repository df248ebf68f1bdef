/// An opaque colour: 8 bits of sRGB per channel.
package struct Colour: Sendable, Hashable {
    let red, green, blue: UInt8

    package static let white = Colour(red: 255, green: 255, blue: 255)
    static let black = Colour(red: 0, green: 0, blue: 0)

    package init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// `0xRRGGBB` as a number.
    package init(_ number: UInt32) {
        red = UInt8(truncatingIfNeeded: number >> 16)
        green = UInt8(truncatingIfNeeded: number >> 8)
        blue = UInt8(truncatingIfNeeded: number)
    }

    /// `0xRRGGBB`, `#RRGGBB` or the bare digits; nil for other texts.
    package init?(text: String) {
        let hasMark = text.hasPrefix("0x") || text.hasPrefix("0X")
        let digits = hasMark ? text.dropFirst(2) : text.hasPrefix("#") ? text.dropFirst() : text[...]
        guard digits.utf8.count == 6, digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
            let number = UInt32(digits, radix: 16)
        else { return nil }
        self.init(number)
    }

    /// The colour a `share` (0…1) of the way to another, in sRGB as its palettes were published.
    func blended(with other: Colour, share: Double) -> Colour {
        func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
            UInt8(min(max((Double(from) + (Double(to) - Double(from)) * share).rounded(), 0), 255))
        }
        return Colour(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
    }
}
