internal import CF
internal import Execution
internal import Failures
internal import Grids
internal import Zarr

/// How each pixel of a picture gets the level that has a height, depth or pressure at its place: nothing of it is read yet.
struct LevelMap: Sendable {
    let question: LevelQuestion
    let slice: Slice
    /// Of the levels.
    let dimension: Int
    let axis: Axis
    /// The levels of all pixels, where they do not differ from place to place; else `formula` and `terms` tell.
    let column: [Double]
    let formula: BoundFormula?
    /// Terms that differ from place to place, and the others.
    let terms: [PictureTerm]
    let others: BoundFormula?
    /// The indices of all levels in the stored array.
    let levels: [Int]

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
    var band: Int {
        max(min(Self.bandBytes / max(perPixel, 1), Self.bandLevels / max(axis.count, 1)), Self.leastBand)
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
