package import Execution
package import Failures
internal import Grids

/// The levels by which a height, depth or pressure is told at one cell.
package struct FoundLevel: Sendable {
    package let question: LevelQuestion
    /// The cell at the level, or at the one below and the one above.
    package let cells: [CellPlan]
    /// How far what was asked for lies from the first to the second.
    package let share: Double
    /// What the level has itself; between two of them what was asked for.
    package let value: Double
    package let units: String

    /// The value with its units.
    package var text: String { "\(Axis.text(value)) \(units)" }
}

extension CellPlan {
    /// Reads the terms of the levels at the cell; nil where no level has what was asked for.
    ///
    /// - Throws: `Failure`.
    package func foundLevel(context: WorkContext) throws(Failure) -> FoundLevel? {
        guard let level, let cell, let (axis, dimension, levels) = try slice.realLevels(of: level) else {
            return nil
        }
        let binding = LevelBinding(level, of: slice, along: axis, dimension)
        let place = slice.positions(at: cell, dimensions)
        guard let column = try binding.column(levels, at: place, context: context) else { return nil }
        let choice = LevelChoice(values: column.values)
        guard let pair = choice.pair(at: level.value, by: level.method, of: level.quantity) else {
            return nil
        }
        let isOne = pair.first == pair.second
        return FoundLevel(
            question: level,
            cells: (isOne ? [pair.first] : [pair.first, pair.second]).map { at($0, on: axis) },
            share: pair.share,
            value: isOne ? column.values[pair.first] : level.value,
            units: column.units ?? level.quantity.defaultUnits
        )
    }
}

extension Slice {
    /// The position along each axis, those of a cell included.
    func positions(at cell: GridCell, _ dimensions: GridDimensions) -> [Int] {
        var positions = positions
        positions[dimensions.column] = cell.column
        if let row = dimensions.row { positions[row] = cell.row }
        return positions
    }
}
