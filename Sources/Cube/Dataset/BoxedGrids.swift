internal import Failures
internal import Grids
internal import JSON

/// What a policy's box leaves of the grids of a dataset: the cells whose centres lie in it.
struct BoxedGrids {
    /// A grid along two dimensions, or one.
    fileprivate struct Cut {
        let grid: any Grid
        let row: String?
        let column: String
        let cut: GridCut
        /// Of grids on faces.
        let folding: FaceFolding?
        var variables: Set<String>
    }

    private let box: GeographicBox?
    private var cuts: [Cut] = []
    /// What grids of their own take.
    let memory: PartMemory

    /// Narrows the dimensions of grids to a box.
    ///
    /// Where two grids on the same dimensions are left other columns or rows, those that hold either stay if each of the two has
    /// a mask; of cells along one dimension, without masks, those stay that both leave; else the one that comes later is not
    /// known.
    init(
        _ variables: [Variable],
        _ box: GeographicBox?,
        in windows: inout [String: IndexWindow],
        memory: PartMemory
    ) {
        (self.box, self.memory) = (box, memory)
        guard let box else { return }
        for variable in variables {
            guard let grid = variable.grid, let place = variable.gridDimensions else { continue }
            let row = place.row.map { variable.axes[$0].name }
            let column = variable.axes[place.column].name
            if let known = cuts.firstIndex(where: {
                $0.row == row && $0.column == column && $0.grid.hasSameCells(as: grid)
            }) {
                cuts[known].variables.insert(variable.name)
                continue
            }
            guard let cut = grid.cut(to: box) else { continue }
            let sides = [(column, cut.columns)] + (row.map { [($0, cut.rows)] } ?? [])
            let fits = sides.allSatisfy { name, runs in
                windows[name].map { $0.runs == runs } ?? true
            }
            if row == nil, !fits, !cut.hasMasks, cuts.allSatisfy({ $0.isAlongOnly(column) }) {
                windows[column] = windows[column].map { $0.common(with: IndexWindow(runs: cut.columns)) }
                add(variable, grid, row: nil, column: column, cut)
                continue
            }
            let isFree = cuts.allSatisfy { other in
                Set([other.row, other.column]).isDisjoint(with: [row, column]) || other.cut.hasMasks
            }
            guard fits || isFree && cut.hasMasks else { continue }
            // What both are left alike stays what it is: between its runs nothing is left.
            for (name, runs) in sides where windows[name]?.runs != runs {
                windows[name] = IndexWindow(runs: windows[name].map { Self.hull($0.runs + runs) } ?? runs)
            }
            add(variable, grid, row: row, column: column, cut)
        }
    }

    private mutating func add(
        _ variable: Variable,
        _ grid: any Grid,
        row: String?,
        column: String,
        _ cut: GridCut
    ) {
        cuts.append(
            Cut(
                grid: grid,
                row: row,
                column: column,
                cut: cut,
                folding: variable.stored.folding,
                variables: [variable.name]
            )
        )
    }

    private static func hull(_ runs: [Range<Int>]) -> [Range<Int>] {
        guard let first = runs.map(\.lowerBound).min(), let last = runs.map(\.upperBound).max() else {
            return []
        }
        return [first..<last]
    }

    /// Whether the cells of a variable in the box are known.
    func hold(_ variable: Variable) -> Bool { cuts.contains { $0.variables.contains(variable.name) } }

    /// The grid of a variable as it is left.
    ///
    /// - Throws: as `Grid.part(of:memory:)`.
    func grid(of variable: Variable, _ windows: [String: IndexWindow]) throws(Failure) -> (any Grid)? {
        guard let box, let found = cuts.first(where: { $0.variables.contains(variable.name) }) else {
            return variable.grid
        }
        let left = BoxedCells(
            found.cut,
            in: box,
            columns: windows[found.column],
            rows: found.row.flatMap { windows[$0] }
        )
        return try found.grid.part(of: left, memory: memory)
    }

    /// What of an array is hidden among the columns and rows that are left.
    ///
    /// Of an array on the dimensions of several grids that is no variable on one of them only what all leave is left.
    func hidden(of array: StoredVariable) -> HiddenCells? {
        let own = cuts.filter { $0.variables.contains(array.name) }
        let masks = (own.isEmpty ? cuts : own).compactMap { $0.mask(of: array) }
        guard !masks.isEmpty else { return nil }
        return HiddenCells(masks: masks, fill: FillNumber(of: array.dataType, array.attributes).bytes)
    }

    /// Masks that tell views apart whose rows and columns are the same.
    var masks: [CellMask] { cuts.flatMap(\.cut.masks) }
}

extension BoxedGrids.Cut {
    /// Whether it has other dimensions than one, or that alone and no mask.
    fileprivate func isAlongOnly(_ dimension: String) -> Bool {
        ![row, column].contains(dimension) || row == nil && !cut.hasMasks
    }

    /// What is hidden of an array along the dimensions of the grid; nil where its windows say all.
    fileprivate func mask(of array: StoredVariable) -> HiddenCells.Mask? {
        let place = { (name: String) in array.dimensions.firstIndex { $0.name == name } }
        guard let column = place(column) else { return nil }
        if let row = row.flatMap(place) {
            let step = cut.steps.flatMap { place($0.dimension) }
            return cut.hasMasks ? HiddenCells.Mask(cut.masks, step: step, row: row, column: column) : nil
        }
        // An array whose faces and rows are not one has no window of rows.
        guard let folding, let face = place(folding.face.name), let row = place(folding.row.name),
            let mask = cut.left
        else { return nil }
        return HiddenCells.Mask([mask], face: face, row: row, rowsOfFace: folding.row.size, column: column)
    }
}
