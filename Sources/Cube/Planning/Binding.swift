package import Execution
package import Failures
package import Grids
internal import Zarr

extension Dataset {
    /// Turns a question into index ranges: no chunk of a requested variable is read, but the terms of levels that are asked
    /// for by their real values are, unless `readsTerms` is false: such a plan has all levels and the cost of the terms, and
    /// tells what the question costs.
    ///
    /// Variables without the asked place (no grid) are left out of a query for all variables, and refused by name
    /// otherwise.
    ///
    /// - Throws: `notFound` or `notServed` for a variable, `outsideDomain`, `invalid`, `unsupported`, or `tooLarge`.
    package func bind(
        _ query: Query,
        readsTerms: Bool = true,
        context: WorkContext = .background(seconds: 60)
    ) throws(Failure) -> ReadPlan {
        var parts: [PlannedRead] = []
        var terms = ReadCost()
        let window = resources.fetchWindow
        var placing = Placing(query.place, in: self, within: PlacingBounds(limits: limits, context: context))
        var asked: [(Variable, Query, Placing.Placed?)] = []
        for variable in try self.asked(query) { asked += try placed(variable, query, &placing) }
        for (variable, query, placed) in asked {
            let reads = try variable.forecastReads(
                of: query.selectors,
                others: query.others,
                most: limits.chunks
            )
            for read in reads.map({ $0.map(Optional.some) }) ?? [nil] {
                let leveled = try leveled(variable, query, &terms, readsTerms: readsTerms, context) {
                    (query) throws(Failure) in
                    try ranges(of: variable, query, placed?.ranges ?? [:], read)
                }
                parts += leveled.map { part in
                    PlannedRead(
                        stored: variable.stored,
                        variable: variable,
                        ranges: part.ranges,
                        order: query.form == .coverages
                            ? AnswerOrder(coverageOf: variable, part.ranges) : nil,
                        window: window,
                        placed: placed?.cells,
                        // Columns of several times are told one by one.
                        continuesSeries: part.levels == nil && read?.continuesSeries ?? false,
                        levels: part.levels,
                        blend: part.blend
                    )
                }
            }
        }
        return try plan(query.form == .coverages ? inPieces(parts) : parts, terms: terms)
    }

    /// The indices of a variable, one list for each part of its answer, with the real values of the levels where these
    /// are asked for; `ranges` finds those of a query.
    private func leveled(
        _ variable: Variable,
        _ query: Query,
        _ terms: inout ReadCost,
        readsTerms: Bool,
        _ context: WorkContext,
        ranges: (Query) throws(Failure) -> [[IndexRange]]
    ) throws(Failure) -> [(ranges: [[IndexRange]], levels: Axis?, blend: LevelBlend?)] {
        let others = arrays + inherited
        guard let quantity = query.vertical,
            let (axis, dimension, levels) = try variable.realLevels(as: quantity, in: others)
        else { return [(try ranges(query), nil, nil)] }
        var all = query
        all.selectors[.name(axis.name)] = .positions([IndexRange(0..<axis.count)])
        let found = try ranges(all)
        let method = query.levelMethod.fitting(variable)
        let binding = LevelBinding(
            dataset: self,
            variable: variable,
            quantity: quantity,
            selector: query.selectors.selector(for: axis, others: query.others),
            axis: axis,
            dimension: dimension,
            method: method
        )
        if case .own = levels, !binding.isBetween { return [(try ranges(query), nil, nil)] }
        guard case .computed(let formula) = levels else {
            let own = try binding.own(found, sign: levels.isTurned ? -1 : 1)
            return [(own.ranges, own.levels, own.blend)]
        }
        guard readsTerms else {
            terms = terms + (try binding.cost(formula, of: found))
            return [(found, nil, nil)]
        }
        return try binding.parts(of: found, formula, context: context).map {
            ($0.ranges, $0.levels, $0.blend)
        }
    }

    /// The indices of every dimension of a variable: those of its place and of a forecast's run and leads are known.
    private func ranges(
        of variable: Variable,
        _ query: Query,
        _ placed: [Int: [IndexRange]],
        _ read: ForecastRead?
    ) throws(Failure) -> [[IndexRange]] {
        var ranges: [[IndexRange]] = []
        for (dimension, axis) in variable.axes.enumerated() {
            if let range = placed[dimension] {
                ranges.append(range)
            } else if let read, axis.name == variable.forecast?.runAxis?.name {
                ranges.append([IndexRange(start: read.run, count: 1)])
            } else if let read, axis.name == variable.forecast?.leadAxis.name {
                ranges.append(read.leads)
            } else {
                ranges.append(try query.indices(of: axis))
            }
        }
        return ranges
    }

    /// Reads by index, as DAP does; no range for a dimension reads nothing of it.
    ///
    /// The plan has a piece for each selection, of texts where the array is one of texts.
    ///
    /// - Throws: `invalid` for indices outside the array, or `tooLarge`.
    package func bind(_ selections: [(variable: StoredVariable, ranges: [IndexRange])]) throws(Failure)
        -> ReadPlan
    {
        var parts: [PlannedRead] = []
        var pieces: [ReadPlan.Piece] = []
        let (sizes, window) = (resources.streamSizes, resources.fetchWindow)
        for (variable, ranges) in selections {
            guard ranges.count == variable.shape.count else {
                throw .invalid(
                    parameter: variable.name,
                    received: "\(ranges.count) indices",
                    expected: "\(variable.shape.count), one for each dimension"
                )
            }
            for (range, dimension) in zip(ranges, variable.dimensions) {
                try Self.check(range, dimension)
            }
            if variable.isText {
                pieces.append(.texts(try TextRead(variable, of: self, ranges: ranges)))
                continue
            }
            let whole = zip(ranges, variable.shape).map { $1 == 0 ? [] : [$0] }
            pieces.append(.numbers(part: parts.count))
            parts.append(
                PlannedRead(
                    stored: variable,
                    variable: nil,
                    ranges: whole,
                    streaming: sizes,
                    window: window
                )
            )
        }
        return try plan(parts, pieces)
    }

    private static func check(
        _ range: IndexRange,
        _ dimension: StoredVariable.Dimension
    ) throws(Failure) {
        let (span, overflows) = (range.count - 1).multipliedReportingOverflow(by: range.stride)
        let fits =
            range.start >= 0 && range.count >= 1 && range.stride >= 1 && !overflows
            && span < dimension.size && range.start < dimension.size - span
        guard fits || (dimension.size == 0 && range.count == 0) else {
            throw .invalid(
                parameter: dimension.name,
                received: "index \(range.start) and \(range.count) more",
                expected: "indices from 0 to \(dimension.size - 1)"
            )
        }
    }

    private func asked(_ query: Query) throws(Failure) -> [Variable] {
        if query.variables.isEmpty {
            let all = query.place == .everywhere ? variables : variables.filter { $0.grid != nil }
            return try inWantedUnits(all, query.units)
        }
        var asked: [Variable] = []
        for name in query.variables {
            guard let variable = variables.first(where: { $0.name == name }) else {
                let offered = query.place == .everywhere ? variables : variables.filter { $0.grid != nil }
                throw failure(naming: name, known: offered.map(\.name))
            }
            let units = query.units.text(for: name)
            asked.append(
                try units.map { (text) throws(Failure) in try variable.converted(to: text) } ?? variable
            )
        }
        return asked
    }

    /// All of some variables, those in other units that can be; the first one's refusal when none can.
    private func inWantedUnits(_ all: [Variable], _ units: WantedUnits) throws(Failure) -> [Variable] {
        var refusal: Failure?
        var isConverted = false
        let wanted = all.map { variable in
            guard let text = units.text(for: variable.name) else { return variable }
            do throws(Failure) {
                let converted = try variable.converted(to: text)
                isConverted = true
                return converted
            } catch {
                refusal = refusal ?? error
                return variable
            }
        }
        if let refusal, !isConverted { throw refusal }
        return wanted
    }

    /// Coverages whose values are too many to be held together are streamed.
    private func inPieces(_ parts: [PlannedRead]) -> [PlannedRead] {
        let sizes = resources.streamSizes
        // Values, what they are made of and chunks are held at a time.
        let most = min(sizes.wanted, sizes.most / 6)
        var held = 0
        for part in parts {
            let (sum, overflows) = held.addingReportingOverflow(part.unpackedBytes)
            guard !overflows, sum <= most else { return parts.map { $0.streamed(sizes) } }
            held = sum
        }
        return parts
    }

    /// Adds up what the parts cost and holds it against the limits.
    func plan(
        _ parts: [PlannedRead],
        _ pieces: [ReadPlan.Piece]? = nil,
        terms: ReadCost = ReadCost()
    ) throws(Failure) -> ReadPlan {
        let texts = (pieces ?? []).reduce(terms) { sum, piece in
            if case .texts(let read) = piece { sum + read.cost } else { sum }
        }
        guard var cost = ReadCost(parts).map({ $0 + texts }) else {
            throw .tooLarge(
                limit: .outputBytes,
                allowed: limits.outputBytes,
                requested: .max,
                advice: nil
            )
        }
        let (limits, pace) = (limits, resources.pace.factor)
        cost.pace = pace
        let name = parts.first?.stored.name ?? pieces?.compactMap(\.textName).first ?? ""
        try limits.check(cost, of: name) { _ in
            SimilarRequest(parts).largest { parts in
                guard var cost = ReadCost(parts).map({ $0 + texts }) else { return false }
                cost.pace = pace
                return limits.exceeded(by: cost) == nil
            }
        }
        return ReadPlan(dataset: self, parts: parts, pieces: pieces, cost: cost)
    }
}

extension ReadPlan.Piece {
    /// The name of an array of texts.
    fileprivate var textName: String? {
        if case .texts(let read) = self { read.name } else { nil }
    }
}

extension Query {
    /// The requested positions of an axis, by its own values and by its other coordinates.
    func indices(of axis: Axis) throws(Failure) -> [IndexRange] {
        var found = try axis.indices(selector(for: axis))
        for alternate in axis.alternates {
            guard let selector = selectors[.name(alternate.name)], selector != .all else { continue }
            var wanted: Set<Int> = []
            for selector in selector.exact {
                let ranges = (try? alternate.indices(selector)) ?? []
                wanted.formUnion(ranges.flatMap { range in (0..<range.count).map { range[$0] } })
            }
            let both = found.flatMap { range in (0..<range.count).map { range[$0] } }.filter(wanted.contains)
            guard !both.isEmpty else {
                throw .outsideDomain(axis: alternate.name, received: "", extent: alternate.extentText)
            }
            found = IndexRange.runs(of: both)
        }
        return found
    }

    /// What is asked of one axis.
    private func selector(for axis: Axis) -> AxisSelector { selectors.selector(for: axis, others: others) }
}

extension AxisSelector {
    /// The same of a coordinate that repeats: each value means all positions that have it.
    fileprivate var exact: [AxisSelector] {
        switch self {
        case .value(let value): [.interval(value, value)]
        case .values(let values): values.map { .interval($0, $0) }
        case .instant(let text): [.period(text, text)]
        case .instants(let texts): texts.map { .period($0, $0) }
        default: [self]
        }
    }
}
