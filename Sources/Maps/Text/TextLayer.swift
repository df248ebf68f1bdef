internal import CCairo

/// Text over a part of a picture, drawn smoothly by Cairo in DejaVu Sans, or what the system has in its place.
///
/// Thread rule of Cairo: an object belongs to the thread that made it; fonts, which its objects share, are behind locks
/// of its own, and so are fontconfig's and FreeType's. A layer lives as long as the drawing of one picture.
///
/// Hinting is off, so that the same text looks the same at every place.
final class TextLayer {
    private let surface: OpaquePointer
    private let context: OpaquePointer
    let width: Int
    let height: Int

    private static let family = "DejaVu Sans"
    /// A layer covers no more than this of a large picture, from its upper left corner.
    static let largestSide = 1024
    /// Longer texts are cut before they are laid out: on a picture they cannot be read.
    static let maxCharacters = 600

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
        cairo_select_font_face(context, Self.family, CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
        let options = cairo_font_options_create()
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_set_font_options(context, options)
        cairo_font_options_destroy(options)
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }

    /// Pixels that a text is wide, from where it starts to where the next would.
    func width(of text: String, size: Double) -> Double {
        cairo_set_font_size(context, size)
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, Self.printable(text), &extents)
        return extents.x_advance
    }

    /// Writes a line with its left end at `x` and its baseline at `y`, in pixels from the upper left corner.
    func write(_ text: String, x: Double, y: Double, size: Double) {
        cairo_set_font_size(context, size)
        cairo_move_to(context, x, y)
        cairo_show_text(context, Self.printable(text))
    }

    /// How much of each pixel is covered, 0…255: lines of `width`, `stride` bytes apart.
    func withCoverage(_ body: (_ pixels: UnsafePointer<UInt8>, _ stride: Int) -> Void) {
        cairo_surface_flush(surface)
        guard let pixels = cairo_image_surface_get_data(surface) else { return }
        body(pixels, Int(cairo_image_surface_get_stride(surface)))
    }

    /// Without what no font draws: ends of lines and other control characters become blanks.
    private static func printable(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(maxCharacters) {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            scalars.append(isControl ? " " : scalar)
        }
        return String(scalars)
    }
}
