internal import Execution
package import Failures

extension MeshGrid {
    /// Cells whose centres are looked at one by one for polygons: two million take half a second.
    private static let maxCandidates = 1 << 21
    /// Centres between two looks at the deadline: well under a millisecond.
    private static let stride = 1 << 14

    package func cells(in footprint: Footprint, within bounds: PlacingBounds) throws(Failure) -> CellSet? {
        let found = try bounds.looking { try centres(in: footprint.box, bounds) }
        let cells: [(cell: Int32, place: GeographicPoint)]
        switch footprint {
        case .box: cells = found
        case .region(let region): cells = try bounds.looking { try kept(found, region, bounds) }
        }
        guard !cells.isEmpty else { return nil }
        return CellSet(
            columns: IndexRange.runs(of: cells.map { Int($0.cell) }),
            rows: [IndexRange(start: 0, count: 1)],
            centres: .scattered(cells.map(\.place))
        )
    }

    /// The cells whose centres lie in a box, edges included.
    ///
    /// - Throws: `tooLarge` for more of them than an answer may have.
    private func centres(in box: GeographicBox, _ bounds: PlacingBounds) throws -> [(Int32, GeographicPoint)]
    {
        let allowed = min(bounds.limits.outputCells, Self.maxCandidates)
        var (found, count) = ([(Int32, GeographicPoint)](), 0)
        for first in Swift.stride(from: 0, to: places.count, by: Self.stride) {
            try bounds.context.check()
            for cell in first..<min(first + Self.stride, places.count) {
                guard let place = places.place(at: cell), box.holds(place) else { continue }
                count += 1
                if count <= allowed { found.append((Int32(cell), place)) }
            }
        }
        guard count <= allowed else {
            throw Failure.tooLarge(limit: .outputCells, allowed: allowed, requested: count, advice: nil)
        }
        return found
    }

    private func kept(
        _ found: [(cell: Int32, place: GeographicPoint)],
        _ region: Region,
        _ bounds: PlacingBounds
    ) throws -> [(cell: Int32, place: GeographicPoint)] {
        let isInside = try region.holds(
            found.map(\.place),
            where: [Bool](repeating: true, count: found.count),
            limits: bounds.limits,
            context: bounds.context
        )
        return zip(found, isInside).compactMap { $1 ? $0 : nil }
    }
}
