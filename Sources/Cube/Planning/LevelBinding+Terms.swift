internal import CF
internal import Execution
internal import Failures
internal import Grids
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
        return try values(of: terms, plan.parts, formula, context: context)
    }

    /// The terms of some formula by their names, at the place and time of a position along each dimension; nil where a policy
    /// hides some of them.
    ///
    /// It is for whoever has reserved the memory of all that is read.
    /// - Throws: as reading.
    func unreserved(
        _ formula: BoundFormula,
        at place: [Int],
        context: WorkContext
    ) throws(Failure) -> [String: [Double]]? {
        var wanted = place.map { [$0] }
        wanted[dimension] = levels
        guard let terms = terms(of: formula, wanted) else { return nil }
        let read = try values(of: terms, parts(terms), formula, context: context)
        let columns = read.map { ($0.term.name, $0.column(at: place, level: dimension, levels: levels)) }
        return Dictionary(columns) { first, _ in first }
    }

    private func values(
        of terms: [TermValues],
        _ parts: [PlannedRead],
        _ formula: BoundFormula,
        context: WorkContext
    ) throws(Failure) -> [TermValues] {
        var values: [TermValues] = []
        for (term, part) in zip(terms, parts) {
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

    private func parts(_ terms: [TermValues]) -> [PlannedRead] {
        terms.map { term in
            PlannedRead(
                stored: term.term.stored,
                variable: nil,
                ranges: term.positions.map(IndexRange.runs),
                window: dataset.resources.fetchWindow
            )
        }
    }

    /// The same limits as for what is asked for itself.
    private func plan(_ terms: [TermValues]) throws(Failure) -> ReadPlan {
        let parts = parts(terms)
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
        let packing = dataset.packing(of: part.stored)
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
