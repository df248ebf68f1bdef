internal import CF
internal import Cube
internal import Failures
internal import Grids

/// Knows numbers and colours: draws the fields of one layer.
protocol Painter: Sendable {
    /// Draws a field over what is there; missing numbers leave pixels as they are, so that a layer shows what lies below.
    ///
    /// `isFirstLayer` says that nothing does.
    func paint(_ field: SampledField, onto lines: CanvasLines, isFirstLayer: Bool)
}

extension IndexedCanvas {
    /// Draws the pixels of one chunk over what is there.
    ///
    /// `cells` is the picture's own map, with as many columns and rows as the canvas; `isFirstLayer` says that nothing
    /// was drawn below.
    ///
    /// - Throws: `Failure.defect` when chunk, map and canvas do not fit together.
    func draw(
        _ chunk: ChunkWindow,
        cells: CellMap,
        packing: Packing,
        painter: any Painter,
        isFirstLayer: Bool
    ) throws(Failure) {
        let sampler = try NearestSampler(
            cells,
            packing: packing,
            width: width,
            height: height,
            lineStride: width + 1
        )
        try withLines { (lines) throws(Failure) in
            try sampler.sample(chunk) { (field) throws(Failure) in
                painter.paint(field, onto: lines, isFirstLayer: isFirstLayer)
            }
        }
    }
}
