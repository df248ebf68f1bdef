internal import Cube
internal import Glibc
internal import Grids

/// Vectors as how much and where to, whatever pair of variables tells them.
struct VectorValues {
    /// NaN where either variable has no value.
    let magnitudes: [Double]
    /// Where each points, in radians clockwise from north; meaningless where there is no magnitude.
    let bearings: [Double]

    /// `first` and `second` are the values of the pair, as many each; `turns` how far the lines of its grid are turned there, in radians
    /// anticlockwise from east, empty for not at all.
    init(_ form: VectorPair.Form, _ first: [Double], _ second: [Double], turns: [Double] = []) {
        let pairs = zip(first, second)
        switch form {
        case .geographic, .alongGrid:
            magnitudes = pairs.map { $0 * $0 + $1 * $1 }.map { $0.squareRoot() }
            bearings = pairs.enumerated().map { index, pair in
                atan2(pair.0, pair.1) - (turns.indices.contains(index) ? turns[index] : 0)
            }
        case .polar(let isFrom):
            magnitudes = pairs.map { $1.isNaN ? .nan : $0 }
            bearings = second.map { ($0 + (isFrom ? 180 : 0)) * .pi / 180 }
        }
    }

    /// In degrees clockwise from north, 0 up to 360; NaN where there is no vector or one of no length.
    func directions(isFrom: Bool) -> [Double] {
        zip(magnitudes, bearings).map { magnitude, bearing in
            guard magnitude > 0 else { return .nan }
            let degrees = bearing * 180 / .pi + (isFrom ? 180 : 0)
            let rest = degrees.truncatingRemainder(dividingBy: 360)
            return rest < 0 ? rest + 360 : rest
        }
    }

    /// What a part of the vectors is.
    func values(of kind: VectorPart.Kind) -> [Double] {
        switch kind {
        case .magnitude: magnitudes
        case .direction(let isFrom): directions(isFrom: isFrom)
        }
    }
}

extension VectorPart {
    /// Beyond so many pixels the turn is worked out for each square of a few: it changes little from cell to cell.
    private static let mostExact = 16_384
    private static let squareSide = 4

    /// How far the lines of a grid are turned under each pixel; empty where its parts are told towards east and north.
    func turns(of grid: (any Grid)?, under target: RasterTarget) -> [Double] {
        guard let grid, isTurned(on: grid) else { return [] }
        let side = target.width * target.height > Self.mostExact ? Self.squareSide : 1
        let (columns, rows) = ((target.width + side - 1) / side, (target.height + side - 1) / side)
        let squares = RasterTarget(
            system: target.system,
            minX: target.minX,
            minY: target.maxY - (target.maxY - target.minY) * Double(rows * side) / Double(target.height),
            maxX: target.minX + (target.maxX - target.minX) * Double(columns * side) / Double(target.width),
            maxY: target.maxY,
            width: columns,
            height: rows
        )
        let (cells, places) = (grid.cells(under: squares), squares.places)
        let turns = (0..<columns * rows).map { square in
            guard let cell = cells.cell(ofPixel: square, width: columns), let place = places[square] else {
                return 0.0
            }
            return grid.direction(at: cell, seenFrom: place)
        }
        if side == 1 { return turns }
        return (0..<target.height).flatMap { row in
            (0..<target.width).map { turns[row / side * columns + $0 / side] }
        }
    }

    /// The same of a place in one cell; nil where its parts are told towards east and north.
    func turn(of grid: (any Grid)?, at cell: GridCell, seenFrom place: GeographicPoint) -> Double? {
        guard let grid, isTurned(on: grid) else { return nil }
        return grid.direction(at: cell, seenFrom: place)
    }

    private func isTurned(on grid: any Grid) -> Bool {
        pair.form == .alongGrid && grid.rowCount > 1 && !grid.hasGeographicLines
    }
}
