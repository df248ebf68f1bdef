package import Cube
package import Execution
package import Failures

/// The picture of what the colours of a layer mean, as its map has them.
package struct LegendPicture: Sendable {
    /// How a legend is laid out.
    package struct Layout: Sendable {
        let isBarOnly: Bool
        /// Nil where its sides decide.
        let isVertical: Bool?
        /// How much larger than on a usual screen letters are.
        let scale: Double

        package init(isBarOnly: Bool = false, isVertical: Bool? = nil, scale: Double = 1) {
            (self.isBarOnly, self.isVertical) = (isBarOnly, isVertical)
            self.scale = min(max(scale, 1), Legend.largestScale)
        }

        /// Pixels of a length that is so long on a usual screen.
        package func scaled(_ length: Int) -> Int { Int((Double(length) * scale).rounded()) }
    }

    private let dataset: Dataset
    /// Nil for a bar of colours alone.
    let variable: Variable?
    let layer: LayerColours
    let scale: ColourScale
    private let legend: Legend
    /// Of lines and symbols of one colour, whose legend are some of them; nil for what has colours.
    private let shapes: ShapeLegend?
    private let layout: Layout
    private let frame: PictureFrame

    /// `variable` is in the units in which the legend tells numbers; `level` is that of the map, by which contours are spaced, else
    /// the one that is drawn where a request names none.
    ///
    /// - Throws: `Failure` or `Interruption` where the range is the variable's own, and its sample cannot be read.
    package init(
        _ variable: Variable,
        in dataset: Dataset,
        style: LayerStyle,
        level: [AxisKey: AxisSelector] = [:],
        scale: ColourScale,
        frame: PictureFrame,
        layout: Layout = Layout(),
        ranges: DefaultRange,
        context: WorkContext
    ) throws {
        let layer = try LayerColours(
            variable,
            in: dataset,
            style: style,
            scale: scale,
            ranges: ranges,
            slice: try? dataset.slice(of: variable.part?.pair.first ?? variable, selectors: level),
            context: context
        )
        let shapes = layout.isBarOnly || !layer.ink.isPlain ? nil : style.family.symbols
        self.init(variable, layer, in: dataset, shapes: shapes, scale: scale, frame: frame, layout: layout)
    }

    /// A bar of a style's colours, of no layer.
    package init(
        barOf style: LayerStyle,
        in dataset: Dataset,
        scale: ColourScale,
        frame: PictureFrame,
        layout: Layout
    ) {
        let palette = (scale.palette ?? style.palette(own: .standard)).banded(scale.bands)
        let layer = LayerColours(scale.range ?? .unit, palette: palette)
        let bar = Layout(isBarOnly: true, isVertical: layout.isVertical, scale: layout.scale)
        self.init(nil, layer, in: dataset, scale: scale, frame: frame, layout: bar)
    }

    private init(
        _ variable: Variable?,
        _ layer: LayerColours,
        in dataset: Dataset,
        shapes: (any LegendKeys)? = nil,
        scale: ColourScale,
        frame: PictureFrame,
        layout: Layout
    ) {
        let units = variable.map(Self.units) ?? ""
        let title = variable?.title ?? ""
        self.shapes = shapes.map { style in
            ShapeLegend(keys: style.keys(layer.ink), title: title, units: units, scale: layout.scale)
        }
        (self.dataset, self.variable, self.layer, self.scale) = (dataset, variable, layer, scale)
        (self.frame, self.layout) = (frame, layout)
        let map = layer.isOfCategories ? nil : layer.map
        legend = Legend(
            palette: map?.legendPalette ?? layer.palette,
            content: map?.legendContent ?? layer.legendContent,
            title: title,
            units: units,
            size: (frame.width, frame.height),
            isBarOnly: layout.isBarOnly,
            isVertical: layout.isVertical,
            outer: scale.outer,
            opacity: frame.opacity,
            scale: layout.scale
        )
    }

    /// Refuses what the worker never has the memory for: the picture, or before that the sample of the variable's range.
    ///
    /// - Throws: `tooLarge`.
    package static func checkMemory(
        of variable: Variable?,
        in dataset: Dataset,
        scale: ColourScale,
        frame: PictureFrame
    ) throws(Failure) {
        let sampled = scale.range == nil ? variable : nil
        let sample = sampled.map { ValueSample.memory(of: $0, in: dataset) } ?? 0
        try dataset.checkMemory(max(frame.byteCount, sample))
    }

    /// What each symbol means; nil for colours.
    var symbols: [String]? { shapes?.keys.map(\.label) }

    /// None for plain numbers.
    static func units(_ variable: Variable) -> String {
        variable.units.map { $0 == "1" ? "" : $0 } ?? ""
    }

    /// Adds everything that decides the legend, but the dataset, to the identity of an answer.
    package func addIdentity(to digest: inout ContentDigest) {
        digest.add(variable?.name)
        digest.add(variable?.units)
        layer.addIdentity(to: &digest)
        digest.add(shapes.map { $0.keys.map(\.label).joined(separator: "\n") })
        digest.add(legend.isBarOnly ? 1 : 0)
        digest.add(legend.isVertical ? 1 : 0)
        digest.add(layout.scale)
        legend.outer.addIdentity(to: &digest)
        frame.addIdentity(to: &digest)
    }

    /// Draws and encodes the legend on the calling thread; the file's bytes are valid until `body` ends.
    ///
    /// - Throws: `Failure`, or what `body` throws.
    package func withFile(context: WorkContext, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let (width, height) = (frame.width, frame.height)
        let bytes =
            shapes == nil
            ? frame.byteCount : RenderContext.bytes(ofShapes: width, height: height, as: frame.format)
        let memory = try dataset.reserve(bytes, context: context)
        defer { withExtendedLifetime(memory) {} }
        try RenderContext.makePicture(width: width, height: height) { rendering in
            if let shapes {
                guard let canvas = ShapeCanvas(width: width, height: height) else { throw Failure.busy }
                if !frame.isTransparent { canvas.fill(frame.background) }
                shapes.draw(on: canvas)
                return try rendering.withFile(of: canvas, as: frame.format, context: context, body)
            }
            let colours = legend.colours(isTransparent: frame.isTransparent, paper: frame.background)
            legend.draw(on: rendering.canvas, colours: colours)
            try body(rendering.encode(colours, as: frame.format))
        }
    }
}

extension LayerColours {
    fileprivate var legendContent: Legend.Content {
        switch scale {
        case .range(let range): .ramp(range, isTurn: isTurn)
        case .categories: .categories(names)
        case .pieces: .ramp(.unit, isTurn: false)
        }
    }
}

extension ColourMap {
    /// Colours along a legend's bar.
    private static let alongBar = 200

    fileprivate var legendPalette: Palette {
        kind == .ramp
            ? .along(self, count: Self.alongBar) : Palette(tints: entries.map(\.tint), name: name)
    }

    fileprivate var legendContent: Legend.Content {
        kind == .ramp ? .ramp(range, isTurn: false) : .categories(names)
    }

    /// What each entry is for, as people read it.
    var names: [String] {
        entries.indices.map { index in
            if let label = entries[index].label, !label.isEmpty { return label }
            let (below, own) = (index > 0 ? entries[index - 1].value : nil, entries[index].value)
            let next = index + 1 < entries.count ? entries[index + 1].value : nil
            let text = { (number: Double) in Int(exactly: number).map(String.init) ?? "\(number)" }
            switch kind {
            case .ramp, .values: return text(own)
            case .intervals: return below.map { "\(text($0)) – \(text(own))" } ?? "< \(text(own))"
            case .categories:
                guard own.isFinite else { return next.map { "< \(text($0))" } ?? "" }
                return next.map { "\(text(own)) – \(text($0))" } ?? "≥ \(text(own))"
            }
        }
    }
}
