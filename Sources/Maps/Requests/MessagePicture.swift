/// A picture that says why there is none, or an empty one.
package struct MessagePicture: Sendable {
    /// Nil for an empty picture.
    private let message: String?
    private let frame: PictureFrame

    /// No memory is reserved for such a picture: larger ones are not made.
    private static let maxBytes = 64 << 20
    private static let largestSide = 4096

    package init(_ message: String?, frame: PictureFrame) {
        self.message = message
        self.frame = frame
    }

    /// The picture as a file; nil where it would be too large, and where it cannot be encoded.
    package var file: [UInt8]? {
        guard max(frame.width, frame.height) <= Self.largestSide, frame.byteCount <= Self.maxBytes else {
            return nil
        }
        let colours = PictureColours(
            palettes: [],
            background: frame.background,
            isTransparent: frame.isTransparent,
            hasInk: message != nil
        )
        return try? RenderContext.makePicture(width: frame.width, height: frame.height) { rendering in
            if let message { rendering.canvas.writeMessage(message, colours: colours) }
            return try Array(rendering.encode(colours, as: frame.format))
        }
    }
}
