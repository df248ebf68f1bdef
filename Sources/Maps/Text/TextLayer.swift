internal import CCairo

/// Text over a part of a picture, drawn smoothly by Cairo.
///
/// Thread rule of Cairo: an object belongs to the thread that made it; a layer lives as long as the drawing of one picture.
final class TextLayer {
    private let surface: OpaquePointer
    private let context: OpaquePointer
    let width: Int
    let height: Int

    /// A layer covers no more than this of a large picture, from its upper left corner.
    static let largestSide = 1024

    /// - Returns: nil without memory for it.
    init?(width: Int, height: Int) {
        self.width = min(max(width, 1), Self.largestSide)
        self.height = min(max(height, 1), Self.largestSide)
        guard let surface = cairo_image_surface_create(CAIRO_FORMAT_A8, Int32(self.width), Int32(self.height))
        else { return nil }
        guard let context = cairo_create(surface) else {
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
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }

    /// Pixels that a text is wide, from where it starts to where the next would.
    func width(of text: String, size: Double) -> Double {
        cairo_set_font_size(context, size)
        return CairoFont.width(of: text, on: context)
    }

    /// Writes a line with its left end at `x` and its baseline at `y`, in pixels from the upper left corner.
    func write(_ text: String, x: Double, y: Double, size: Double) {
        cairo_set_font_size(context, size)
        cairo_move_to(context, x, y)
        cairo_show_text(context, CairoFont.printable(text))
    }

    /// How much of each pixel is covered, 0…255: lines of `width`, `stride` bytes apart.
    func withCoverage(_ body: (_ pixels: UnsafePointer<UInt8>, _ stride: Int) -> Void) {
        cairo_surface_flush(surface)
        guard let pixels = cairo_image_surface_get_data(surface) else { return }
        body(pixels, Int(cairo_image_surface_get_stride(surface)))
    }
}
