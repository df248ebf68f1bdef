/// Things chosen evenly over the part of the sphere where there are any, in several finenesses: far out one of them stands
/// for all that lie in a pixel.
///
/// The faces of a cube around the sphere are divided into squares, whose sides are bent so that all cover about the same
/// area. Of each square that holds several things one near its middle is kept. Which square a place is in, and of which
/// fineness, follows from the place and the size of a pixel alone.
struct SphereSample: Sendable {
    /// One division: squares along an edge of the cube.
    struct Level: Sendable, Equatable {
        let side: Int
        /// Where its six windows begin in `windows`, one for each face.
        let firstWindow: Int
    }

    /// The squares of a face that are kept, row by row: those from the first to the last in which there is anything.
    struct Window: Sendable {
        let column, row: Int32
        let width, height: Int32
        /// Where they begin in `positions`.
        let first: Int

        /// Where a square is in `positions`; −1 for one that is not kept.
        @inline(__always)
        func number(column: Int, row: Int) -> Int {
            let (across, along) = (column - Int(self.column), row - Int(self.row))
            guard across >= 0, across < Int(width), along >= 0, along < Int(height) else { return -1 }
            return first + along * Int(width) + across
        }
    }

    /// Where on the faces there is anything.
    let spread: CubeSpread
    /// The finest first; each has half as many squares as the one before.
    let levels: [Level]
    let windows: FlatArray<Window>
    /// For each square where the thing that stands for those in it is among the entries; −1 where fewer than two lie there.
    let positions: FlatArray<Int32>

    /// Fewer things are looked through at every pixel.
    static let least = 1 << 16
    /// Things a square of the finest division, about.
    private static let crowd = 3
    /// Squares along an edge of the coarsest division: a pixel that is as large sees a twentieth of the Earth.
    private static let coarsest = 8.0
    /// Squares along an edge of the finest, for things that lie along lines; numbers of four bytes tell them well apart.
    private static let finest = 32_767.0
    /// The diagonal of a square, in radians, is at most this much divided by the squares along an edge.
    static let diagonal: Float = 2.4387

    /// From most places of a square what stands for it is no farther than this, in diagonals.
    private static let usual: Float = 0.75
    /// From most places one of those that stand for the squares around is no farther than this.
    private static let nearest: Float = 0.45

    /// Sides of the divisions, whose number of squares halves from one to the next.
    private static func sides(from finest: Double) -> some Sequence<Double> {
        sequence(first: finest) { $0 / 2.0.squareRoot() }.prefix { $0 >= coarsest }
    }

    /// The squares of all divisions at most: as many as where so many things lie all over the sphere.
    static func squares(count: Int) -> Int {
        guard count >= least else { return 0 }
        return sides(from: (Double(count) / Double(crowd * 6)).squareRoot())
            .reduce(0) { $0 + 6 * Int($1) * Int($1) }
    }

    /// Bytes that it takes for good at most.
    static func bytes(count: Int) -> Int {
        squares(count: count) * MemoryLayout<Int32>.size
    }

    /// Bytes that choosing takes beside: the squares of two divisions, which are fewer than all.
    static func bytesMeanwhile(count: Int) -> Int { squares(count: count) * SampledSquares.bytesPerSquare }

    /// The divisions for so many things.
    private static func divided(_ spread: CubeSpread, count: Int) -> (levels: [Level], windows: [Window]) {
        let most = squares(count: count)
        guard most > 0 else { return ([], []) }
        let evenly = (Double(count) / Double(crowd) / max(spread.area, 1e-9)).squareRoot()
        var finest = min(evenly, Self.finest)
        while sides(from: finest).reduce(0, { $0 + spread.squares(side: Int($1)) }) > most { finest *= 0.98 }
        var (levels, windows, first) = ([Level](), [Window](), 0)
        for side in sides(from: finest) {
            levels.append(Level(side: Int(side), firstWindow: windows.count))
            for face in 0..<CubeSpread.faces {
                let (columns, rows) = spread.window(face, side: Int(side))
                windows.append(
                    Window(
                        column: Int32(columns.lowerBound),
                        row: Int32(rows.lowerBound),
                        width: Int32(columns.count),
                        height: Int32(rows.count),
                        first: first
                    )
                )
                first += columns.count * rows.count
            }
        }
        return (levels, windows)
    }

    private static func squares(_ windows: [Window]) -> Int {
        windows.last.map { $0.first + Int($0.width) * Int($0.height) } ?? 0
    }

    init(_ entries: UnsafeBufferPointer<SphereEntry>) {
        spread = entries.count >= Self.least ? CubeSpread(of: entries) : CubeSpread()
        let (levels, windows) = Self.divided(spread, count: entries.count)
        self.levels = levels
        self.windows = FlatArray(windows)
        positions = FlatArray(unsafeUninitializedCapacity: Self.squares(windows)) { positions, filled in
            var finer: SampledSquares?
            for level in levels {
                let part = windows[level.firstWindow..<level.firstWindow + CubeSpread.faces]
                var squares = SampledSquares(side: level.side, Array(part))
                if let finer { squares.take(finer, entries) } else { squares.take(entries) }
                squares.write(to: &positions, &filled)
                finer = squares
            }
        }
    }

    /// What was chosen of so many entries, as it is kept; nil where it is as much of none.
    init?(of count: Int, _ spread: FlatArray<Float>, _ positions: FlatArray<Int32>) {
        guard let spread = CubeSpread(spread) else { return nil }
        self.spread = spread
        let (levels, windows) = Self.divided(spread, count: count)
        self.levels = levels
        self.windows = FlatArray(windows)
        self.positions = positions
        guard positions.count == Self.squares(windows) else { return nil }
    }

    /// Whether each is a position below `count`, or none.
    func lies(below count: Int) -> Bool { positions.allSatisfy { $0 >= -1 && Int($0) < count } }

    /// The coarsest division of whose squares there is mostly one at a pixel with something in the pixel, half of which is
    /// given as a chord; nil where it is in none.
    static func level(_ levels: UnsafeBufferPointer<Level>, halfPixel: Float) -> Level? {
        levels.last { usual * diagonal <= halfPixel * Float($0.side) }
            ?? levels.first { nearest * diagonal <= halfPixel * Float($0.side) }
    }
}
