/// Polygons with holes whose edges are straight in longitude and latitude; a place on an edge is inside.
///
/// Polygons may overlap: a place in any of them is inside.
package struct Region: Sendable, Equatable {
    package struct Vertex: Sendable, Equatable {
        package let x: Double
        package let y: Double

        package init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// Around all vertices, in the turn of longitudes that they are in.
    package let box: GeographicBox
    let polygons: [[[Vertex]]]

    /// Polygons as rings of vertices, the outer ring first; the caller has bounded their number.
    ///
    /// - Returns: nil for no vertices, or coordinates beyond any turn.
    package init?(_ polygons: [[[Vertex]]]) {
        let vertices = polygons.joined().joined()
        guard let west = vertices.map(\.x).min(), let east = vertices.map(\.x).max(),
            let south = vertices.map(\.y).min(), let north = vertices.map(\.y).max(),
            let box = GeographicBox(west: west, south: south, east: east, north: north)
        else { return nil }
        self.box = box
        self.polygons = polygons
    }

    /// Why the first polygon that is none is none, in GEOS's words: `Self-intersection[0 0]`; nil for sound ones.
    package var invalidity: String? {
        polygons.lazy.compactMap { rings in
            guard let polygon = PreparedPolygon(rings) else { return "Rings that cannot be closed" }
            return polygon.invalidity
        }.first
    }

    /// For each latitude the runs of longitudes that are inside, as positions.
    ///
    /// The longitudes rise or fall steadily and may be in another turn than the region. Cost: GEOS is asked about boxes
    /// of places, and about single ones only along the edges.
    package func runs(longitudes: [Double], latitudes: [Double]) -> [[Range<Int>]] {
        let turned = longitudes.map { box.west + offset(of: $0) }
        var places = PlacesInside(longitudes: turned, latitudes: latitudes)
        for rings in polygons {
            if let polygon = PreparedPolygon(rings) { places.mark(polygon) }
        }
        return places.runs
    }

    /// Degrees east of the west edge, 0…360; rounding does not push the edge itself round.
    private func offset(of longitude: Double) -> Double { box.offset(of: longitude) }
}

/// Which places of a grid of longitudes and latitudes are inside.
private struct PlacesInside {
    let longitudes: [Double]
    let latitudes: [Double]
    private var isInside: [[Bool]]

    init(longitudes: [Double], latitudes: [Double]) {
        self.longitudes = longitudes
        self.latitudes = latitudes
        isInside = latitudes.map { _ in [Bool](repeating: false, count: longitudes.count) }
    }

    /// Marks the places in a polygon, halving boxes of places until each is wholly inside or outside.
    mutating func mark(_ polygon: borrowing PreparedPolygon) {
        guard !longitudes.isEmpty, !latitudes.isEmpty else { return }
        // A seam of turns breaks the order of longitudes once: boxes are of columns that are in order.
        var starts = [0]
        for column in longitudes.indices.dropFirst(2)
        where (longitudes[column] > longitudes[column - 1])
            != (longitudes[column - 1] > longitudes[column - 2])
        {
            starts.append(column)
        }
        for (start, end) in zip(starts, starts.dropFirst() + [longitudes.count]) {
            mark(polygon, latitudes.indices, start..<end)
        }
    }

    private mutating func mark(
        _ polygon: borrowing PreparedPolygon,
        _ rows: Range<Int>,
        _ columns: Range<Int>
    ) {
        let xs = longitudes[columns]
        let ys = latitudes[rows]
        guard let west = xs.min(), let east = xs.max(), let south = ys.min(), let north = ys.max() else {
            return
        }
        switch polygon.holds(west: west, south: south, east: east, north: north) {
        case .none: return
        case .all:
            for row in rows {
                for column in columns { isInside[row][column] = true }
            }
        case .some where rows.count == 1 && columns.count == 1: return
        case .some where columns.count >= rows.count:
            let middle = columns.lowerBound + columns.count / 2
            mark(polygon, rows, columns.lowerBound..<middle)
            mark(polygon, rows, middle..<columns.upperBound)
        case .some:
            let middle = rows.lowerBound + rows.count / 2
            mark(polygon, rows.lowerBound..<middle, columns)
            mark(polygon, middle..<rows.upperBound, columns)
        }
    }

    var runs: [[Range<Int>]] {
        isInside.map { row in
            row.indices.reduce(into: []) { runs, column in
                guard row[column] else { return }
                if let last = runs.last, last.upperBound == column {
                    runs[runs.count - 1] = last.lowerBound..<(column + 1)
                } else {
                    runs.append(column..<(column + 1))
                }
            }
        }
    }
}
