/// Draws cells of a grid one by one, whatever it is.
protocol CellStyle: LegendKeys {
    /// How many pixels beyond the picture's edges a cell may lie that reaches into it.
    var margin: Double { get }
    /// Whether it wants their outlines, else their centres.
    var drawsOutlines: Bool { get }

    /// `values` are as many as cells; NaN where there is none.
    ///
    /// - Throws: what the canvas's `check` throws.
    func draw(_ places: CellPlaces, _ values: [Double], in ink: ShapeInk, on canvas: ShapeCanvas) throws
}

/// Circles in the colours of values: stations, casts and other places that cover nothing.
struct PointStyle: CellStyle {
    let margin = radius + 1
    let drawsOutlines = false

    static let radius = 5.0
    private static let lineWidth = 1.0
    /// Of a place without a value.
    private static let emptyRadius = 2.0

    func draw(_ places: CellPlaces, _ values: [Double], in ink: ShapeInk, on canvas: ShapeCanvas) throws {
        for (index, centre) in places.centres.enumerated() where values.indices.contains(index) {
            if index % 1000 == 0 { try canvas.check() }
            let value = values[index]
            canvas.addCircle(centre, radius: value.isFinite ? Self.radius : Self.emptyRadius)
            if value.isFinite {
                canvas.use(ink.tint(of: value))
                canvas.fillPath(keepsPath: true)
            }
            canvas.use(ShapeInk.plain)
            canvas.stroke(width: Self.lineWidth)
        }
    }

    func keys(_ ink: ShapeInk) -> [ShapeKey] {
        let tint = ink.tint(of: ink.range.maximum)
        let key = ShapeKey(label: "values") { centre, canvas in
            canvas.addCircle(centre, radius: Self.radius)
            canvas.use(tint)
            canvas.fillPath()
        }
        return [key]
    }
}

/// The outlines of cells that are large enough to be seen.
struct OutlineStyle: CellStyle {
    let margin = 8.0
    let drawsOutlines = true

    private static let lineWidth = 0.8

    func draw(_ places: CellPlaces, _ values: [Double], in ink: ShapeInk, on canvas: ShapeCanvas) throws {
        for (index, outline) in places.outlines.enumerated() {
            if index % 1000 == 0 { try canvas.check() }
            canvas.addLine(outline, isClosed: true)
            let value = values.indices.contains(index) ? values[index] : .nan
            canvas.use(value.isFinite ? ink.tint(of: value) : ShapeInk.plain)
            canvas.stroke(width: Self.lineWidth)
        }
    }

    func keys(_ ink: ShapeInk) -> [ShapeKey] {
        [.line("cells", tint: ShapeInk.plain, width: Self.lineWidth)]
    }
}
