internal import Failures
internal import Grids

extension Dataset {
    /// A variable with its cells; of cells that move once for each time that is meant, with those of that time.
    func placed(_ variable: Variable, _ query: Query, _ placing: inout Placing) throws(Failure) -> [(
        Variable, Query, Placing.Placed?
    )] {
        guard query.place != .everywhere, let moving = variable.grid as? MovingGrid,
            let dimension = variable.axes.firstIndex(where: { $0.name == moving.dimension })
        else { return [(variable, query, try placing.cells(of: variable))] }
        let axis = variable.axes[dimension]
        let steps = try query.indices(of: axis)
        guard steps.indexCount <= LevelBinding.maxColumns else {
            throw .tooLarge(
                limit: .chunks,
                allowed: LevelBinding.maxColumns,
                requested: steps.indexCount,
                advice:
                    "Cells lie elsewhere at every time: ask for at most \(LevelBinding.maxColumns) times at once."
            )
        }
        var (found, outside): ([(Variable, Query, Placing.Placed?)], Failure?) = ([], nil)
        for step in steps.flatMap({ range in (0..<range.count).map { range[$0] } }) {
            var one = query
            one.selectors[.name(axis.name)] = .positions([IndexRange(start: step, count: 1)])
            do throws(Failure) {
                let index = variable.stored.arrayIndex(step, dimension: dimension)
                found.append((variable, one, try placing.cells(of: variable, on: moving.at(index) ?? moving)))
            } catch {
                guard case .outsideDomain = error else { throw error }
                outside = error
            }
        }
        if let outside, found.isEmpty { throw outside }
        return found
    }
}
