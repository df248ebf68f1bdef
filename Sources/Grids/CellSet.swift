package import CRS
package import Failures

/// What of the Earth a box or polygons cover: edges are straight in longitude and latitude and belong to it.
package enum Footprint: Sendable, Equatable {
    case box(GeographicBox)
    case region(Region)

    /// The least box around it.
    var box: GeographicBox {
        switch self {
        case .box(let box): box
        case .region(let region): region.box
        }
    }

    /// The middle of a box, the inner place of polygons: where what holds no cell's centre lies.
    ///
    /// - Throws: as `Region.innerPlace`, an interruption as a failure.
    func innerPlace(within bounds: PlacingBounds) throws(Failure) -> InnerPlace {
        switch self {
        case .box(let box):
            InnerPlace(
                GeographicPoint(longitude: box.west + box.width / 2, latitude: (box.south + box.north) / 2)
            )
        case .region(let region):
            try bounds.looking { try region.innerPlace(limits: bounds.limits, context: bounds.context) }
        }
    }
}

/// The cells of a grid that a place means, with the coordinates by which an answer names them.
package struct CellSet: Sendable, Equatable {
    /// Where the centres of the cells are, in degrees but for `plane`.
    package enum Centres: Sendable, Equatable {
        /// A longitude for each column and a latitude for each row. Longitudes rise (or fall) steadily, whatever the turn.
        case lines(longitudes: [Double], latitudes: [Double])
        /// A place for each cell that is meant, row by row: the grid's lines are none of longitude and latitude.
        case scattered([GeographicPoint])
        /// A position for each column and for each row, in the units of the grid's own projection.
        case plane(x: [Double], y: [Double], NamedSystem)
    }

    /// Runs of columns (the x dimension) and of rows (the y dimension), in the order of the answer.
    package let columns: [IndexRange]
    package let rows: [IndexRange]
    package let centres: Centres
    /// For each row the runs of columns that are meant, as positions in the answer; nil where all are.
    package let inside: [[Range<Int>]]?
    /// Where no centre lay inside the place: what stands for it, whose cell this is.
    package let inner: InnerPlace?

    package init(
        columns: [IndexRange],
        rows: [IndexRange],
        centres: Centres,
        inside: [[Range<Int>]]? = nil,
        inner: InnerPlace? = nil
    ) {
        self.columns = columns
        self.rows = rows
        self.centres = centres
        self.inside = inside
        self.inner = inner
    }

    /// A cell of which nothing is kept: some cell stands in its place, and is not meant.
    package init(missingAt centre: GeographicPoint, inner: InnerPlace? = nil) {
        self.init(
            columns: [IndexRange(start: 0, count: 1)],
            rows: [IndexRange(start: 0, count: 1)],
            centres: .lines(longitudes: [centre.longitude], latitudes: [centre.latitude]),
            inside: [[]],
            inner: inner
        )
    }

    /// One cell; `longitude` is that of its centre in the turn of the question.
    package init(
        _ cell: GridCell,
        centre: GeographicPoint,
        isScattered: Bool = false,
        inner: InnerPlace? = nil
    ) {
        self.init(
            columns: [IndexRange(start: cell.column, count: 1)],
            rows: [IndexRange(start: cell.row, count: 1)],
            centres: isScattered
                ? .scattered([centre]) : .lines(longitudes: [centre.longitude], latitudes: [centre.latitude]),
            inner: inner
        )
    }
}

extension CellSet {
    /// Each cell that is meant, in the order of the answer.
    package var cells: [GridCell] {
        let columns = columns.flatMap { range in (0..<range.count).map { range.start + $0 * range.stride } }
        let rows = rows.flatMap { range in (0..<range.count).map { range.start + $0 * range.stride } }
        return rows.enumerated().flatMap { number, row in
            let meant = inside.map { $0.indices.contains(number) ? $0[number] : [] } ?? [0..<columns.count]
            return meant.flatMap { $0.clamped(to: 0..<columns.count) }.map {
                GridCell(column: columns[$0], row: row)
            }
        }
    }
}

extension Grid {
    /// The cells whose centres lie in a footprint or, where none does, the cell that holds its inner place, be nothing
    /// kept of it; nil where that too lies outside the grid.
    ///
    /// - Throws: as `cells(in:within:)`.
    package func cellsOrOne(of footprint: Footprint, within bounds: PlacingBounds) throws(Failure)
        -> CellSet?
    {
        if let cells = try cells(in: footprint, within: bounds) { return cells }
        let inner = try footprint.innerPlace(within: bounds)
        guard let cell = cell(containing: inner.place) else {
            return missingCell(containing: inner.place).map {
                CellSet(missingAt: $0.turned(towards: inner.place), inner: inner)
            }
        }
        guard let centre = place(of: cell, holding: inner.place)?.turned(towards: inner.place) else {
            return nil
        }
        return CellSet(cell, centre: centre, isScattered: !hasGeographicLines, inner: inner)
    }
}

extension GeographicPoint {
    /// The same place, whole turns nearer to another's longitude.
    fileprivate func turned(towards other: GeographicPoint) -> GeographicPoint {
        let turns = ((other.longitude - longitude) / 360).rounded()
        return GeographicPoint(longitude: longitude + 360 * turns, latitude: latitude)
    }
}
