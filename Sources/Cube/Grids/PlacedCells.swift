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

    /// The middle of a box, the centre of area of polygons: where what holds no cell's centre lies.
    var centroid: GeographicPoint {
        switch self {
        case .box(let box):
            GeographicPoint(longitude: box.west + box.width / 2, latitude: (box.south + box.north) / 2)
        case .region(let region): region.centroid
        }
    }
}

/// The cells of a grid that a place means, with the coordinates by which an answer names them.
package struct PlacedCells: Sendable, Equatable {
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
    /// Where no centre lay inside the place: its own centre, whose cell this is; in a plane x and y.
    package let centroid: GeographicPoint?

    package init(
        columns: [IndexRange],
        rows: [IndexRange],
        centres: Centres,
        inside: [[Range<Int>]]? = nil,
        centroid: GeographicPoint? = nil
    ) {
        self.columns = columns
        self.rows = rows
        self.centres = centres
        self.inside = inside
        self.centroid = centroid
    }

    /// One cell; `longitude` is that of its centre in the turn of the question.
    init(
        _ cell: GridCell,
        centre: GeographicPoint,
        isScattered: Bool = false,
        centroid: GeographicPoint? = nil
    ) {
        self.init(
            columns: [IndexRange(start: cell.column, count: 1)],
            rows: [IndexRange(start: cell.row, count: 1)],
            centres: isScattered
                ? .scattered([centre]) : .lines(longitudes: [centre.longitude], latitudes: [centre.latitude]),
            centroid: centroid
        )
    }
}

extension HorizontalGrid {
    /// The cells whose centres lie in a footprint or, where none does, the cell that holds its centroid; nil where the
    /// centroid too lies outside the grid.
    ///
    /// - Throws: as `cells(in:within:)`.
    func cellsOrCentroid(of footprint: Footprint, within bounds: PlacingBounds) throws(Failure)
        -> PlacedCells?
    {
        if let cells = try cells(in: footprint, within: bounds) { return cells }
        let centroid = footprint.centroid
        guard let cell = cell(containing: centroid), let centre = centre(of: cell) else { return nil }
        let turns = ((centroid.longitude - centre.longitude) / 360).rounded()
        return PlacedCells(
            cell,
            centre: GeographicPoint(longitude: centre.longitude + 360 * turns, latitude: centre.latitude),
            isScattered: !hasGeographicLines,
            centroid: centroid
        )
    }
}
