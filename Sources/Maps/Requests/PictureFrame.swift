/// The kind of picture that is requested, whatever is on it.
package struct PictureFrame: Sendable {
    /// In pixels, both at least 1; plans hold them against the limits.
    package let width: Int
    package let height: Int
    package let format: any PictureEncoder
    /// Never where the format is opaque.
    package let isTransparent: Bool
    package let background: Colour
    /// Of all that layers draw, in percent.
    package let opacity: Int

    package init(
        width: Int,
        height: Int,
        format: any PictureEncoder = PictureEncoders.standard,
        isTransparent: Bool = false,
        background: Colour = .white,
        opacity: Int = 100
    ) {
        self.width = width
        self.height = height
        self.format = format
        self.isTransparent = isTransparent && format.keepsTransparency
        self.background = background
        self.opacity = min(max(opacity, 0), 100)
    }

    /// Memory that a picture takes at most: its pixels, and what it takes to make a file of them.
    var byteCount: Int { RenderContext.bytes(width: width, height: height, as: format) }
}
