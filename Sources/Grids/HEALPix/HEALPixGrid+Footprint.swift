internal import Execution
package import Failures

extension HEALPixGrid {
    package func cells(in footprint: Footprint, within bounds: PlacingBounds) throws(Failure) -> CellSet? {
        let found = try bounds.looking {
            try index.parts.flatMap { part in
                try HEALPixSearch(part, index.runs, figure: figure, footprint, within: bounds).positions()
            }
        }
        guard !found.isEmpty else { return nil }
        // Polygons that overlap hold pixels twice.
        var positions = found.sorted()
        var last = -1
        positions.removeAll { position in
            defer { last = position }
            return position == last
        }
        try bounds.looking { try bounds.context.check() }
        return CellSet(
            columns: IndexRange.runs(of: positions),
            rows: [IndexRange(0..<1)],
            centres: .scattered(positions.compactMap { centre(of: GridCell(column: $0, row: 0)) })
        )
    }
}
