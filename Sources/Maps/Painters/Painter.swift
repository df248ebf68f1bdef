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

    /// Draws the value of each pixel over what is there; NaN leaves it as it is.
    ///
    /// - Throws: `Failure.defect` when there are not as many as pixels.
    func draw(_ values: [Double], painter: any Painter, isFirstLayer: Bool) throws(Failure) {
        guard values.count == width * height, width > 0 else { throw .defect }
        let width = width, rows = 0..<height
        try withLines { (canvas) throws(Failure) in
            values.withUnsafeBytes { bytes in
                guard let source = bytes.baseAddress else { return }
                let field = SampledField(
                    columns: [PixelRun(start: 0, count: Int32(truncatingIfNeeded: width))],
                    columnOffsets: Array(0..<width),
                    rows: rows.map { Int32(truncatingIfNeeded: $0) },
                    rowOffsets: rows.map { $0 * width },
                    source: source,
                    packing: Packing(storedType: .float64, valueType: .double)
                )
                painter.paint(field, onto: canvas, isFirstLayer: isFirstLayer)
            }
        }
    }

    /// Draws values of whole lines over what is there; NaN is missing, where any cell is.
    ///
    /// - Throws: `Failure.defect` when there are not as many as pixels.
    func draw(
        _ values: [Double],
        of weights: CellWeights,
        rows: Range<Int>,
        painter: any Painter,
        isFirstLayer: Bool
    ) throws(Failure) {
        guard values.count == rows.count * width, rows.upperBound <= height, width > 0,
            weights.pixels == values.count
        else { throw .defect }
        let parts = weights.covered(width: width)
        try withLines { (canvas) throws(Failure) in
            values.withUnsafeBytes { bytes in
                guard let source = bytes.baseAddress else { return }
                for part in parts {
                    var runs = PixelRuns()
                    for column in part.columns { runs.append(Int32(truncatingIfNeeded: column)) }
                    let field = SampledField(
                        columns: runs.all,
                        columnOffsets: part.columns,
                        rows: part.rows.map { Int32(truncatingIfNeeded: rows.lowerBound + $0) },
                        rowOffsets: part.rows.map { $0 * width },
                        source: source,
                        packing: Packing(storedType: .float64, valueType: .double)
                    )
                    painter.paint(field, onto: canvas, isFirstLayer: isFirstLayer)
                }
            }
        }
    }
}

extension CellWeights {
    fileprivate var pixels: Int {
        switch self {
        case .lines(let lines): lines.columns.pixels * lines.rows.pixels
        case .lists(let lists): lists.pixels
        case .centres(let cells): cells.count
        }
    }

    /// The pixels that have cells, as columns and rows that cross, a row at a time where each has its own.
    fileprivate func covered(width: Int) -> some Sequence<(columns: [Int], rows: [Int])> {
        let (count, part): (Int, (Int) -> (columns: [Int], rows: [Int])) =
            switch self {
            case .lines(let lines): (1, { _ in (lines.columns.covered, lines.rows.covered) })
            case .lists(let lists):
                (
                    lists.pixels / max(width, 1),
                    { row in ((0..<width).filter { lists.isCovered(row * width + $0) }, [row]) }
                )
            case .centres(let cells):
                (
                    cells.count / max(width, 1),
                    { row in ((0..<width).filter { cells.isCovered(row * width + $0) }, [row]) }
                )
            }
        return (0..<count).lazy.map(part)
    }
}

extension LineWeights {
    /// The pixels that have cells, ascending.
    fileprivate var covered: [Int] { (0..<pixels).filter { !entries(of: $0).isEmpty } }
}
