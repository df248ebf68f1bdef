internal import CCairo

/// A place on a picture, in pixels from the upper left corner.
struct PicturePoint: Sendable, Equatable {
    let x, y: Double

    /// The place so far away in a direction, of which 0 is up and a quarter turn is right, in radians.
    func moved(_ distance: Double, sine: Double, cosine: Double) -> PicturePoint {
        PicturePoint(x: x + distance * sine, y: y - distance * cosine)
    }
}

/// Lines, areas and text.
extension ShapeCanvas {
    /// What is drawn from now on is of this colour.
    func use(_ tint: Tint) {
        let share = { (channel: UInt8) in Double(channel) / 255 }
        let colour = tint.colour
        cairo_set_source_rgba(
            context,
            share(colour.red),
            share(colour.green),
            share(colour.blue),
            share(tint.opacity)
        )
    }

    /// Adds a line through places to the path.
    func addLine(_ points: some Sequence<PicturePoint>, isClosed: Bool = false) {
        var isFirst = true
        for point in points {
            if isFirst {
                cairo_move_to(context, point.x, point.y)
            } else {
                cairo_line_to(context, point.x, point.y)
            }
            isFirst = false
        }
        if isClosed, !isFirst { cairo_close_path(context) }
    }

    /// Adds a circle to the path.
    func addCircle(_ centre: PicturePoint, radius: Double) {
        cairo_new_sub_path(context)
        cairo_arc(context, centre.x, centre.y, radius, 0, 2 * .pi)
    }

    /// Draws the path as lines; it is empty then, unless it is kept.
    func stroke(width: Double, keepsPath: Bool = false) {
        cairo_set_line_width(context, width)
        if keepsPath { cairo_stroke_preserve(context) } else { cairo_stroke(context) }
    }

    /// Fills what the path encloses; it is empty then, unless it is kept.
    func fillPath(keepsPath: Bool = false) {
        if keepsPath { cairo_fill_preserve(context) } else { cairo_fill(context) }
    }

    /// Pixels that a text is wide.
    func width(of text: String, size: Double) -> Double {
        cairo_set_font_size(context, size)
        return CairoFont.width(of: text, on: context)
    }

    /// Writes a line of text around a place, along a direction of `angle` radians downwards from the right, on a paler border.
    func write(
        _ text: String,
        around centre: PicturePoint,
        angle: Double = 0,
        size: Double,
        tint: Tint,
        border: Tint?
    ) {
        let width = width(of: text, size: size)
        cairo_save(context)
        cairo_translate(context, centre.x, centre.y)
        cairo_rotate(context, angle)
        cairo_move_to(context, -width / 2, size * 0.36)
        cairo_text_path(context, CairoFont.printable(text))
        if let border {
            use(border)
            stroke(width: size / 4, keepsPath: true)
        }
        use(tint)
        fillPath()
        cairo_restore(context)
    }

    /// Writes a line of text in dark ink with its left end and its baseline at a place.
    func write(_ text: String, left place: PicturePoint, size: Double) {
        cairo_set_font_size(context, size)
        use(Tint(.black))
        cairo_move_to(context, place.x, place.y)
        cairo_show_text(context, CairoFont.printable(text))
    }

    /// Draws what `body` does so much larger, around the upper left corner.
    func scaled(by factor: Double, _ body: () -> Void) {
        cairo_save(context)
        cairo_scale(context, factor, factor)
        body()
        cairo_restore(context)
    }
}
