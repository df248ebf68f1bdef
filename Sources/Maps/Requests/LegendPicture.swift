package import Cube
package import Execution
package import Failures

/// The picture of what the colours of a layer mean, as its map has them.
package struct LegendPicture: Sendable {
    private let dataset: Dataset
    private let variable: Variable
    private let layer: LayerColours
    private let legend: Legend
    private let frame: PictureFrame

    /// `variable` is in the units in which the legend tells numbers; `isVertical` is nil where its sides decide.
    ///
    /// - Throws: `Failure` or `Interruption` where the range is the variable's own, and its sample cannot be read.
    package init(
        _ variable: Variable,
        in dataset: Dataset,
        style: LayerStyle,
        scale: ColourScale,
        frame: PictureFrame,
        isBarOnly: Bool = false,
        isVertical: Bool? = nil,
        ranges: DefaultRange,
        context: WorkContext
    ) throws {
        self.dataset = dataset
        self.variable = variable
        self.frame = frame
        layer = try LayerColours(
            variable,
            in: dataset,
            style: style,
            scale: scale,
            ranges: ranges,
            context: context
        )
        legend = Legend(
            palette: layer.palette,
            content: layer.legendContent,
            title: variable.title,
            units: Self.units(variable),
            size: (frame.width, frame.height),
            isBarOnly: isBarOnly,
            isVertical: isVertical,
            outer: scale.outer,
            opacity: frame.opacity
        )
    }

    /// Refuses what the worker never has the memory for: the picture, or before that the sample of the variable's range.
    ///
    /// - Throws: `tooLarge`.
    package static func checkMemory(
        of variable: Variable,
        in dataset: Dataset,
        scale: ColourScale,
        frame: PictureFrame
    ) throws(Failure) {
        let sample = scale.range == nil ? ValueSample.memory(of: variable, in: dataset) : 0
        try dataset.checkMemory(max(frame.byteCount, sample))
    }

    /// None for plain numbers.
    private static func units(_ variable: Variable) -> String {
        variable.units.map { $0 == "1" ? "" : $0 } ?? ""
    }

    /// Adds everything that decides the legend, but the dataset, to the identity of an answer.
    package func addIdentity(to digest: inout ContentDigest) {
        digest.add(variable.name)
        digest.add(variable.units)
        layer.addIdentity(to: &digest)
        digest.add(legend.isBarOnly ? 1 : 0)
        digest.add(legend.isVertical ? 1 : 0)
        legend.outer.addIdentity(to: &digest)
        frame.addIdentity(to: &digest)
    }

    /// Draws and encodes the legend on the calling thread; the file's bytes are valid until `body` ends.
    ///
    /// - Throws: `Failure`, or what `body` throws.
    package func withFile(context: WorkContext, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let memory = try dataset.reserve(frame.byteCount, context: context)
        defer { withExtendedLifetime(memory) {} }
        try RenderContext.makePicture(width: frame.width, height: frame.height) { rendering in
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
        }
    }
}
