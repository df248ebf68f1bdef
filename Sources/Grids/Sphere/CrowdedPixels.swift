/// Far out, where many things lie in a pixel, one of them stands for all: so no picture looks at all of them.
///
/// It lies in the pixel: nearer to its centre than half of its shorter side. What is chosen depends on the pixel's place and
/// size alone, not on the picture around it. Where few things lie in a pixel what answers at its centre is looked for.
struct CrowdedPixels {
    private let tree: TreePointers
    private let pixels: PixelVectors
    /// For each row of pixels; nil where pixels are not crowded.
    private let levels: [SphereSample.Level?]

    /// `isFilling` unless no pixel is to be taken for crowded.
    init(_ tree: TreePointers, pixels: PixelVectors, isFilling: Bool = true) {
        (self.tree, self.pixels) = (tree, pixels)
        levels = (0..<pixels.height).map { row in
            isFilling ? SphereSample.level(tree.levels, halfPixel: pixels.halfPixel(row: row)) : nil
        }
    }

    /// Calls `body` with the number (row-major) of each crowded pixel of a block, and what stands for it; the others, as far
    /// as they are a place, are added to those that are left.
    @inline(__always)
    func fill(
        _ block: PixelVectors.Block,
        leaving left: inout [PixelVectors.Placed],
        _ body: (Int, Int) -> Void
    ) {
        for row in block.rows {
            for column in block.columns {
                let place = pixels.vector(column: column, row: row)
                guard place.x.isFinite, place.y.isFinite else { continue }
                let thing = thing(at: place, row: row)
                if thing >= 0 {
                    body(row * pixels.width + column, thing)
                } else {
                    left.append(
                        PixelVectors.Placed(
                            pixel: PixelVectors.Pixel(column: column, row: row),
                            place: place
                        )
                    )
                }
            }
        }
    }

    /// What stands for a pixel of a row, by the vector of its centre; −1 for nothing.
    ///
    /// The squares around the pixel are looked at, its own first; those of another face are not.
    @inline(__always)
    private func thing(at place: UnitVector, row: Int) -> Int {
        guard let level = levels[row] else { return -1 }
        let (x, y, z) = (Float(place.x), Float(place.y), Float(place.z))
        // However numbers of four bytes err, it lies in the pixel.
        let half = pixels.halfPixel(row: row)
        let near = max(half - SphereTree.slack(half), 0)
        let square = CubeSquare(x: x, y: y, z: z, side: level.side)
        let window = tree.windows[level.firstWindow + square.face]
        let own = window.number(column: square.column, row: square.row)
        let found = thing(of: own, x, y, z, near * near)
        guard found < 0 else { return found }
        let beside = square.beside
        let column = window.number(column: beside.column, row: square.row)
        let row = window.number(column: square.column, row: beside.row)
        let first = thing(of: beside.isColumnNearer ? column : row, x, y, z, near * near)
        guard first < 0 else { return first }
        let second = thing(of: beside.isColumnNearer ? row : column, x, y, z, near * near)
        guard second < 0 else { return second }
        return thing(of: window.number(column: beside.column, row: beside.row), x, y, z, near * near)
    }

    /// What stands for a square, if it is as near; −1 otherwise, and for no square.
    @inline(__always)
    private func thing(of square: Int, _ x: Float, _ y: Float, _ z: Float, _ squaredChord: Float) -> Int {
        guard square >= 0 else { return -1 }
        let position = Int(tree.positions[square])
        // A file may be damaged while it is mapped.
        guard position >= 0, position < tree.entries.count else { return -1 }
        let entry = tree.entries[position]
        let (dx, dy, dz) = (entry.x - x, entry.y - y, entry.z - z)
        return dx * dx + dy * dy + dz * dz <= squaredChord ? Int(entry.item) : -1
    }
}
