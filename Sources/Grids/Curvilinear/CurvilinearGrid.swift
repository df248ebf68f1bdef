package import Execution

/// A grid whose cells have a longitude and a latitude each, in rows and columns (CF 1.11, section 5.2).
///
/// Where corners are stated the cell that holds a place answers, also where another one's centre is nearer; where there are
/// none, the cell with the nearest centre, up to three quarters of the local spacing from it. Of cells at one place, such
/// as a model's halo, the first answers.
package struct CurvilinearGrid: IndexedGrid {
    package let kind = "curvilinear"
    package let extent: GeographicExtent
    package let cells: CurvilinearCells
    package private(set) var index: IndexOrigin?
    package let identity: GridIdentity? = GridIdentity()

    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    package init(_ cells: CurvilinearCells, context: WorkContext) throws {
        self.cells = cells
        extent = try CurvilinearExtent.box(of: cells, context: context)
    }

    /// Of cells whose extent is known.
    init(_ cells: CurvilinearCells, extent: GeographicExtent) {
        (self.cells, self.extent) = (cells, extent)
    }

    /// The same grid, which knows where its index is from.
    package func having(_ index: IndexOrigin) -> CurvilinearGrid {
        var grid = self
        grid.index = index
        return grid
    }

    package var rowCount: Int { cells.rows }
    package var columnCount: Int { cells.columns }
    package var hasGeographicLines: Bool { false }

    package func hasSameCells(as other: any Grid) -> Bool {
        (other as? CurvilinearGrid).map { $0.cells === cells } ?? false
    }

    package func cell(containing place: GeographicPoint) -> GridCell? {
        guard abs(place.latitude) <= 90, place.longitude.isFinite else { return nil }
        return cells.item(at: UnitVector(place)).map(gridCell)
    }

    package func centre(of cell: GridCell) -> GeographicPoint? {
        guard (0..<cells.columns).contains(cell.column), (0..<cells.rows).contains(cell.row),
            let place = cells.places[cell.row * cells.columns + cell.column]
        else { return nil }
        return place.withinTurn
    }

    /// The stated corners, else those made of the centres around.
    package func outline(of cell: GridCell) -> [GeographicPoint]? {
        guard (0..<cells.columns).contains(cell.column), (0..<cells.rows).contains(cell.row) else {
            return nil
        }
        let item = cell.row * cells.columns + cell.column
        let corners =
            if let stated = cells.corners {
                Array(CellOutlines(places: cells.places, corners: stated).outline(of: item))
            } else {
                DerivedCorners(cells).corners(of: item) ?? []
            }
        return corners.count < 3 ? nil : corners.map(\.place)
    }

    func gridCell(_ item: Int) -> GridCell {
        GridCell(column: item % cells.columns, row: item / cells.columns)
    }
}

extension CurvilinearCells {
    /// The cell that a place means.
    func item(at place: UnitVector) -> Int? {
        guard let corners else {
            guard let found = tree.nearest(to: place, in: places),
                found.squaredChord.squareRoot() <= Double(reach[found.item])
            else { return nil }
            return found.item
        }
        let outlines = CellOutlines(places: places, corners: corners)
        var first: Int?
        for leaf in tree.leaves(meeting: PlaceShape(place)) {
            for entry in tree.entries[leaf] where entry.item >= 0 {
                let item = Int(entry.item)
                if let first, first < item { continue }
                if isNear(entry, place), outlines.outline(of: item).holds(place) { first = item }
            }
        }
        return first
    }

    /// Whether a place is within the circle around a cell's corners.
    func isNear(_ entry: SphereEntry, _ place: UnitVector) -> Bool {
        let (dx, dy, dz) = (entry.x - Float(place.x), entry.y - Float(place.y), entry.z - Float(place.z))
        let square = dx * dx + dy * dy + dz * dz
        guard entry.item >= 0, Int(entry.item) < self.reach.count else { return false }
        let reach = reach[Int(entry.item)]
        let farthest = reach + SphereTree.slack(reach)
        return square <= farthest * farthest
    }
}

extension GeographicPoint {
    /// The same place with its longitude in −180…180.
    var withinTurn: GeographicPoint {
        guard abs(longitude) > 180 else { return self }
        let turned = longitude - 360 * (longitude / 360).rounded()
        return GeographicPoint(longitude: turned, latitude: latitude)
    }
}
