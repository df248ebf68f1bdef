internal import CRS
internal import Execution
package import Failures

extension ProjectedGrid {
    package var hasGeographicLines: Bool { false }

    package func hasSameCells(as other: any Grid) -> Bool {
        guard let other = other as? ProjectedGrid else { return false }
        return projector.definition == other.projector.definition && scale == other.scale
            && x.centres == other.x.centres && x.edges == other.x.edges
            && y.centres == other.y.centres && y.edges == other.y.edges
    }

    package func cut(to box: GeographicBox) -> GridCut? {
        guard let window = window(around: box) else { return .nothing }
        return cut(to: box, rows: window.rows, columns: window.columns)
    }

    /// Cells whose places are looked at for one footprint: two million take half a second.
    private static let maxCandidates = 1 << 21

    /// A footprint has no straight edges here: the places of all cells in a window around it are looked at.
    ///
    /// - Throws: `tooLarge` for a window of more cells than an answer may have; as `Region.holds`.
    package func cells(in footprint: Footprint, within bounds: PlacingBounds) throws(Failure) -> CellSet? {
        guard let window = window(around: footprint.box) else { return nil }
        try bounds.check(columns: window.columns.count, rows: window.rows.count, most: Self.maxCandidates)
        let places = try places(in: window, bounds)
        let isInside = try bounds.looking { try footprint.holds(places, bounds) }
        return scattered(places, isInside, window)
    }

    /// The centres of a window's cells, row by row; infinite for those off the projection.
    private func places(in window: Window, _ bounds: PlacingBounds) throws(Failure) -> [GeographicPoint] {
        try bounds.looking {
            try window.rows.flatMap { row in
                try bounds.context.check()
                return window.columns.map { column in
                    projector.place(x: x.centres[column] * scale, y: y.centres[row] * scale)
                }
            }
        }
    }

    /// The cells of a window that are inside, in the least window around them.
    private func scattered(_ places: [GeographicPoint], _ isInside: [Bool], _ window: Window) -> CellSet? {
        let width = window.columns.count
        var (first, last, top, bottom) = (Int.max, -1, Int.max, -1)
        for place in places.indices where isInside[place] {
            let (row, column) = place.quotientAndRemainder(dividingBy: width)
            (first, last) = (min(first, column), max(last, column))
            (top, bottom) = (min(top, row), max(bottom, row))
        }
        guard last >= 0 else { return nil }
        var inside: [[Range<Int>]] = []
        var centres: [GeographicPoint] = []
        for row in top...bottom {
            var runs: [Range<Int>] = []
            for column in first...last where isInside[row * width + column] {
                centres.append(places[row * width + column])
                let position = column - first
                if let run = runs.last, run.upperBound == position {
                    runs[runs.count - 1] = run.lowerBound..<(position + 1)
                } else {
                    runs.append(position..<(position + 1))
                }
            }
            inside.append(runs)
        }
        let columns = (window.columns.lowerBound + first)...(window.columns.lowerBound + last)
        let rows = (window.rows.lowerBound + top)...(window.rows.lowerBound + bottom)
        return CellSet(
            columns: [IndexRange(Range(columns))],
            rows: [IndexRange(Range(rows))],
            centres: .scattered(centres),
            inside: inside
        )
    }
}

/// Windows of columns and rows that hold every cell in a box of longitudes and latitudes, and few others.
extension ProjectedGrid {
    fileprivate struct Window {
        let columns: Range<Int>
        let rows: Range<Int>

        init?(_ columns: Range<Int>, _ rows: Range<Int>) {
            guard !columns.isEmpty, !rows.isEmpty else { return nil }
            (self.columns, self.rows) = (columns, rows)
        }
    }

    /// Points a side of the lattice whose projected places bound the window.
    private static let latticeSide = 33
    /// Degrees beyond which a box may bend round the projection: then all cells are looked at.
    private static let widestBox = 120.0

    fileprivate func window(around box: GeographicBox) -> Window? {
        let whole = Window(0..<x.count, 0..<y.count)
        guard !isAngular, box.width <= Self.widestBox, x.order != .unordered, y.order != .unordered,
            let (across, along) = projectedSpans(of: box)
        else { return whole }
        return Window(Self.indices(of: x, in: across), Self.indices(of: y, in: along))
    }

    private static func indices(of axis: CellAxis, in span: ClosedRange<Double>) -> Range<Int> {
        guard let found = axis.indices(from: span.lowerBound, to: span.upperBound).first else { return 0..<0 }
        return found.start..<(found.last + 1)
    }

    /// The least and the greatest position of a lattice in the box, widened by its steps; nil where a part of the box is
    /// not on the projection.
    private func projectedSpans(of box: GeographicBox) -> (x: ClosedRange<Double>, y: ClosedRange<Double>)? {
        let side = Self.latticeSide
        let (south, north) = (max(box.south, -90), min(box.north, 90))
        var positions: [(x: Double, y: Double)] = []
        for row in 0..<side {
            for column in 0..<side {
                let share = (Double(column) / Double(side - 1), Double(row) / Double(side - 1))
                let place = GeographicPoint(
                    longitude: box.west + share.0 * box.width,
                    latitude: south + share.1 * (north - south)
                )
                let projected = projector.project(place)
                guard projected.x.isFinite, projected.y.isFinite else { return nil }
                positions.append((projected.x / scale, projected.y / scale))
            }
        }
        return (
            Self.widened(positions.map(\.x), rowLength: side),
            Self.widened(positions.map(\.y), rowLength: side)
        )
    }

    /// From the least to the greatest of some values on a lattice, and by the largest step between neighbours beyond.
    private static func widened(_ values: [Double], rowLength: Int) -> ClosedRange<Double> {
        var (least, greatest, step) = (Double.infinity, -Double.infinity, 0.0)
        for (index, value) in values.enumerated() {
            (least, greatest) = (min(least, value), max(greatest, value))
            if index % rowLength > 0 { step = max(step, abs(value - values[index - 1])) }
            if index >= rowLength { step = max(step, abs(value - values[index - rowLength])) }
        }
        return (least - step)...(greatest + step)
    }
}
