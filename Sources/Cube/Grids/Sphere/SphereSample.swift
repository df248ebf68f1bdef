/// Things chosen evenly over the sphere, in several finenesses: far out one of them stands for all that lie in a pixel.
///
/// The faces of a cube around the sphere are divided into squares, whose sides are bent so that all cover about the same
/// area. Of each square that holds several things one near its middle is kept. Which square a place is in, and of which
/// fineness, follows from the place and the size of a pixel alone.
struct SphereSample: Sendable {
    /// One division: squares along an edge of the cube, and where its squares begin in `positions`.
    struct Level: Sendable, Equatable {
        let side, first: Int

        var squares: Int { SphereSample.squares(side: side) }
    }

    /// The finest first; each has half as many squares as the one before.
    let levels: [Level]
    /// For each square where the thing that stands for those in it is among the entries; −1 where fewer than two lie there.
    let positions: FlatArray<Int32>

    /// Fewer things are looked through at every pixel.
    static let least = 1 << 16
    /// Things a square of the finest division, about.
    private static let crowd = 3
    /// Squares along an edge of the coarsest division: a pixel that is as large sees a twentieth of the Earth.
    private static let coarsest = 8
    /// The diagonal of a square, in radians, is at most this much divided by the squares along an edge.
    static let diagonal: Float = 2.4387

    /// From most places of a square what stands for it is no farther than this, in diagonals.
    private static let usual: Float = 0.75
    /// From most places one of those that stand for the squares around is no farther than this.
    private static let nearest: Float = 0.45

    static func squares(side: Int) -> Int { 6 * side * side }

    /// The divisions for so many things.
    private static func levels(count: Int) -> [Level] {
        guard count >= least else { return [] }
        var (levels, first) = ([Level](), 0)
        var side = (Double(count) / Double(crowd * 6)).squareRoot()
        while Int(side) >= coarsest {
            levels.append(Level(side: Int(side), first: first))
            first += squares(side: Int(side))
            side /= 2.0.squareRoot()
        }
        return levels
    }

    /// Bytes that it takes for good.
    static func bytes(count: Int) -> Int {
        levels(count: count).reduce(0) { $0 + $1.squares } * MemoryLayout<Int32>.size
    }

    init(_ entries: UnsafeBufferPointer<SphereEntry>) {
        let levels = Self.levels(count: entries.count)
        self.levels = levels
        guard let finest = levels.first else {
            positions = []
            return
        }
        let count = levels.reduce(0) { $0 + $1.squares }
        positions = FlatArray(unsafeUninitializedCapacity: count) { positions, filled in
            var squares = SampledSquares(side: finest.side)
            for position in entries.indices where entries[position].item >= 0 {
                squares.take(entries[position], Int32(truncatingIfNeeded: position), 1)
            }
            squares.write(to: &positions, &filled)
            for level in levels.dropFirst() {
                squares = SampledSquares(squares, side: level.side, entries)
                squares.write(to: &positions, &filled)
            }
        }
    }

    /// What was chosen of so many entries, as it is kept; nil where it is as much of none.
    init?(of count: Int, _ positions: FlatArray<Int32>) {
        levels = Self.levels(count: count)
        self.positions = positions
        guard positions.count == levels.reduce(0, { $0 + $1.squares }) else { return nil }
    }

    /// Whether each is a position below `count`, or none.
    func lies(below count: Int) -> Bool { positions.allSatisfy { $0 >= -1 && Int($0) < count } }

    /// The coarsest division of whose squares there is mostly one at a pixel with something in the pixel, half of which is
    /// given as a chord; nil where it is in none.
    func level(halfPixel: Float) -> Level? {
        levels.last { Self.usual * Self.diagonal <= halfPixel * Float($0.side) }
            ?? levels.first { Self.nearest * Self.diagonal <= halfPixel * Float($0.side) }
    }
}

/// The square of a place on the faces of a cube.
struct CubeSquare {
    private let face, side: Int
    /// 0…1 from one edge of the face to the other.
    private let across, along: Float
    private let column, row: Int

    /// Of a place that is finite; `side`, squares along an edge, is less than 2^15.
    @inline(__always)
    init(x: Float, y: Float, z: Float, side: Int) {
        self.side = side
        let (ax, ay, az) = (abs(x), abs(y), abs(z))
        if ax >= ay, ax >= az {
            (face, across, along) = (x >= 0 ? 0 : 1, Self.bent(y / ax), Self.bent(z / ax))
        } else if ay >= az {
            (face, across, along) = (y >= 0 ? 2 : 3, Self.bent(x / ay), Self.bent(z / ay))
        } else {
            (face, across, along) = (z >= 0 ? 4 : 5, Self.bent(x / az), Self.bent(y / az))
        }
        (column, row) = (Self.index(across, side), Self.index(along, side))
    }

    /// Of a number in −1…1, bent as S2 does it: squares at the edges of a face cover about as much as those in its middle.
    @inline(__always)
    private static func bent(_ number: Float) -> Float {
        let root = 0.5 * (1 + 3 * abs(number)).squareRoot()
        return number >= 0 ? root : 1 - root
    }

    /// What is no number, from a damaged file, is in the first.
    @inline(__always)
    private static func index(_ number: Float, _ side: Int) -> Int {
        let place = number * Float(side)
        return place >= 0 ? Int(min(place, Float(side - 1))) : 0
    }

    @inline(__always)
    var number: Int { number(column, row) }

    @inline(__always)
    private func number(_ column: Int, _ row: Int) -> Int { (face * side + row) * side + column }

    /// From the square's middle to the place, in sides.
    @inline(__always)
    private var way: (across: Float, along: Float) {
        (across * Float(side) - Float(column) - 0.5, along * Float(side) - Float(row) - 0.5)
    }

    /// How far the place is from the square's middle, as a part of its side.
    @inline(__always)
    var offset: Float { max(abs(way.across), abs(way.along)) }

    /// The three other squares that meet in the corner nearest to the place, the nearest first; −1 for those beyond the edge
    /// of the face.
    @inline(__always)
    var beside: (Int, Int, Int) {
        let way = way
        let (column, row) = (column + (way.across < 0 ? -1 : 1), row + (way.along < 0 ? -1 : 1))
        let (isColumn, isRow) = (column >= 0 && column < side, row >= 0 && row < side)
        let (one, other) = (isColumn ? number(column, self.row) : -1, isRow ? number(self.column, row) : -1)
        let (first, second) = abs(way.across) >= abs(way.along) ? (one, other) : (other, one)
        return (first, second, isColumn && isRow ? number(column, row) : -1)
    }
}

/// Squares while things are put into them.
private struct SampledSquares {
    private struct Square {
        /// Of the thing nearest to the middle, among the entries.
        var position: Int32 = -1
        var count: Int32 = 0
        var offset = Float.infinity
    }

    private let side: Int
    private var squares: [Square]

    init(side: Int) {
        self.side = side
        squares = [Square](repeating: Square(), count: SphereSample.squares(side: side))
    }

    /// A coarser division, which takes what the finer one has chosen.
    init(_ finer: SampledSquares, side: Int, _ entries: UnsafeBufferPointer<SphereEntry>) {
        self.init(side: side)
        for square in finer.squares where square.count > 0 {
            take(entries[Int(square.position)], square.position, square.count)
        }
    }

    @inline(__always)
    mutating func take(_ entry: SphereEntry, _ position: Int32, _ count: Int32) {
        let place = CubeSquare(x: entry.x, y: entry.y, z: entry.z, side: side)
        squares[place.number].count &+= count
        guard place.offset < squares[place.number].offset else { return }
        squares[place.number].offset = place.offset
        squares[place.number].position = position
    }

    /// Writes the thing of each square behind those that are there.
    func write(to positions: inout UnsafeMutableBufferPointer<Int32>, _ filled: inout Int) {
        for square in squares {
            positions.initializeElement(at: filled, to: square.count > 1 ? square.position : -1)
            filled += 1
        }
    }
}
