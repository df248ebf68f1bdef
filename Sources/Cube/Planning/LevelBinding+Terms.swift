internal import CF
internal import Execution
internal import Zarr

extension LevelBinding {
    /// Values of all terms at the positions that are wanted of each dimension; nil where a policy hides some of them.
    ///
    /// - Throws: `tooLarge`, and as reading.
    func read(
        _ formula: BoundFormula,
        _ wanted: [[Int]],
        context: WorkContext
    ) throws(Failure) -> [TermValues]? {
        guard let terms = terms(of: formula, wanted) else { return nil }
        let plan = try plan(terms)
        let reservation = try plan.open(context: context)
        defer { withExtendedLifetime(reservation) {} }
        var values: [TermValues] = []
        for (term, part) in zip(terms, plan.parts) {
            let conversion = formula.conversion(of: term.term)
            let numbers = try numbers(of: part, context: context)
            values.append(term.holding(conversion.map { numbers.map($0.callAsFunction) } ?? numbers))
        }
        return values
    }

    /// What reading the terms costs.
    ///
    /// - Throws: `tooLarge`.
    func cost(_ formula: BoundFormula, of ranges: [[IndexRange]]) throws(Failure) -> ReadCost {
        guard let terms = terms(of: formula, wanted(try columns(of: ranges, formula))) else {
            return ReadCost()
        }
        return try plan(terms).cost
    }

    private func terms(of formula: BoundFormula, _ wanted: [[Int]]) -> [TermValues]? {
        var terms: [TermValues] = []
        for term in formula.terms {
            guard let found = TermValues(term, for: wanted, of: variable.stored) else { return nil }
            terms.append(found)
        }
        return terms
    }

    /// The same limits as for what is asked for itself.
    private func plan(_ terms: [TermValues]) throws(Failure) -> ReadPlan {
        let parts = terms.map { term in
            PlannedRead(
                stored: term.term.stored,
                variable: nil,
                ranges: term.positions.map(IndexRange.runs),
                window: dataset.resources.fetchWindow
            )
        }
        guard var cost = ReadCost(parts) else {
            throw .tooLarge(
                limit: .outputCells,
                allowed: dataset.limits[.outputCells],
                requested: .max,
                advice: nil
            )
        }
        cost.pace = dataset.resources.pace.factor
        try dataset.limits.check(cost, of: variable.name) { _ in nil }
        return ReadPlan(dataset: dataset, parts: parts, cost: cost)
    }

    private func numbers(of part: PlannedRead, context: WorkContext) throws(Failure) -> [Double] {
        let packing =
            dataset.variables.first { $0.stored === part.stored }?.packing
            ?? Packing(
                type: part.stored.dataType,
                attributes: CFAttributes(part.stored.attributes),
                masksInvalid: false
            ) { _ in }
        do {
            return try Failure.translating(dataset: dataset.address.text, context: context) {
                try part.values(packing: packing, fillsCache: true, context: context).doubles
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw .defect
        }
    }
}
