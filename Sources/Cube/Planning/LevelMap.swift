internal import CF
internal import Execution
internal import Zarr

/// How each pixel of a picture gets the level that has a height, depth or pressure at its place: nothing of it is read yet.
struct LevelMap: Sendable {
    let question: LevelQuestion
    let slice: Slice
    /// Of the levels.
    let dimension: Int
    let axis: Axis
    /// The levels of all pixels, where they do not differ from place to place; else `formula` and `terms` tell.
    private let column: [Double]
    private let formula: BoundFormula?
    /// Terms that differ from place to place, and the others.
    private let terms: [PictureTerm]
    private let others: BoundFormula?
    /// The indices of all levels in the stored array.
    private let levels: [Int]

    /// Bytes that the terms of some pixels take at a time: of a large picture they are worked out in bands.
    private static let bandBytes = 32 << 20
    private static let leastBand = 256
    /// Levels that are worked out between two looks at the deadline: some tens of milliseconds.
    private static let bandLevels = 1 << 22

    /// - Throws: `unsupported` where a policy hides a term at the time that is meant, `outsideDomain` where no level has
    ///   the value anywhere.
    init(
        _ question: LevelQuestion,
        of slice: Slice,
        along axis: Axis,
        _ dimension: Int,
        _ found: RealLevels,
        place: GridDimensions
    ) throws(Failure) {
        try LevelBinding(question, of: slice, along: axis, dimension).checkLevels()
        (self.question, self.slice, self.axis, self.dimension) = (question, slice, axis, dimension)
        let stored = slice.variable.stored
        levels = (0..<axis.count).map { stored.arrayIndex($0, dimension: dimension) }
        guard case .computed(let formula) = found else {
            let sign = found.isTurned ? -1.0 : 1
            column = (0..<axis.count).map { sign * axis.cells.number(at: $0) }
            (self.formula, terms, others) = (nil, [], nil)
            let choice = LevelChoice(values: column)
            guard choice.pair(at: question.value, by: question.method, of: question.quantity) != nil else {
                throw question.outside(choice.extent)
            }
            return
        }
        let varying = { (term: FormulaTerm) in !term.followed.isDisjoint(with: place.all) }
        var terms: [PictureTerm] = []
        for term in formula.terms where varying(term) && TermWord(term.name) != nil {
            let read = PictureTerm(term, of: formula, for: place, indices: slice.indices, in: slice.dataset)
            guard let read else { throw question.outside(nil) }
            terms.append(read)
        }
        column = []
        (self.formula, self.terms) = (formula, terms)
        others = formula.with(formula.terms.filter { !varying($0) })
    }

    /// What is read beside the variable, and of the variable all chunks that some level may need: an upper bound.
    func cost(under map: PictureMap, chunks: Int, outputCells: Int) -> ReadCost {
        let (dataset, variable) = (slice.dataset, slice.variable)
        let edges = variable.stored.array.metadata.chunkGrid.dimensions[dimension]
        let layers = Set(levels.map(edges.index)).count
        var cost = ReadCost(
            chunks: PlannedRead.product(chunks, layers),
            of: variable,
            in: dataset,
            outputCells: outputCells
        )
        for term in terms {
            let chunks = term.chunks(under: map, levels: levels, most: dataset.limits.chunks)
            cost = cost + ReadCost(chunks: chunks, of: term.term.stored, in: dataset)
        }
        for term in others?.terms ?? [] {
            cost = cost + ReadCost(chunks: term.columnChunks(along: dimension), of: term.stored, in: dataset)
        }
        return cost
    }

    /// Bytes that reading takes beside chunks and the cells under the pixels.
    func bytes(pixels: Int) -> Int {
        let size = slice.variable.stored.array.metadata.dataType.size
        let each = question.method == .nearest ? 40 + size : 88 + 2 * size
        let column = 64 * axis.count * ((others?.terms.count ?? 0) + 2)
        let band = PlannedRead.product(min(band, pixels), perPixel)
        return PlannedRead.sum(PlannedRead.product(pixels, each), PlannedRead.sum(band, column))
    }

    /// Bytes of the largest chunk of a term.
    var chunkBytes: Int { terms.map { $0.term.stored.array.metadata.chunkBytes }.max() ?? 0 }

    private var perPixel: Int { terms.reduce(0) { $0 + $1.bytesPerPixel(levels: axis.count) } }
    private var band: Int {
        max(min(Self.bandBytes / max(perPixel, 1), Self.bandLevels / max(axis.count, 1)), Self.leastBand)
    }

    /// The levels of each pixel; `first` is −1 for those that have none.
    struct Levels {
        /// As indices of the stored array.
        var first: [Int32]
        /// Empty where the nearest counts; the same where that has the value itself.
        var second: [Int32] = []
        var shares: [Double] = []
    }

    /// - Throws: as reading the terms.
    func levels(at places: PixelRead.Places, context: WorkContext) throws -> Levels {
        var levels = Levels(first: [Int32](repeating: -1, count: places.rows.count))
        if question.method == .linear {
            levels.second = levels.first
            levels.shares = [Double](repeating: 0, count: places.rows.count)
        }
        guard let formula else {
            choose(&levels, places, nil, [], 0..<places.rows.count)
            return levels
        }
        guard let terms = try common(formula, context: context) else { return levels }
        var start = 0
        while start < places.rows.count {
            try context.check()
            let pixels = start..<min(start + band, places.rows.count)
            let part = PixelRead.Places(
                rows: Array(places.rows[pixels]),
                columns: Array(places.columns[pixels])
            )
            let values = try self.terms.map {
                try $0.values(
                    of: part,
                    levels: self.levels,
                    window: slice.dataset.resources.fetchWindow,
                    context: context
                )
            }
            context.measurements.measure(.render) { choose(&levels, places, terms, values, pixels) }
            start = pixels.upperBound
        }
        return levels
    }

    /// The terms that are the same at all places, and room for those that are not; nil where a policy hides one.
    private func common(_ formula: BoundFormula, context: WorkContext) throws -> ColumnTerms? {
        var values: [String: [Double]] = [:]
        for term in terms {
            let depth = term.depth(axis.count)
            values[term.term.name] = [Double](repeating: .nan, count: depth)
        }
        guard let others, !others.terms.isEmpty else { return ColumnTerms(values, count: axis.count) }
        let binding = LevelBinding(question, of: slice, along: axis, dimension)
        guard let read = try binding.unreserved(others, at: slice.positions, context: context) else {
            return nil
        }
        return ColumnTerms(values.merging(read) { first, _ in first }, count: axis.count)
    }

    /// Finds the level of each of some pixels, whose terms these are.
    private func choose(
        _ levels: inout Levels,
        _ places: PixelRead.Places,
        _ common: ColumnTerms?,
        _ values: [[Double]],
        _ pixels: Range<Int>
    ) {
        let depths = terms.map { $0.depth(axis.count) }
        var choice = LevelChoice(
            values: column.isEmpty ? [Double](repeating: .nan, count: axis.count) : column
        )
        var (terms, pair): (ColumnTerms?, LevelPair?) = (common, nil)
        var last = (row: Int32(-1), column: Int32(-1))
        for pixel in pixels where places.rows[pixel] >= 0 && places.columns[pixel] >= 0 {
            let place = (row: places.rows[pixel], column: places.columns[pixel])
            if place != last {
                last = place
                if var own = terms {
                    terms = nil
                    for (number, term) in self.terms.enumerated() {
                        let start = (pixel - pixels.lowerBound) * depths[number]
                        own.take(term.word, from: values[number], at: start)
                    }
                    fill(&choice.values, own)
                    terms = own
                }
                pair = choice.pair(at: question.value, by: question.method, of: question.quantity)
            }
            guard let pair else { continue }
            levels.first[pixel] = Int32(clamping: self.levels[pair.first])
            guard question.method == .linear else { continue }
            levels.second[pixel] = Int32(clamping: self.levels[pair.second])
            levels.shares[pixel] = pair.share
        }
    }

    private func fill(_ values: inout [Double], _ terms: ColumnTerms) {
        formula?.formula.fill(&values, terms)
        guard question.quantity == .depth else { return }
        for level in values.indices { values[level].negate() }
    }
}

extension RealLevels {
    var isTurned: Bool { if case .turned = self { true } else { false } }
}

extension LevelQuestion {
    /// `extent` is where levels are; nil where none has a value.
    func outside(_ extent: ClosedRange<Double>?) -> Failure {
        .outsideDomain(
            axis: quantity.rawValue,
            received: Axis.text(value),
            extent: extent.map { "\(Axis.text($0.lowerBound))…\(Axis.text($0.upperBound))" }
                ?? "no level there"
        )
    }
}

extension FormulaTerm {
    /// Chunks of a term that is the same at all places, at one time: those of its levels.
    fileprivate func columnChunks(along level: Int) -> Int {
        let edges = stored.array.metadata.chunkGrid.dimensions
        return courses.indices.reduce(1) { product, number in
            let isWhole = courses[number] == .with(dimension: level) || courses[number] == .ends
            return isWhole ? PlannedRead.product(product, edges[number].count) : product
        }
    }
}
