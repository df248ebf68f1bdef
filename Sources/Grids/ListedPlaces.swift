internal import Execution
internal import Failures

/// The places of cells along one dimension, in any order.
package protocol ListedPlaces: Sendable {
    var count: Int { get }

    /// Longitude in −180…180; nil for a cell without a place.
    func place(at cell: Int) -> GeographicPoint?
}

extension ListedPlaces {
    /// Places between two looks at the deadline: well under a millisecond.
    private static var stride: Int { 1 << 14 }

    /// The cells whose places lie in a footprint, edges included; nil for none.
    ///
    /// - Throws: `tooLarge` where its box holds more than `most` of them, or than an answer may have; as `Region.holds`.
    func cells(
        in footprint: Footprint,
        within bounds: PlacingBounds,
        most: Int = .max
    ) throws(Failure) -> CellSet? {
        let found = try bounds.looking {
            let found = try cells(in: footprint.box, most: min(bounds.limits.outputCells, most), bounds)
            guard case .region(let region) = footprint else { return found }
            let isInside = try region.holds(
                found.map(\.place),
                where: [Bool](repeating: true, count: found.count),
                limits: bounds.limits,
                context: bounds.context
            )
            return zip(found, isInside).compactMap { $1 ? $0 : nil }
        }
        guard !found.isEmpty else { return nil }
        return CellSet(
            columns: IndexRange.runs(of: found.map { Int($0.cell) }),
            rows: [IndexRange(start: 0, count: 1)],
            centres: .scattered(found.map(\.place))
        )
    }

    private func cells(
        in box: GeographicBox,
        most allowed: Int,
        _ bounds: PlacingBounds
    ) throws -> [(cell: Int32, place: GeographicPoint)] {
        var (found, count) = ([(cell: Int32, place: GeographicPoint)](), 0)
        for first in Swift.stride(from: 0, to: self.count, by: Self.stride) {
            try bounds.context.check()
            for cell in first..<min(first + Self.stride, self.count) {
                guard let place = place(at: cell), box.holds(place) else { continue }
                count += 1
                if count <= allowed { found.append((Int32(cell), place)) }
            }
        }
        guard count <= allowed else {
            throw Failure.tooLarge(limit: .outputCells, allowed: allowed, requested: count, advice: nil)
        }
        return found
    }
}
