/// Which part of each face of a cube around the sphere holds anything: a rectangle.
struct CubeSpread: Sendable, Equatable {
    /// For each face the least and the greatest place across it, and those along it; the least is above the greatest where
    /// there is nothing.
    private(set) var bounds: [Float]

    static let faces = 6
    private static let nothing: [Float] = [1, 0, 1, 0]

    /// Of nothing.
    init() {
        bounds = (0..<Self.faces).flatMap { _ in Self.nothing }
    }

    /// Of those entries that are not taken away.
    init(of entries: UnsafeBufferPointer<SphereEntry>) {
        var bounds = CubeSpread().bounds
        bounds.withUnsafeMutableBufferPointer { bounds in
            for entry in entries where entry.item >= 0 {
                let square = CubeSquare(x: entry.x, y: entry.y, z: entry.z, side: 1)
                let first = 4 * square.face
                bounds[first] = min(bounds[first], square.across)
                bounds[first + 1] = max(bounds[first + 1], square.across)
                bounds[first + 2] = min(bounds[first + 2], square.along)
                bounds[first + 3] = max(bounds[first + 3], square.along)
            }
        }
        self.bounds = bounds
    }

    /// As it is kept; nil for numbers that are no bounds.
    init?(_ bounds: FlatArray<Float>) {
        guard bounds.count == 4 * Self.faces, bounds.allSatisfy({ (0...1).contains($0) }) else { return nil }
        self.bounds = Array(bounds)
    }

    /// The areas of the rectangles together, of six faces.
    var area: Double {
        (0..<Self.faces).reduce(0) { area, face in
            let (wide, high) = (
                bounds[4 * face + 1] - bounds[4 * face], bounds[4 * face + 3] - bounds[4 * face + 2]
            )
            return area + Double(max(wide, 0)) * Double(max(high, 0))
        }
    }

    /// The squares of a face that meet its rectangle, by columns and rows.
    func window(_ face: Int, side: Int) -> (columns: Range<Int>, rows: Range<Int>) {
        (range(4 * face, side), range(4 * face + 2, side))
    }

    private func range(_ first: Int, _ side: Int) -> Range<Int> {
        guard bounds[first] <= bounds[first + 1] else { return 0..<0 }
        return CubeSquare.index(bounds[first], side)..<CubeSquare.index(bounds[first + 1], side) + 1
    }

    /// How many they are on all faces.
    func squares(side: Int) -> Int {
        (0..<Self.faces).reduce(0) { count, face in
            let (columns, rows) = window(face, side: side)
            return count + columns.count * rows.count
        }
    }
}
