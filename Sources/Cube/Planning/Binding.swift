package import Execution
internal import Zarr

extension Dataset {
    /// Turns a question into index ranges: no chunk of a requested variable is read.
    ///
    /// Variables without the asked place (no grid) are left out of a query for all variables, and refused by name
    /// otherwise.
    ///
    /// - Throws: `notFound` or `notServed` for a variable, `outsideDomain`, `invalid`, `unsupported`, or `tooLarge`.
    package func bind(
        _ query: Query,
        context: WorkContext = .background(seconds: 60)
    ) throws(Failure) -> ReadPlan {
        var parts: [PlannedRead] = []
        let window = resources.fetchWindow
        var placing = Placing(query.place, in: self, within: PlacingBounds(limits: limits, context: context))
        for variable in try asked(query) {
            let placed = try placing.cells(of: variable)
            let reads = try variable.forecastReads(
                of: query.selectors,
                others: query.others,
                most: limits.chunks
            )
            for read in reads.map({ $0.map(Optional.some) }) ?? [nil] {
                let ranges = try ranges(of: variable, query, placed?.ranges ?? [:], read)
                parts.append(
                    PlannedRead(
                        stored: variable.stored,
                        variable: variable,
                        ranges: ranges,
                        order: query.form == .coverages ? AnswerOrder(coverageOf: variable, ranges) : nil,
                        window: window,
                        placed: placed?.cells,
                        continuesSeries: read?.continuesSeries ?? false
                    )
                )
            }
        }
        return try plan(query.form == .coverages ? inPieces(parts) : parts)
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
    func plan(_ parts: [PlannedRead], _ pieces: [ReadPlan.Piece]? = nil) throws(Failure) -> ReadPlan {
        let texts = (pieces ?? []).reduce(ReadCost()) { sum, piece in
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
    fileprivate func indices(of axis: Axis) throws(Failure) -> [IndexRange] {
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
