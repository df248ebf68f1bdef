internal import Glibc

extension RectilinearGrid {
    /// Cells of one axis that a picture's average may look at: more than any level that is drawn from has.
    private static let mostCovered = 1 << 20
    /// Degrees that its longitudes may span, so that a pixel is looked for in few turns.
    private static let mostTurned = 1080.0

    package func weights(under target: RasterTarget, by resampling: Resampling) -> CellWeights? {
        guard longitudes.order != .unordered, latitudes.order != .unordered else { return nil }
        switch resampling {
        case .nearest: return nil
        case .bilinear:
            return target.isSeparable ? .lines(bilinear(target)) : .lists(scatteredBilinear(target))
        case .average: return target.isSeparable ? average(target).map { .lines($0) } : averaged(target)
        }
    }

    package func weights(
        under target: RasterTarget,
        column: Int,
        row: Int,
        by resampling: Resampling
    ) -> CellWeights? {
        if resampling == .average, !target.isSeparable {
            guard longitudes.order != .unordered, latitudes.order != .unordered else { return nil }
            return averaged(target, only: PixelVectors.Pixel(column: column, row: row))
        }
        let isAverage = resampling == .average
        let part = isAverage ? target : target.pixel(column: column, row: row)
        let weights = weights(under: part, by: resampling)
        guard isAverage, case .lines(let lines) = weights else { return weights }
        return .lines(lines.part(columns: column..<column + 1, rows: row..<row + 1))
    }

    private func bilinear(_ target: RasterTarget) -> CrossedLines {
        let cells = cells(under: target)
        var (columns, rows) = (LineWeights(pixels: target.width), LineWeights(pixels: target.height))
        for (pixel, column) in cells.columns.enumerated() {
            guard column >= 0 else {
                columns.endPixel()
                continue
            }
            let near = inTurn(target.longitude(ofColumn: pixel), ofColumn: Int(column))
            longitudes.addMixed(Int(column), at: near, turn: isCyclic ? 360 : nil, to: &columns)
        }
        for (pixel, row) in cells.rows.enumerated() {
            guard row >= 0 else {
                rows.endPixel()
                continue
            }
            let place = target.latitude(ofRow: pixel)
            latitudes.addMixed(Int(row), at: place, turn: nil, to: &rows)
        }
        return CrossedLines(columns: columns, rows: rows, needsOwn: true)
    }

    /// Areas on the sphere: of a column its degrees, of a row those of the sine.
    private func average(_ target: RasterTarget) -> CrossedLines? {
        guard longitudes.haveExtent, latitudes.haveExtent, isBounded(target) else { return nil }
        var (columns, rows) = (LineWeights(pixels: target.width), LineWeights(pixels: target.height))
        for pixel in 0..<target.width {
            addCovered(
                from: target.longitude(ofColumn: Double(pixel) - 0.5),
                to: target.longitude(ofColumn: Double(pixel) + 0.5),
                to: &columns
            )
            columns.endShares()
        }
        for pixel in 0..<target.height {
            latitudes.addCovered(
                from: max(target.latitude(ofRow: Double(pixel) + 0.5), -90),
                to: min(target.latitude(ofRow: Double(pixel) - 0.5), 90),
                to: &rows
            ) { sin($0 * .pi / 180) }
            rows.endShares()
        }
        return CrossedLines(columns: columns, rows: rows, needsOwn: false)
    }

    /// Adds the columns of an interval of longitudes in every turn, of which no place counts twice.
    private func addCovered(from west: Double, to east: Double, to line: inout LineWeights) {
        guard let span = longitudes.span, west.isFinite, east.isFinite, abs(west) < Self.farthest,
            abs(east) < Self.farthest
        else { return }
        let east = min(east, west + 360)
        // What lies beyond a turn is there already: a column that is repeated would count twice.
        let begin = seam(of: span)
        let end = min(span.upperBound, begin + 360)
        let first = ((begin - east) / 360).rounded(.up)
        let last = ((end - west) / 360).rounded(.down)
        guard first <= last else { return }
        for turn in stride(from: first, through: last, by: 1) {
            let (lower, upper) = (max(west + 360 * turn, begin), min(east + 360 * turn, end))
            longitudes.addCovered(from: lower, to: upper, to: &line) { $0 }
        }
    }

    /// Where the turn begins that the columns answer for: of cells that span more than one half-way between the centres of the first
    /// and the one before it in the turn before, as far as both cells reach (see `column(containing:)`).
    private func seam(of span: ClosedRange<Double>) -> Double {
        let first = longitudes.order == .descending ? longitudes.count - 1 : 0
        let least = longitudes.centres[first]
        // A column that is repeated is no other one.
        let other = longitudes.indexOfLargest(notAbove: least + 360 - Self.cyclicTolerance)
        guard span.upperBound - 360 > span.lowerBound, let other, other != first,
            let own = longitudes.extent(at: first), let before = longitudes.extent(at: other)
        else { return span.lowerBound }
        let (begin, end) = (min(own.0, own.1), max(before.0, before.1) - 360)
        let middle = least + (longitudes.centres[other] - 360 - least) / 2
        return min(max(middle, min(begin, end)), max(begin, end))
    }

    /// Whether a picture covers no more cells than are looked at.
    private func isBounded(_ target: RasterTarget) -> Bool {
        guard let span = longitudes.span, span.upperBound - span.lowerBound <= Self.mostTurned else {
            return false
        }
        let south = target.latitude(ofRow: Double(target.height) - 0.5)
        let rows = latitudes.countCovered(from: south, to: target.latitude(ofRow: -0.5))
        let width = target.longitude(ofColumn: Double(target.width) - 0.5) - target.longitude(ofColumn: -0.5)
        // A picture that goes round several times has every column as often.
        let turns = (abs(width) / 360).rounded(.up) + 1
        return rows <= Self.mostCovered && Double(longitudes.count) * turns <= Double(Self.mostCovered)
    }
}
