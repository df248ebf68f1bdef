internal import Cube
internal import Maps

/// The parts of a GetMap that say what kind of picture it wants, whatever is on it.
struct PictureFrame: Sendable {
    /// Pixels a side: with both at the limit a picture is as large as the limit on pixels allows.
    static let largestSide = 4096

    let width: Int
    let height: Int
    let format: any PictureEncoder
    /// Never where the format is opaque.
    let isTransparent: Bool
    let background: Colour

    init(_ parameters: WMSParameters) throws(WMSError) {
        width = try Self.side("WIDTH", parameters)
        height = try Self.side("HEIGHT", parameters)
        format = try Self.format(try parameters.required("FORMAT"))
        isTransparent = try parameters.flag("TRANSPARENT") && format.keepsTransparency
        background = try Self.background(parameters["BGCOLOR"])
    }

    static func side(_ name: String, _ parameters: WMSParameters) throws(WMSError) -> Int {
        let pixels = try parameters.size(name)
        guard pixels <= largestSide else {
            throw WMSError(
                nil,
                "\(name)=\(pixels) is too large: a picture has at most \(largestSide) pixels a side."
            )
        }
        return pixels
    }

    static func format(_ text: String) throws(WMSError) -> any PictureEncoder {
        guard let encoder = PictureEncoders.named(text) else {
            let known = PictureEncoders.all.map(\.mediaType).joined(separator: ", ")
            throw WMSError(.invalidFormat, "FORMAT='\(text.prefix(80))' is not offered; there is: \(known).")
        }
        return encoder
    }

    /// `0xRRGGBB`; `#RRGGBB` and bare digits are taken too.
    static func background(_ text: String?) throws(WMSError) -> Colour {
        guard let text else { return .white }
        guard let colour = Colour(text: text) else {
            throw WMSError(nil, "BGCOLOR='\(text.prefix(40))' is not a colour such as 0xFFFFFF.")
        }
        return colour
    }
}
