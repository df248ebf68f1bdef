internal import Execution

/// The levels of pixels, by the terms at their places.
extension LevelMap {
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
