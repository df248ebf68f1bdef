internal import Execution
internal import Failures
internal import Grids

extension LevelBinding {
    /// The levels of a slice that one value is asked of.
    init(_ question: LevelQuestion, of slice: Slice, along axis: Axis, _ dimension: Int) {
        self.init(
            dataset: slice.dataset,
            variable: slice.variable,
            quantity: question.quantity,
            selector: .value(question.value),
            axis: axis,
            dimension: dimension
        )
    }

    /// Heights, depths or pressures of the levels at one cell of a slice, NaN for those that have none, and their units;
    /// nil where a policy hides some of the terms.
    ///
    /// - Throws: as reading terms.
    func column(
        _ levels: RealLevels,
        at place: [Int],
        context: WorkContext
    ) throws(Failure) -> (values: [Double], units: String?)? {
        try checkLevels()
        guard case .computed(let formula) = levels else {
            let sign = levels.isTurned ? -1.0 : 1
            return (self.levels.map { sign * axis.cells.number(at: $0) }, axis.units)
        }
        let ranges = place.map { [IndexRange(start: $0, count: 1)] }
        guard let values = try read(formula, wanted(try columns(of: ranges, formula)), context: context)
        else { return nil }
        return (heights(formula, values, at: place), formula.units)
    }
}
