internal import Glibc

extension CurvilinearGrid {
    package func forEachRun(near target: RasterTarget, _ body: (Int, Range<Int>) -> Void) {
        forEachRun(of: [cells.tree], near: target, columns: cells.columns, rows: cells.rows, body)
    }

    /// Areas in degrees beside the centre: right to a percent, but for the few cells around a pole.
    package func addCentres(of columns: Range<Int>, row: Int, to line: inout CentreLine) {
        for column in columns {
            let item = row * cells.columns + column
            guard let place = cells.places[item] else {
                line.addNone()
                continue
            }
            line.add(place, steradians: cells.steradians(of: item, place))
        }
    }
}

extension CurvilinearCells {
    private static let radians = Double.pi / 180

    /// How large a cell is: between its stated corners, else as far as half-way to its neighbours, up to the square of the local
    /// spacing.
    fileprivate func steradians(of item: Int, _ centre: GeographicPoint) -> Double {
        let parallel = cos(centre.latitude * Self.radians)
        if let corners {
            return abs(Self.area(of: (0..<4).compactMap { corners[4 * item + $0] }, centre)) * parallel
                * Self.radians * Self.radians
        }
        let spacing = spacing(of: item)
        let (across, along) = (
            way(item, centre, by: 1, item % columns), way(item, centre, by: columns, item / columns)
        )
        guard let across, let along else { return spacing * spacing }
        let area = abs(across.x * along.y - across.y * along.x) * parallel * Self.radians * Self.radians
        return min(area, spacing * spacing)
    }

    /// Degrees from one cell to the next along the rows or the columns; nil where there is none on either side.
    private func way(_ item: Int, _ centre: GeographicPoint, by step: Int, _ position: Int) -> SIMD2<Double>?
    {
        let count = step == 1 ? columns : rows
        let ways = [-1, 1].compactMap { side -> SIMD2<Double>? in
            guard (0..<count).contains(position + side), let other = places[item + side * step] else {
                return nil
            }
            return Self.degrees(from: centre, to: other) * Double(side)
        }
        guard let first = ways.first, let last = ways.last else { return nil }
        return (first + last) / 2
    }

    private static func degrees(from centre: GeographicPoint, to other: GeographicPoint) -> SIMD2<Double> {
        SIMD2(
            (other.longitude - centre.longitude).remainder(dividingBy: 360),
            other.latitude - centre.latitude
        )
    }

    /// Square degrees of an outline as on a plane.
    private static func area(of corners: [GeographicPoint], _ centre: GeographicPoint) -> Double {
        let points = corners.map { degrees(from: centre, to: $0) }
        return points.indices.reduce(0.0) { sum, index in
            let (one, other) = (points[index], points[(index + 1) % points.count])
            return sum + (one.x * other.y - one.y * other.x) / 2
        }
    }
}
