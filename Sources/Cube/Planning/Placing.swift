internal import CRS
internal import Failures
internal import Grids

/// Finds the cells that a question's place means, once for all variables on one grid.
struct Placing {
    /// Cells, and the indices of the horizontal dimensions.
    typealias Placed = (cells: CellSet, ranges: [Int: [IndexRange]])

    private let place: Place
    private let dataset: Dataset
    private let bounds: PlacingBounds
    private var known: [(grid: any Grid, cells: CellSet?)] = []

    init(_ place: Place, in dataset: Dataset, within bounds: PlacingBounds) {
        self.place = place
        self.dataset = dataset
        self.bounds = bounds
    }

    /// The cells of a variable's grid and the indices of its horizontal dimensions; nil when no place was asked.
    ///
    /// - Throws: `notServed` for a variable without a grid, `outsideDomain` where no cell is meant, `tooLarge`.
    mutating func cells(of variable: Variable) throws(Failure) -> Placed? {
        guard let grid = variable.grid else {
            if place == .everywhere { return nil }
            throw dataset.failure(naming: variable.name, known: [])
        }
        return try cells(of: variable, on: grid)
    }

    /// The same of a grid that is the variable's at some step.
    mutating func cells(of variable: Variable, on grid: any Grid) throws(Failure) -> Placed? {
        if place == .everywhere { return nil }
        guard let place = variable.gridDimensions else {
            throw dataset.failure(naming: variable.name, known: [])
        }
        guard let cells = try cells(of: grid) else { throw outside(grid) }
        var ranges = [place.column: cells.columns]
        if let row = place.row { ranges[row] = cells.rows }
        return (cells, ranges)
    }

    private mutating func cells(of grid: any Grid) throws(Failure) -> CellSet? {
        if let found = known.first(where: { $0.grid.hasSameCells(as: grid) }) { return found.cells }
        let cells = try find(in: grid)
        known.append((grid, cells))
        return cells
    }

    private func find(in grid: any Grid) throws(Failure) -> CellSet? {
        switch place {
        case .everywhere: return nil
        case .point(let longitude, let latitude):
            let point = GeographicPoint(longitude: longitude, latitude: latitude)
            guard let cell = grid.cell(containing: point) else {
                return grid.missingCell(containing: point).map { CellSet(missingAt: $0) }
            }
            return grid.place(of: cell, holding: point).map { CellSet(cell, centre: $0) }
        case .box(let box): return try grid.cellsOrOne(of: .box(box), within: bounds)
        case .region(let region): return try grid.cellsOrOne(of: .region(region), within: bounds)
        case .plane(let place, let name):
            guard grid.system?.name == name else {
                throw .unsupported(reason: "The grid is not one of \(name)")
            }
            return try grid.cells(in: place, within: bounds)
        case .cells(let cells): return cells.isInside(grid) ? cells : nil
        }
    }

    private func outside(_ grid: any Grid) -> Failure {
        let extent = grid.extent
        return .outsideDomain(
            axis: "place",
            received: received,
            extent: "\(extent.west)…\(extent.east) east, \(extent.south)…\(extent.north) north"
        )
    }

    private var received: String {
        switch place {
        case .everywhere: return ""
        case .point(let longitude, let latitude): return "\(longitude) \(latitude)"
        case .box(let box): return "\(box.west) \(box.south) \(box.east) \(box.north)"
        case .region(let region):
            let box = region.box
            return "\(box.west) \(box.south) \(box.east) \(box.north)"
        case .plane(let place, _):
            switch place {
            case .point(let x, let y): return "\(x) \(y)"
            case .box(let box): return Self.text(box)
            case .region(let region): return region.box.map(Self.text) ?? ""
            }
        case .cells: return ""
        }
    }

    private static func text(_ box: PlaneBox) -> String {
        "\(box.x.lowerBound) \(box.y.lowerBound) \(box.x.upperBound) \(box.y.upperBound)"
    }
}

extension CellSet {
    /// Whether a grid has all of its columns and rows.
    fileprivate func isInside(_ grid: any Grid) -> Bool {
        let fits = { (ranges: [IndexRange], count: Int) in
            ranges.allSatisfy { $0.start >= 0 && $0.count > 0 && $0.last < count }
        }
        return fits(columns, grid.columnCount) && fits(rows, grid.rowCount)
    }
}
