/// Pictures in projections, each pixel of which lies between columns and rows of its own.
extension RectilinearGrid {
    package var mixesByNumber: Bool { true }

    func scatteredBilinear(_ target: RasterTarget) -> CellLists {
        var lists = CellLists(pixels: target.width * target.height)
        var (across, down) = (CellCursor(longitudes), CellCursor(latitudes))
        target.forEachPlace { pixel, longitude, latitude in
            let row = down.cell(at: latitude) { self.row(containing: latitude) }
            guard row >= 0 else { return }
            let column = column(at: longitude, &across)
            guard column >= 0 else { return }
            lists.set(
                pixel,
                GridCell(column: Int(column), row: Int(row)),
                across: longitudes.neighbour(
                    of: Int(column),
                    at: inTurn(longitude, ofColumn: Int(column)),
                    turn: isCyclic ? 360 : nil
                ),
                down: latitudes.neighbour(of: Int(row), at: latitude, turn: nil)
            )
        }
        lists.close()
        return lists
    }

    /// A longitude in the turn of a column that holds it: its own is the nearest to it.
    func inTurn(_ longitude: Double, ofColumn column: Int) -> Double {
        longitude - ((longitude - longitudes.centres[column]) / 360).rounded() * 360
    }
}
