internal import CCairo
internal import Failures

/// A sheet on which a plot is drawn by Cairo, in pixels from the upper left corner, and the file that becomes of it.
///
/// Thread rule of Cairo: an object belongs to the thread that made it (see `TextLayer`); a sheet lives as long as one plot.
final class PlotSheet {
    let width, height: Double
    private let context: OpaquePointer
    private let surface: OpaquePointer
    private let form: PlotForm
    /// The file as Cairo writes it; SVG is written while it is drawn.
    private let file: PlotFile

    private static let family = "DejaVu Sans"

    enum Anchor {
        case start, middle, end
    }

    /// White paper.
    ///
    /// - Throws: `busy` without memory for it.
    init(width: Int, height: Int, form: PlotForm) throws(Failure) {
        (self.width, self.height, self.form) = (Double(width), Double(height), form)
        file = PlotFile()
        let made: OpaquePointer? =
            switch form {
            case .png: cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
            case .svg:
                cairo_svg_surface_create_for_stream(
                    PlotFile.write,
                    Unmanaged.passUnretained(file).toOpaque(),
                    Double(width),
                    Double(height)
                )
            }
        guard let made else { throw .busy }
        // Pixels, which Cairo would call points.
        if form == .svg { cairo_svg_surface_set_document_unit(made, CAIRO_SVG_UNIT_PX) }
        guard let context = cairo_create(made), cairo_status(context) == CAIRO_STATUS_SUCCESS else {
            cairo_surface_destroy(made)
            throw .busy
        }
        (surface, self.context) = (made, context)
        cairo_select_font_face(context, Self.family, CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
        let options = cairo_font_options_create()
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_set_font_options(context, options)
        cairo_font_options_destroy(options)
        paint(.white)
        cairo_paint(context)
    }

    deinit {
        cairo_destroy(context)
        // What is still to be written goes to the file, which lives until here.
        cairo_surface_destroy(surface)
    }

    /// The file; nothing can be drawn behind it.
    ///
    /// - Throws: `defect` where Cairo refuses.
    func finished() throws(Failure) -> [UInt8] {
        cairo_surface_flush(surface)
        if form == .png {
            let target = Unmanaged.passUnretained(file).toOpaque()
            guard cairo_surface_write_to_png_stream(surface, PlotFile.write, target) == CAIRO_STATUS_SUCCESS
            else {
                throw .defect
            }
        }
        cairo_surface_finish(surface)
        guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, !file.bytes.isEmpty else {
            throw .defect
        }
        return form == .svg ? SVGNames.renumbered(file.bytes) : file.bytes
    }

    // Shapes.

    func line(_ points: [(x: Double, y: Double)], _ colour: Colour, width: Double = 1) {
        guard let first = points.first else { return }
        paint(colour)
        cairo_set_line_width(context, width)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
        cairo_move_to(context, first.x, first.y)
        for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
        // A point alone is a dot.
        if points.count == 1 { cairo_line_to(context, first.x, first.y) }
        cairo_stroke(context)
    }

    func dot(x: Double, y: Double, radius: Double, _ colour: Colour) {
        paint(colour)
        cairo_arc(context, x, y, radius, 0, 2 * .pi)
        cairo_fill(context)
    }

    func fill(_ box: PlotBox, _ colour: Colour) {
        paint(colour)
        cairo_rectangle(context, box.left, box.top, box.width, box.height)
        cairo_fill(context)
    }

    func frame(_ box: PlotBox, _ colour: Colour) {
        paint(colour)
        cairo_set_line_width(context, 1)
        // Between pixels, so that lines are sharp.
        cairo_rectangle(
            context,
            box.left.rounded() + 0.5,
            box.top.rounded() + 0.5,
            box.width.rounded(),
            box.height.rounded()
        )
        cairo_stroke(context)
    }

    /// Draws what `body` draws inside a box alone.
    func clipped(to box: PlotBox, _ body: () -> Void) {
        cairo_save(context)
        cairo_rectangle(context, box.left, box.top, box.width, box.height)
        cairo_clip(context)
        body()
        cairo_restore(context)
    }

    /// Lays pixels over a box, 0xAARRGGBB each with its colour multiplied by its opacity, `width` in each line.
    func lay(_ pixels: inout [UInt32], width: Int, height: Int, over box: PlotBox) {
        guard width > 0, height > 0, pixels.count >= width * height else { return }
        pixels.withUnsafeMutableBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            let image = cairo_image_surface_create_for_data(
                start,
                CAIRO_FORMAT_ARGB32,
                Int32(width),
                Int32(height),
                Int32(4 * width)
            )
            cairo_save(context)
            cairo_translate(context, box.left, box.top)
            cairo_scale(context, box.width / Double(width), box.height / Double(height))
            cairo_set_source_surface(context, image, 0, 0)
            cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST)
            cairo_paint(context)
            cairo_restore(context)
            // SVG takes its own copy before the memory goes away.
            cairo_surface_flush(surface)
            cairo_surface_finish(image)
            cairo_surface_destroy(image)
        }
    }

    // Texts.

    func width(of text: String, size: Double) -> Double {
        cairo_set_font_size(context, size)
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, Self.printable(text), &extents)
        return extents.x_advance
    }

    /// Writes a line on a baseline at `y`; upright ones run from the bottom to the top, and `x` is their baseline.
    func write(
        _ text: String,
        x: Double,
        y: Double,
        size: Double,
        anchor: Anchor = .start,
        isUpright: Bool = false,
        _ colour: Colour = .black
    ) {
        let text = Self.printable(text)
        let width = width(of: text, size: size)
        let shift =
            switch anchor {
            case .start: 0.0
            case .middle: -width / 2
            case .end: -width
            }
        paint(colour)
        cairo_save(context)
        cairo_translate(context, x, y)
        if isUpright { cairo_rotate(context, -.pi / 2) }
        cairo_move_to(context, shift, 0)
        cairo_show_text(context, text)
        cairo_restore(context)
    }

    /// The text, or its beginning with an ellipsis where it is wider.
    func fitted(_ text: String, width: Double, size: Double) -> String {
        let text = Self.printable(text)
        guard self.width(of: text, size: size) > width else { return text }
        let characters = Array(text)
        var (fits, fails) = (0, characters.count)
        while fails - fits > 1 {
            let middle = (fits + fails) / 2
            let part = String(characters[..<middle]) + "…"
            if self.width(of: part, size: size) <= width { fits = middle } else { fails = middle }
        }
        return fits == 0 ? "" : String(characters[..<fits]) + "…"
    }

    private func paint(_ colour: Colour) {
        let part = { (channel: UInt8) in Double(channel) / 255 }
        cairo_set_source_rgb(context, part(colour.red), part(colour.green), part(colour.blue))
    }

    /// Longer texts are cut before they are laid out: on a plot they cannot be read.
    private static let maxCharacters = 300

    /// Without what no font draws.
    private static func printable(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(maxCharacters) {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            scalars.append(isControl ? " " : scalar)
        }
        return String(scalars)
    }
}

/// A file under way, as Cairo hands over its bytes.
private final class PlotFile {
    var bytes: [UInt8] = []

    /// Beyond this no plot is written: the largest picture of noise takes less.
    private static let mostBytes = 128 << 20

    static let write: cairo_write_func_t = { target, data, count in
        guard let target, let data else { return CAIRO_STATUS_WRITE_ERROR }
        let file = Unmanaged<PlotFile>.fromOpaque(target).takeUnretainedValue()
        guard file.bytes.count + Int(count) <= mostBytes else { return CAIRO_STATUS_WRITE_ERROR }
        file.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
        return CAIRO_STATUS_SUCCESS
    }
}
