package import Failures

extension RectilinearGrid {
    package var hasGeographicLines: Bool { true }

    package func cells(in footprint: Footprint, within bounds: PlacingBounds) throws(Failure) -> CellSet? {
        let window = cells(in: footprint.box)
        let lines = latitudes
        let latitudes = window.rows.flatMap { rows in (0..<rows.count).map { lines.number(at: rows[$0]) } }
        guard !window.columns.isEmpty, !latitudes.isEmpty else { return nil }
        var inside: [[Range<Int>]]?
        if case .region(let region) = footprint {
            let runs = try bounds.looking {
                try region.runs(
                    longitudes: window.longitudes,
                    latitudes: latitudes,
                    limits: bounds.limits,
                    context: bounds.context
                )
            }
            guard !runs.allSatisfy(\.isEmpty) else { return nil }
            inside = runs
        }
        return CellSet(
            columns: window.columns,
            rows: window.rows,
            centres: .lines(longitudes: window.longitudes, latitudes: latitudes),
            inside: inside
        )
    }

    package func hasSameCells(as other: any Grid) -> Bool {
        guard let other = other as? RectilinearGrid else { return false }
        return longitudes.centres == other.longitudes.centres && longitudes.edges == other.longitudes.edges
            && latitudes.centres == other.latitudes.centres && latitudes.edges == other.latitudes.edges
    }
}
