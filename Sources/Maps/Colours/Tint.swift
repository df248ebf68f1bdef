/// A colour that may let through what lies below: 0 is clear, 255 opaque.
package struct Tint: Sendable, Hashable {
    let colour: Colour
    let opacity: UInt8

    package init(_ colour: Colour, opacity: UInt8 = 255) {
        (self.colour, self.opacity) = (colour, opacity)
    }

    /// `0xRRGGBB`, `0xAARRGGBB` and the same behind `#`, six bare digits, or a name of CSS; nil for other texts.
    package init?(text: String) {
        if let colour = Colour(text: text) ?? Colour.named(text) {
            self.init(colour)
            return
        }
        let hasMark = text.hasPrefix("0x") || text.hasPrefix("0X")
        let digits = hasMark ? text.dropFirst(2) : text.hasPrefix("#") ? text.dropFirst() : ""
        guard digits.utf8.count == 8, digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
            let number = UInt32(digits, radix: 16)
        else { return nil }
        self.init(Colour(number), opacity: UInt8(truncatingIfNeeded: number >> 24))
    }

    /// The same with a part of its opacity.
    func faded(toPercent percent: Int) -> Tint {
        Tint(colour, opacity: UInt8(clamping: (Int(opacity) * percent + 50) / 100))
    }

    /// What is seen of it over an opaque colour.
    func over(_ background: Colour) -> Colour {
        opacity == 255 ? colour : background.blended(with: colour, share: Double(opacity) / 255)
    }

    /// As clients write it: `#RRGGBB`, or `#AARRGGBB` where it is not opaque.
    var text: String {
        let channels = (opacity == 255 ? [] : [opacity]) + [colour.red, colour.green, colour.blue]
        let digits = channels.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
        return "#" + digits.joined()
    }
}
