internal import CRS
internal import Glibc

/// Centres of cells, of which PROJ places every sixteenth of a row: between them they lie evenly, where that is right to a tenth of
/// a cell, and so do areas, which change slowly.
extension ProjectedGrid {
    private static var step: Int { 16 }
    private static var tolerance: Double { 0.1 }
    /// Cells a side of blocks that are looked at together.
    private static var block: Int { 64 }

    package func forEachRun(near target: RasterTarget, _ body: (Int, Range<Int>) -> Void) {
        let box = SphereBox(of: target)
        for top in stride(from: 0, to: rowCount, by: Self.block) {
            let rows = top..<min(top + Self.block, rowCount)
            let near = stride(from: 0, to: columnCount, by: Self.block)
                .map { $0..<min($0 + Self.block, columnCount) }
                .filter { mayMeet(box, rows: rows, columns: $0) }
            for row in rows { for columns in near { body(row, columns) } }
        }
    }

    /// Whether a block of cells may have centres in a box: its corners lie round its middle.
    private func mayMeet(_ box: SphereBox, rows: Range<Int>, columns: Range<Int>) -> Bool {
        let (left, right) = (x.centres[columns.lowerBound], x.centres[columns.upperBound - 1])
        let (top, bottom) = (y.centres[rows.lowerBound], y.centres[rows.upperBound - 1])
        let places = vectors(
            [
                (left + right) / 2, left, right, left, right, (left + right) / 2, (left + right) / 2, left,
                right,
            ],
            [
                (top + bottom) / 2, top, top, bottom, bottom, top, bottom, (top + bottom) / 2,
                (top + bottom) / 2,
            ]
        )
        guard let middle = places[0], places.allSatisfy({ $0 != nil }) else { return true }
        let farthest = places.reduce(0.0) { max($0, $1?.squaredChord(to: middle) ?? 0) }
        let around = SphereBox(around: middle, margin: Float(farthest.squareRoot() * 1.2))
        return around.squaredDistance(to: box) <= 0
    }

    /// Places on the sphere of positions on the axes; nil for what is no place.
    private func vectors(_ across: [Double], _ along: [Double]) -> [UnitVector?] {
        var (longitudes, latitudes) = (across.map { $0 * scale }, along.map { $0 * scale })
        longitudes.withUnsafeMutableBufferPointer { x in
            latitudes.withUnsafeMutableBufferPointer { y in
                guard let xs = x.baseAddress, let ys = y.baseAddress else { return }
                projector.unproject(xs, ys, count: across.count)
            }
        }
        return zip(longitudes, latitudes).map {
            $0.isFinite && abs($1) <= 90 ? UnitVector(longitude: $0, latitude: $1) : nil
        }
    }

    package func addCentres(of columns: Range<Int>, row: Int, to line: inout CentreLine) {
        guard y.centres.indices.contains(row), x.centres.indices.contains(columns) else {
            for _ in columns { line.addNone() }
            return
        }
        let height = y.width(at: row)
        var knots = Array(stride(from: columns.lowerBound, to: columns.upperBound - 1, by: Self.step))
        knots.append(columns.upperBound - 1)
        let ends = self.knots(knots.map { x.centres[$0] }, row, hasAreas: line.hasAreas)
        let middles = vectors(
            zip(knots, knots.dropFirst()).map { (x.centres[$0] + x.centres[$1]) / 2 },
            [Double](repeating: y.centres[row], count: max(knots.count - 1, 0))
        )
        add(columns.lowerBound, ends[0], height, to: &line)
        for part in 0..<knots.count - 1 where knots[part] < knots[part + 1] {
            let cells = knots[part] + 1...knots[part + 1]
            let isEven = Self.isEven(ends[part], middles[part], ends[part + 1], steps: cells.count)
            let exact = isEven ? [] : self.knots(cells.map { x.centres[$0] }, row, hasAreas: line.hasAreas)
            let (from, to) = (x.centres[knots[part]], x.centres[knots[part + 1]])
            for (index, column) in cells.enumerated() {
                let share = to == from ? 1 : (x.centres[column] - from) / (to - from)
                let knot = isEven ? Knot(between: ends[part], ends[part + 1], share) : exact[index]
                add(column, knot, height, to: &line)
            }
        }
    }

    private func add(_ column: Int, _ knot: Knot?, _ height: Double, to line: inout CentreLine) {
        guard let knot else { return line.addNone() }
        let steradians = knot.density * x.width(at: column) * height
        line.add(knot.place.place, steradians: steradians.isFinite ? steradians : evenShare)
    }

    /// A place of a row, and how many steradians a square of the axes has there.
    fileprivate struct Knot {
        let place: UnitVector
        let density: Double

        init(place: UnitVector, density: Double) { (self.place, self.density) = (place, density) }

        init?(between one: Knot?, _ other: Knot?, _ share: Double) {
            guard let one, let other,
                let place = UnitVector(
                    directionOf: one.place.x + (other.place.x - one.place.x) * share,
                    one.place.y + (other.place.y - one.place.y) * share,
                    one.place.z + (other.place.z - one.place.z) * share
                )
            else { return nil }
            self.init(place: place, density: one.density + (other.density - one.density) * share)
        }
    }

    private static func isEven(_ one: Knot?, _ middle: UnitVector?, _ other: Knot?, steps: Int) -> Bool {
        guard let one, let middle, let other, let mean = UnitVector.mean(of: [one.place, other.place]) else {
            return false
        }
        let step = one.place.squaredChord(to: other.place).squareRoot() / Double(max(steps, 1))
        return middle.squaredChord(to: mean).squareRoot() <= tolerance * step
    }

    private func knots(_ across: [Double], _ row: Int, hasAreas: Bool) -> [Knot?] {
        let along = y.centres[row]
        let places = vectors(across, [Double](repeating: along, count: across.count))
        guard hasAreas else { return places.map { $0.map { Knot(place: $0, density: 1) } } }
        // Half a cell aside on both axes: the area between them is the product of vectors.
        let (wide, high) = (x.width(at: 0) / 2, y.width(at: row) / 2)
        let beside = vectors(across.map { $0 + wide }, [Double](repeating: along, count: across.count))
        let below = vectors(across, [Double](repeating: along + high, count: across.count))
        return places.indices.map { index in
            guard let place = places[index] else { return nil }
            guard let side = beside[index], let end = below[index] else {
                return Knot(place: place, density: .nan)
            }
            return Knot(place: place, density: Self.area(place, side, end) / (wide * high))
        }
    }

    /// Of the parallelogram on two sides from a place.
    private static func area(_ place: UnitVector, _ side: UnitVector, _ end: UnitVector) -> Double {
        let (ax, ay, az) = (side.x - place.x, side.y - place.y, side.z - place.z)
        let (bx, by, bz) = (end.x - place.x, end.y - place.y, end.z - place.z)
        let (x, y, z) = (ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx)
        return (x * x + y * y + z * z).squareRoot()
    }
}
