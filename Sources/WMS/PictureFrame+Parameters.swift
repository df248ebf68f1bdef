internal import Maps

/// WIDTH, HEIGHT, FORMAT, TRANSPARENT and BGCOLOR (OGC 06-042, section 7.3.3); OPACITY (ncWMS's extension).
extension PictureFrame {
    /// `offered` are the formats that there are.
    init(
        _ parameters: WMSParameters,
        offered: [any PictureEncoder] = PictureEncoders.all,
        styled: StyledLayer? = nil
    ) throws(WMSError) {
        _ = try Self.opacity(parameters["OPACITY"])
        _ = try (parameters.size("WIDTH"), parameters.size("HEIGHT"))
        let format = try Self.format(try parameters.required("FORMAT"), among: offered)
        try self.init(parameters, format: format, styled: styled)
    }

    /// The same in a format that is known.
    init(_ parameters: WMSParameters, format: any PictureEncoder, styled: StyledLayer?) throws(WMSError) {
        let opacity = try Self.opacity(parameters["OPACITY"])
        self.init(
            width: try parameters.size("WIDTH"),
            height: try parameters.size("HEIGHT"),
            format: format,
            isTransparent: try parameters.flag("TRANSPARENT"),
            background: try Self.background(parameters["BGCOLOR"]),
            opacity: styled?.applied(to: opacity) ?? opacity
        )
    }

    /// Percent, a whole number.
    static func opacity(_ text: String?) throws(WMSError) -> Int {
        guard let text else { return 100 }
        guard text.utf8.count <= 3, let percent = Int(text), (0...100).contains(percent) else {
            throw WMSError(nil, "OPACITY='\(text.prefix(40))' is not a number of percent from 0 to 100.")
        }
        return percent
    }

    static func format(
        _ text: String,
        among offered: [any PictureEncoder]
    ) throws(WMSError) -> any PictureEncoder {
        guard let encoder = PictureEncoders.named(text),
            offered.contains(where: { $0.mediaType == encoder.mediaType })
        else {
            let known = offered.map(\.mediaType).joined(separator: ", ")
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
