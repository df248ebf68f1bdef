internal import CF
internal import Cube
internal import Failures
internal import Grids
internal import Zarr

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

    /// Draws values of whole lines over what is there; NaN leaves a pixel as it is.
    ///
    /// - Throws: `Failure.defect` when there are not as many as pixels.
    func draw(
        _ values: [Double],
        rows: Range<Int>,
        painter: any Painter,
        isFirstLayer: Bool
    ) throws(Failure) {
        guard values.count == rows.count * width, rows.upperBound <= height, width > 0 else { throw .defect }
        try withLines { (lines) throws(Failure) in
            values.withUnsafeBytes { bytes in
                guard let source = bytes.baseAddress else { return }
                let field = SampledField(
                    columns: [PixelRun(start: 0, count: Int32(width))],
                    columnOffsets: Array(0..<width),
                    rows: rows.map { Int32($0) },
                    rowOffsets: rows.indices.map { ($0 - rows.lowerBound) * width },
                    source: source,
                    packing: Packing(storedType: .float64, valueType: .double)
                )
                painter.paint(field, onto: lines, isFirstLayer: isFirstLayer)
            }
        }
    }
}
