internal import CRS
internal import Glibc

/// In which pixels of a picture centres of cells lie: a pixel has its upper and its left edge.
struct CentrePixels: Sendable {
    private let target: RasterTarget

    /// Turns that a picture may go round the Earth: each centre is in it as often.
    private static let mostTurns = 4.0
    /// What is farther away is no place of a picture.
    private static let farthest = 1e9

    /// Nil for a picture that goes round more often than anybody looks at.
    init?(_ target: RasterTarget) {
        self.target = target
        guard let turn = target.turn else { return }
        guard abs(target.minX) < Self.farthest, abs(target.maxX) < Self.farthest,
            target.maxX - target.minX <= Self.mostTurns * turn
        else { return nil }
    }

    /// Calls `body` with the index of a centre in its line and each pixel (row-major) in which it lies.
    func forEach(_ line: CentreLine, _ body: (Int, Int) -> Void) {
        guard case .projected(let system) = target.system else { return inLines(line, body) }
        var (x, y) = (line.longitudes, line.latitudes)
        x.withUnsafeMutableBufferPointer { x in
            y.withUnsafeMutableBufferPointer { y in
                guard let xs = x.baseAddress, let ys = y.baseAddress else { return }
                system.projector.project(xs, ys, count: line.count)
            }
        }
        for index in 0..<line.count where line.latitudes[index].isFinite {
            guard let row = target.row(atY: y[index]), let column = target.column(atX: x[index]) else {
                continue
            }
            body(index, row * target.width + column)
        }
    }

    private func inLines(_ line: CentreLine, _ body: (Int, Int) -> Void) {
        guard let turn = target.turn else { return }
        for index in 0..<line.count {
            let (x, y) = target.coordinates(
                longitude: line.longitudes[index],
                latitude: line.latitudes[index]
            )
            guard let row = target.row(atY: y), x.isFinite, abs(x) < Self.farthest else { continue }
            var place = x + ((target.minX - x) / turn).rounded(.up) * turn
            while place < target.maxX {
                if let column = target.column(atX: place) { body(index, row * target.width + column) }
                place += turn
            }
        }
    }
}

extension RasterTarget {
    /// What is added to x and is the same place; nil in a projection.
    fileprivate var turn: Double? {
        switch system {
        case .geographic: 360
        case .webMercator: 2 * .pi * Self.radius
        case .projected: nil
        }
    }

    /// Of a picture that is in no other projection.
    fileprivate func coordinates(longitude: Double, latitude: Double) -> (x: Double, y: Double) {
        guard case .webMercator = system else { return (longitude, latitude) }
        return (
            longitude * .pi / 180 * Self.radius,
            asinh(tan(latitude * .pi / 180)) * Self.radius
        )
    }

    /// The column in which an x lies; nil outside.
    fileprivate func column(atX x: Double) -> Int? {
        let column = (x - minX) * Double(width) / (maxX - minX)
        return column >= 0 && column < Double(width) ? Int(column) : nil
    }
}
