internal import Cube
internal import Rendering

/// The parts of a GetMap that say what kind of picture it wants, whatever is on it.
struct PictureFrame: Sendable {
    /// Up to nine digits each: plans hold them against the limits.
    let width: Int
    let height: Int
    let format: any PictureEncoder
    /// Never where the format is opaque.
    let isTransparent: Bool
    let background: Colour

    init(_ parameters: WMSParameters) throws(WMSError) {
        (width, height) = try (parameters.size("WIDTH"), parameters.size("HEIGHT"))
        format = try Self.format(try parameters.required("FORMAT"))
        isTransparent = try parameters.flag("TRANSPARENT") && format.keepsTransparency
        background = try Self.background(parameters["BGCOLOR"])
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
