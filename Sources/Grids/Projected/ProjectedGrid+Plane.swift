package import CRS
package import Failures

extension ProjectedGrid {
    package var system: NamedSystem? { projector.system }

    package func cells(in place: PlanePlace, within bounds: PlacingBounds) throws(Failure) -> CellSet? {
        guard let system else { throw .unsupported(reason: "The grid's projection has no code") }
        switch place {
        case .point(let x, let y): return cell(x: x, y: y).map { placed($0, system) }
        case .box(let box):
            let middle = GeographicPoint(
                longitude: box.x.lowerBound / 2 + box.x.upperBound / 2,
                latitude: box.y.lowerBound / 2 + box.y.upperBound / 2
            )
            return try window(box, system, nil, bounds) ?? holding(InnerPlace(middle), system)
        case .region(let region):
            guard let box = region.box, let window = try window(box, system, region, bounds) else {
                return holding(try region.innerPlace(within: bounds), system)
            }
            return window
        }
    }

    private func holding(_ inner: InnerPlace, _ system: NamedSystem) -> CellSet? {
        cell(x: inner.place.longitude, y: inner.place.latitude).map { placed($0, system, inner: inner) }
    }

    private func placed(_ cell: GridCell, _ system: NamedSystem, inner: InnerPlace? = nil) -> CellSet {
        CellSet(
            columns: [IndexRange(start: cell.column, count: 1)],
            rows: [IndexRange(start: cell.row, count: 1)],
            centres: .plane(
                x: [x.number(at: cell.column) * scale],
                y: [y.number(at: cell.row) * scale],
                system
            ),
            inner: inner
        )
    }

    /// The cells whose centres lie in a box, and in a region; nil where none does.
    private func window(
        _ box: PlaneBox,
        _ system: NamedSystem,
        _ region: PlaneRegion?,
        _ bounds: PlacingBounds
    ) throws(Failure) -> CellSet? {
        let columns = x.indices(from: box.x.lowerBound / scale, to: box.x.upperBound / scale)
        let rows = y.indices(from: box.y.lowerBound / scale, to: box.y.upperBound / scale)
        guard !columns.isEmpty, !rows.isEmpty else { return nil }
        let xs = Self.positions(columns, of: x, scale)
        let ys = Self.positions(rows, of: y, scale)
        let inside = try region?.runs(xs: xs, ys: ys, within: bounds)
        if let inside, inside.allSatisfy(\.isEmpty) { return nil }
        return CellSet(
            columns: columns,
            rows: rows,
            centres: .plane(x: xs, y: ys, system),
            inside: inside
        )
    }

    private static func positions(_ ranges: [IndexRange], of axis: CellAxis, _ scale: Double) -> [Double] {
        ranges.flatMap { range in (0..<range.count).map { axis.number(at: range[$0]) * scale } }
    }
}
