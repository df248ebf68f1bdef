internal import Cube
internal import Execution
internal import Failures
internal import Grids

/// The cells of a grid that a style draws one by one, with where they lie on the picture.
struct CellPlaces: Sendable {
    /// Each once for each place where the picture shows it.
    let cells: [GridCell]
    /// Their centres.
    let centres: [PicturePoint]
    /// The lines around them; empty where only centres are wanted.
    let outlines: [[PicturePoint]]

    /// Centres that are looked at for one picture.
    private static let mostCentres = 1_000_000
    /// Centres that are drawn: more are not told apart.
    private static let mostDrawn = 20_000
    /// Pixels from one place to the next at which outlines are looked for: smaller cells have none.
    private static let outlineStep = 4
    private static let seconds = 10.0

    /// Those whose centres lie on the picture, or within so many pixels around it.
    ///
    /// - Throws: `tooLarge` where there are more than can be told apart; `timedOut`.
    init(centresOf grid: any Grid, on target: RasterTarget, margin: Double, limits: Limits) throws(Failure) {
        var (cells, centres): ([GridCell], [PicturePoint]) = ([], [])
        if let box = target.footprint(margin: margin) {
            var limits = limits
            limits.outputCells = min(limits.outputCells, Self.mostCentres)
            let bounds = PlacingBounds(limits: limits, context: .background(seconds: Self.seconds))
            let found = try grid.cells(in: .box(box), within: bounds)
            for cell in found.map({ $0.inner == nil ? $0.cells : [] }) ?? [] {
                guard let place = grid.centre(of: cell) else { continue }
                for position in target.positions(of: place, margin: margin) {
                    cells.append(cell)
                    centres.append(PicturePoint(x: position.x, y: position.y))
                }
                guard cells.count <= Self.mostDrawn else {
                    throw .tooLarge(
                        limit: .outputCells,
                        allowed: Self.mostDrawn,
                        requested: found?.cells.count ?? cells.count,
                        advice: nil
                    )
                }
            }
        }
        (self.cells, self.centres, outlines) = (cells, centres, [])
    }

    /// Those that are large enough on the picture for their outlines to be seen; none where most are not.
    init(outlinesOf grid: any Grid, on target: RasterTarget, margin: Double) {
        let step = Double(Self.outlineStep)
        let lattice = Lattice(over: target, step: step, margin: margin)
        let map = grid.cells(under: lattice.target)
        var (cells, centres, outlines): ([GridCell], [PicturePoint], [[PicturePoint]]) = ([], [], [])
        var known: Set<Int> = []
        var held = 0
        for place in 0..<lattice.count {
            guard let cell = map.cell(ofPixel: place, width: lattice.columns) else { continue }
            held += 1
            guard known.insert(cell.row * grid.columnCount + cell.column).inserted,
                let outline = grid.outline(of: cell)
            else { continue }
            let (row, column) = place.quotientAndRemainder(dividingBy: lattice.columns)
            let point = lattice.point(column: Double(column), row: Double(row))
            let centre = RasterTarget.Position(x: point.x, y: point.y)
            guard let line = target.line(through: outline, around: centre) else { continue }
            cells.append(cell)
            centres.append(point)
            outlines.append(line.map { PicturePoint(x: $0.x, y: $0.y) })
        }
        let isClose = known.count * 2 <= held
        (self.cells, self.centres) = isClose ? (cells, centres) : ([], [])
        self.outlines = isClose ? outlines : []
    }

    /// The number of the one whose centre is nearest to a place, within so many pixels.
    func nearest(to place: PicturePoint, within pixels: Double) -> Int? {
        let distances = centres.map {
            ($0.x - place.x) * ($0.x - place.x) + ($0.y - place.y) * ($0.y - place.y)
        }
        // Of equally near ones the last is drawn above the others.
        let best = distances.indices.reversed().min { distances[$0] < distances[$1] }
        return best.flatMap { distances[$0] <= pixels * pixels ? $0 : nil }
    }
}
