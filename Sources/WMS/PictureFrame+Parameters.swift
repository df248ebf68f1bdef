internal import Maps

/// WIDTH, HEIGHT, FORMAT, TRANSPARENT and BGCOLOR (OGC 06-042, section 7.3.3).
extension PictureFrame {
    init(_ parameters: WMSParameters) throws(WMSError) {
        let width = try parameters.size("WIDTH")
        let height = try parameters.size("HEIGHT")
        let format = try Self.format(try parameters.required("FORMAT"))
        self.init(
            width: width,
            height: height,
            format: format,
            isTransparent: try parameters.flag("TRANSPARENT"),
            background: try Self.background(parameters["BGCOLOR"])
        )
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
