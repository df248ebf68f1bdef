internal import CPNG

/// A PNG file as libpng reads it: what another implementation makes of our pictures.
package struct DecodedPNG {
    package let width: Int
    package let height: Int
    /// Red, green, blue, alpha of each pixel, row by row from the top.
    package let rgba: [UInt8]

    /// - Returns: nil when libpng does not take the file.
    package init?(_ file: [UInt8]) {
        var image = png_image()
        image.version = UInt32(PNG_IMAGE_VERSION)
        defer { png_image_free(&image) }
        let begun = file.withUnsafeBytes {
            png_image_begin_read_from_memory(&image, $0.baseAddress, $0.count)
        }
        guard begun != 0 else { return nil }
        // PNG_FORMAT_RGBA: colour and alpha.
        image.format = 3
        var pixels = [UInt8](repeating: 0, count: Int(image.width) * Int(image.height) * 4)
        let finished = pixels.withUnsafeMutableBytes {
            png_image_finish_read(&image, nil, $0.baseAddress, 0, nil)
        }
        guard finished != 0 else { return nil }
        (width, height, rgba) = (Int(image.width), Int(image.height), pixels)
    }

    /// The four channels of a pixel; row 0 is on top.
    package func pixel(column: Int, row: Int) -> [UInt8] {
        let start = (row * width + column) * 4
        return Array(rgba[start..<(start + 4)])
    }
}
