internal import Cube
internal import Rendering

/// The parts of a GetMap that say what kind of picture it wants, whatever is on it.
struct PictureFrame: Sendable {
    /// Formats of pictures: both are the same file, under the name that the client used.
    struct Format: Sendable, Equatable {
        let mediaType: String

        static let all = ["image/png", "image/png; mode=8bit"].map { Format(mediaType: $0) }

        /// Spaces in a format's parameters do not count: clients write `image/png;mode=8bit` too.
        init?(_ text: String) {
            let wanted = text.filter { $0 != " " }
            guard let match = Self.all.first(where: { $0.mediaType.filter { $0 != " " } == wanted }) else {
                return nil
            }
            self = match
        }

        private init(mediaType: String) {
            self.mediaType = mediaType
        }
    }

    /// Pixels a side: with both at the limit a picture is as large as the limit on pixels allows.
    static let largestSide = 4096

    let width: Int
    let height: Int
    let format: Format
    let isTransparent: Bool
    let background: Colour

    init(_ parameters: WMSParameters) throws(WMSError) {
        width = try Self.side("WIDTH", parameters)
        height = try Self.side("HEIGHT", parameters)
        format = try Self.format(try parameters.required("FORMAT"))
        isTransparent = try parameters.flag("TRANSPARENT")
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

    static func format(_ text: String) throws(WMSError) -> Format {
        guard let format = Format(text) else {
            let known = Format.all.map(\.mediaType).joined(separator: ", ")
            throw WMSError(.invalidFormat, "FORMAT='\(text.prefix(80))' is not offered; there is: \(known).")
        }
        return format
    }

    /// `0xRRGGBB`; `#RRGGBB` and bare digits are taken too.
    private static func background(_ text: String?) throws(WMSError) -> Colour {
        guard let text else { return .white }
        let digits =
            text.hasPrefix("0x") || text.hasPrefix("0X") ? text.dropFirst(2) : text.drop { $0 == "#" }
        guard digits.utf8.count == 6, let number = UInt32(digits, radix: 16) else {
            throw WMSError(nil, "BGCOLOR='\(text.prefix(40))' is not a colour such as 0xFFFFFF.")
        }
        return Colour(number)
    }
}
