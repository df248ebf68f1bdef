internal import CCairo

/// The font of all text on pictures: DejaVu Sans, or what the system has in its place.
///
/// Thread rule: fonts, which Cairo's objects share, are behind locks of its own, and so are fontconfig's and FreeType's.
///
/// Hinting is off, so that the same text looks the same at every place.
enum CairoFont {
    private static let family = "DejaVu Sans"
    /// Longer texts are cut before they are laid out: on a picture they cannot be read.
    static let maxCharacters = 600

    static func choose(on context: OpaquePointer) {
        cairo_select_font_face(context, family, CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
        let options = cairo_font_options_create()
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_set_font_options(context, options)
        cairo_font_options_destroy(options)
    }

    /// From where a text starts to where the next would, in the size that is set.
    static func width(of text: String, on context: OpaquePointer) -> Double {
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, printable(text), &extents)
        return extents.x_advance
    }

    /// Without what no font draws: ends of lines and other control characters become blanks.
    static func printable(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(maxCharacters) {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            scalars.append(isControl ? " " : scalar)
        }
        return String(scalars)
    }
}
