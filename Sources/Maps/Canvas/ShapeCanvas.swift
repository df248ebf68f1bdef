internal import CCairo

/// A picture of true colours under construction, on which lines, symbols and text are drawn smoothly by Cairo.
///
/// Places are in pixels from the upper left corner; whole numbers lie between pixels.
///
/// Thread rule of Cairo: an object belongs to the thread that made it; a canvas lives as long as the drawing of one picture.
final class ShapeCanvas {
    let width: Int
    let height: Int
    let context: OpaquePointer
    private let surface: OpaquePointer
    /// Whether drawing may go on: styles ask after every few shapes.
    let check: () throws -> Void

    /// Bytes of each pixel: red, green, blue and alpha.
    static let bytesPerPixel = 4

    /// A clear picture, both sides at least 1 and checked against the limit on pixels.
    ///
    /// - Returns: nil without memory for it.
    init?(width: Int, height: Int, check: @escaping () throws -> Void = {}) {
        (self.width, self.height, self.check) = (width, height, check)
        let (columns, rows) = (Int32(clamping: width), Int32(clamping: height))
        guard let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, columns, rows) else { return nil }
        guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let context = cairo_create(surface)
        else {
            cairo_surface_destroy(surface)
            return nil
        }
        // An object without memory is one that says so, and every later call to it does nothing.
        guard cairo_status(context) == CAIRO_STATUS_SUCCESS else {
            cairo_destroy(context)
            cairo_surface_destroy(surface)
            return nil
        }
        (self.surface, self.context) = (surface, context)
        CairoFont.choose(on: context)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
        cairo_set_antialias(context, CAIRO_ANTIALIAS_GOOD)
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }

    /// Fills all of it.
    func fill(_ colour: Colour) {
        use(Tint(colour))
        cairo_paint(context)
    }

    /// Draws what `body` does as one sheet, of which so many percent are seen.
    func withOpacity(percent: Int, _ body: () throws -> Void) rethrows {
        guard percent < 100 else { return try body() }
        cairo_push_group(context)
        try body()
        cairo_pop_group_to_source(context)
        cairo_paint_with_alpha(context, Double(percent) / 100)
    }

    /// Lays an indexed picture of the same size over what is there.
    ///
    /// `palette` has 256 numbers 0xAARRGGBB, colours multiplied by alpha.
    func lay(_ canvas: IndexedCanvas, palette: [UInt32]) {
        guard canvas.width == width, canvas.height == height, !canvas.isBlank, palette.count == 256 else {
            return
        }
        withPixels { pixels, stride in
            canvas.withPixels { source, sourceStride in
                guard let source else { return }
                palette.withUnsafeBufferPointer { palette in
                    for row in 0..<height {
                        let (line, indices) = (pixels + row * stride, source + row * sourceStride)
                        // A palette has an entry for each of the 256 indices.
                        for column in 0..<width {
                            line[column] = Self.over(palette[Int(indices[column])], line[column])
                        }
                    }
                }
            }
        }
    }

    /// The pixels as bytes of red, green, blue and alpha, line by line without gaps: nothing can be drawn after that.
    func withStraightPixels<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        withPixels { pixels, stride in
            guard stride == width else { return nil }
            let count = width * height
            for index in 0..<count { pixels[index] = Self.straight(pixels[index]) }
            return body(UnsafeRawBufferPointer(UnsafeBufferPointer(start: pixels, count: count)))
        } ?? nil
    }

    /// Numbers 0xAARRGGBB, colours multiplied by alpha, and how many there are from line to line.
    private func withPixels<Result>(_ body: (UnsafeMutablePointer<UInt32>, Int) -> Result) -> Result? {
        cairo_surface_flush(surface)
        defer { cairo_surface_mark_dirty(surface) }
        guard let bytes = cairo_image_surface_get_data(surface) else { return nil }
        let stride = Int(cairo_image_surface_get_stride(surface)) / Self.bytesPerPixel
        return UnsafeMutableRawPointer(bytes).withMemoryRebound(to: UInt32.self, capacity: stride * height) {
            body($0, stride)
        }
    }

    @inline(__always)
    private static func over(_ upper: UInt32, _ lower: UInt32) -> UInt32 {
        let rest = 255 - (upper >> 24)
        if rest == 0 || lower == 0 { return upper }
        if rest == 255 { return lower }
        // Two channels at a time, each with room for what it grows to.
        func faded(_ pair: UInt32) -> UInt32 {
            let product = pair &* rest &+ 0x0080_0080
            return ((product &+ ((product >> 8) & 0x00FF_00FF)) >> 8) & 0x00FF_00FF
        }
        return upper &+ (faded(lower & 0x00FF_00FF) | faded((lower >> 8) & 0x00FF_00FF) << 8)
    }

    /// A pixel whose bytes are red, green, blue and alpha.
    @inline(__always)
    private static func straight(_ pixel: UInt32) -> UInt32 {
        let alpha = pixel >> 24
        guard alpha > 0 else { return 0 }
        func channel(_ shift: UInt32) -> UInt32 {
            let value = (pixel >> shift) & 0xFF
            return alpha == 255 ? value : min((value * 255 + alpha / 2) / alpha, 255)
        }
        return UInt32(littleEndian: channel(16) | channel(8) << 8 | channel(0) << 16 | alpha << 24)
    }
}
