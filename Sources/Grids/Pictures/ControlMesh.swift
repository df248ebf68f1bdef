internal import CRS
internal import Glibc

/// Projects every pixel centre of a picture through few calls of PROJ: from its place to a projection, or from a picture in
/// a projection to its place.
///
/// A block of pixels is projected at its corners, edge middles and centre; where the bilinear surface through the
/// corners meets the other five within an eighth of a pixel it serves for the whole block, elsewhere the block is
/// quartered. 65,536 calls would cost 10–19 ms, the mesh well under one.
struct ControlMesh {
    private let target: RasterTarget
    /// Where places are wanted; nil for longitudes and latitudes themselves.
    private let projector: Projector?

    private static let blockSize = RasterTarget.blockSide
    /// Tolerated error in pixels.
    private static let tolerance = 0.125

    init(target: RasterTarget, projector: Projector) {
        self.target = target
        self.projector = projector
    }

    /// Of longitudes, in any turn, and latitudes.
    init(placesOf target: RasterTarget) {
        self.target = target
        projector = nil
    }

    /// Calls `body` with each pixel's index (row-major) and projected coordinates, or place; infinity where there are none.
    func forEachPixel(_ body: (Int, Double, Double) -> Void) {
        for top in stride(from: 0, to: target.height, by: Self.blockSize) {
            for left in stride(from: 0, to: target.width, by: Self.blockSize) {
                let right = min(left + Self.blockSize, target.width) - 1
                let bottom = min(top + Self.blockSize, target.height) - 1
                fill(Block(left: left, top: top, right: right, bottom: bottom), body)
            }
        }
    }

    /// Pixels from left to right and top to bottom, all included.
    private struct Block {
        let left, top, right, bottom: Int

        var isSmall: Bool { right - left < 2 && bottom - top < 2 }
    }

    private func fill(_ block: Block, _ body: (Int, Double, Double) -> Void) {
        if block.isSmall { return fillExactly(block, body) }
        let xs = [Double(block.left), Double(block.left + block.right) / 2, Double(block.right)]
        let ys = [Double(block.top), Double(block.top + block.bottom) / 2, Double(block.bottom)]
        let (x, y) = projected(ys.flatMap { y in xs.map { (column: $0, row: y) } })
        let steps = (across: block.right - block.left, down: block.bottom - block.top)
        let surface =
            projector == nil
            ? Bilinear(longitudes: x, latitudes: y, steps) : Bilinear(x, y, steps)
        if let surface { return fill(block, from: surface, body) }
        let middleX = (block.left + block.right) / 2
        let middleY = (block.top + block.bottom) / 2
        for (left, right) in [(block.left, middleX), (middleX + 1, block.right)] where left <= right {
            for (top, bottom) in [(block.top, middleY), (middleY + 1, block.bottom)] where top <= bottom {
                fill(Block(left: left, top: top, right: right, bottom: bottom), body)
            }
        }
    }

    private func fill(_ block: Block, from surface: Bilinear, _ body: (Int, Double, Double) -> Void) {
        for row in block.top...block.bottom {
            let v = block.bottom > block.top ? Double(row - block.top) / Double(block.bottom - block.top) : 0
            for column in block.left...block.right {
                let u =
                    block.right > block.left
                    ? Double(column - block.left) / Double(block.right - block.left) : 0
                let (x, y) = surface.at(u, v)
                body(row * target.width + column, x, y)
            }
        }
    }

    private func fillExactly(_ block: Block, _ body: (Int, Double, Double) -> Void) {
        var places: [(column: Double, row: Double)] = []
        var pixels: [Int] = []
        for row in block.top...block.bottom {
            for column in block.left...block.right {
                places.append((Double(column), Double(row)))
                pixels.append(row * target.width + column)
            }
        }
        let (x, y) = projected(places)
        for (index, pixel) in pixels.enumerated() { body(pixel, x[index], y[index]) }
    }

    /// Projected coordinates of pixel centres given by (fractional) column and row.
    private func projected(_ places: [(column: Double, row: Double)]) -> ([Double], [Double]) {
        var (x, y) = target.places(places)
        guard let projector else { return (x, y) }
        x.withUnsafeMutableBufferPointer { x in
            y.withUnsafeMutableBufferPointer { y in
                guard let xs = x.baseAddress, let ys = y.baseAddress else { return }
                projector.project(xs, ys, count: places.count)
            }
        }
        return (x, y)
    }

    /// The surface through the corners of a block, if it fits the nine control points.
    private struct Bilinear {
        private let x: (Double, Double, Double, Double)
        private let y: (Double, Double, Double, Double)

        /// The same of places: longitudes in the turn of the first, and lengths as they are on the Earth.
        init?(longitudes: [Double], latitudes: [Double], _ steps: (across: Int, down: Int)) {
            let near = longitudes.map { $0 - 360 * (($0 - longitudes[0]) / 360).rounded() }
            self.init(near, latitudes, steps, heedsShorter: true) { latitude in cos(latitude * .pi / 180) }
        }

        /// Takes control points row by row, three by three.
        ///
        /// `steps` are pixel steps through the block, `width` is how long a unit of x is at a y in units of y. Errors are held
        /// against the longer side of a pixel, or the shorter.
        init?(
            _ xs: [Double],
            _ ys: [Double],
            _ steps: (across: Int, down: Int),
            heedsShorter: Bool = false,
            width: (Double) -> Double = { _ in 1 }
        ) {
            guard (xs + ys).allSatisfy(\.isFinite) else { return nil }
            x = (xs[0], xs[2], xs[6], xs[8])
            y = (ys[0], ys[2], ys[6], ys[8])
            func length(_ one: Int, _ other: Int) -> Double {
                abs(xs[other] - xs[one]) * min(width(ys[one]), width(ys[other])) + abs(ys[other] - ys[one])
            }
            let across = length(0, 2) / Double(max(steps.across, 1))
            let down = length(0, 6) / Double(max(steps.down, 1))
            let hasBoth = steps.across > 0 && steps.down > 0
            let pixel = heedsShorter && hasBoth ? min(across, down) : max(across, down)
            for (index, (u, v)) in [(0.5, 0.0), (0, 0.5), (0.5, 0.5), (1, 0.5), (0.5, 1)].enumerated() {
                let control = [1, 3, 4, 5, 7][index]
                let (atX, atY) = at(u, v)
                let error = abs(atX - xs[control]) * width(ys[control]) + abs(atY - ys[control])
                guard error <= pixel * ControlMesh.tolerance else { return nil }
            }
        }

        func at(_ u: Double, _ v: Double) -> (Double, Double) {
            (Self.mix(x, u, v), Self.mix(y, u, v))
        }

        private static func mix(_ corners: (Double, Double, Double, Double), _ u: Double, _ v: Double)
            -> Double
        {
            let top = corners.0 + (corners.1 - corners.0) * u
            let bottom = corners.2 + (corners.3 - corners.2) * u
            return top + (bottom - top) * v
        }
    }
}
