/// A picture's colours as encoders want them: an entry for each of the 256 indices, unused ones clear.
enum PackedColours {
    /// As bytes in memory red, green, blue, alpha.
    static func redGreenBlueAlpha(_ colours: PictureColours) -> [UInt32] {
        packed(colours) { colour, opacity in
            let bytes = [colour.red, colour.green, colour.blue, opacity]
            return UInt32(littleEndian: bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
    }

    /// As numbers 0xAARRGGBB.
    static func alphaRedGreenBlue(_ colours: PictureColours) -> [UInt32] {
        packed(colours) { colour, opacity in
            [opacity, colour.red, colour.green, colour.blue].reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    /// The same, colours multiplied by alpha.
    static func premultiplied(_ colours: PictureColours) -> [UInt32] {
        packed(colours) { colour, opacity in
            let multiplied = [colour.red, colour.green, colour.blue].map { channel in
                (UInt32(channel) * UInt32(opacity) + 127) / 255
            }
            return multiplied.reduce(UInt32(opacity)) { $0 << 8 | $1 }
        }
    }

    /// As bytes red, green, blue, without opacity.
    static func redGreenBlue(_ colours: PictureColours) -> [UInt8] {
        let known = colours.colours.prefix(256).flatMap { [$0.red, $0.green, $0.blue] }
        return known + [UInt8](repeating: 0, count: 768 - known.count)
    }

    private static func packed(_ colours: PictureColours, _ pack: (Colour, UInt8) -> UInt32) -> [UInt32] {
        let known = zip(colours.colours, colours.opacities).prefix(256).map { pack($0, $1) }
        return known + [UInt32](repeating: 0, count: 256 - known.count)
    }
}
