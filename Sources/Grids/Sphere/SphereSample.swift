/// Things chosen evenly over the sphere, in several finenesses: far out one of them stands for all that lie in a pixel.
///
/// The faces of a cube around the sphere are divided into squares, whose sides are bent so that all cover about the same
/// area. Of each square that holds several things one near its middle is kept. Which square a place is in, and of which
/// fineness, follows from the place and the size of a pixel alone.
struct SphereSample: Sendable {
    /// One division: squares along an edge of the cube, and where its squares begin in `things`.
    struct Level: Sendable, Equatable {
        let side, first: Int

        var squares: Int { SphereSample.squares(side: side) }
    }

    /// The finest first; each has half as many squares as the one before.
    let levels: [Level]
    /// For each square the number of the thing that stands for those in it; −1 where fewer than two lie there, or none near
    /// the middle.
    let things: FlatArray<Int32>

    /// Fewer things are looked through at every pixel.
    static let least = 1 << 16
    /// Things a square of the finest division, about.
    private static let crowd = 3
    /// Squares along an edge of the coarsest division: a pixel that is as large sees a twentieth of the Earth.
    private static let coarsest = 8
    /// The diagonal of a square, in radians, is at most this much divided by the squares along an edge.
    static let diagonal: Float = 2.4387

    /// How far from the middle what stands for a square may be, in sides.
    fileprivate static let middle: Float = 0.25
    /// From any place of a square what stands for it is at most so far, in diagonals.
    static let farthest: Float = 0.75

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
            things = []
            return
        }
        let count = levels.reduce(0) { $0 + $1.squares }
        things = FlatArray(unsafeUninitializedCapacity: count) { things, filled in
            var squares = SampledSquares(side: finest.side)
            for position in entries.indices where entries[position].item >= 0 {
                squares.take(entries[position], Int32(truncatingIfNeeded: position), 1)
            }
            squares.write(to: &things, &filled, entries)
            for level in levels.dropFirst() {
                squares = SampledSquares(squares, side: level.side, entries)
                squares.write(to: &things, &filled, entries)
            }
        }
    }

    /// What was chosen of so many entries, as it is kept; nil where it is as much of none.
    init?(of count: Int, _ things: FlatArray<Int32>) {
        levels = Self.levels(count: count)
        self.things = things
        guard things.count == levels.reduce(0, { $0 + $1.squares }) else { return nil }
    }

    /// Whether each is a thing of a number below `count`, or none.
    func names(below count: Int) -> Bool { things.allSatisfy { $0 >= -1 && Int($0) < count } }

    /// The coarsest division in which what stands for a square is nearer to any place of it than half a pixel, given as a
    /// chord; nil where it is in none.
    func level(halfPixel: Float) -> Level? {
        levels.last { Self.farthest * Self.diagonal <= halfPixel * Float($0.side) }
    }

    /// What stands for all in the square of a place; −1 for nothing.
    @inline(__always)
    func thing(at place: UnitVector, _ level: Level) -> Int32 {
        let square = CubeSquare(x: Float(place.x), y: Float(place.y), z: Float(place.z), side: level.side)
        return things[level.first + square.number]
    }
}

/// The square of a place on the faces of a cube.
struct CubeSquare {
    let number: Int
    /// How far the place is from the square's middle, as a part of its side.
    let offset: Float

    /// Of a place that is finite; `side` is less than 2^15.
    @inline(__always)
    init(x: Float, y: Float, z: Float, side: Int) {
        let (ax, ay, az) = (abs(x), abs(y), abs(z))
        let face: Int
        let across, along: Float
        if ax >= ay, ax >= az {
            (face, across, along) = (x >= 0 ? 0 : 1, y / ax, z / ax)
        } else if ay >= az {
            (face, across, along) = (y >= 0 ? 2 : 3, x / ay, z / ay)
        } else {
            (face, across, along) = (z >= 0 ? 4 : 5, x / az, y / az)
        }
        let (column, columnOffset) = Self.index(across, side)
        let (row, rowOffset) = Self.index(along, side)
        number = (face * side + row) * side + column
        offset = max(columnOffset, rowOffset)
    }

    /// Of a number in −1…1, bent as S2 does it: squares at the edges of a face cover about as much as those in its middle.
    @inline(__always)
    private static func index(_ number: Float, _ side: Int) -> (index: Int, offset: Float) {
        let bent = number >= 0 ? 0.5 * (1 + 3 * number).squareRoot() : 1 - 0.5 * (1 - 3 * number).squareRoot()
        let place = bent * Float(side)
        // What is no number, from a damaged file, is in the first.
        let index = place >= 0 ? Int(min(place, Float(side - 1))) : 0
        return (index, abs(place - Float(index) - 0.5))
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
    func write(
        to things: inout UnsafeMutableBufferPointer<Int32>,
        _ filled: inout Int,
        _ entries: UnsafeBufferPointer<SphereEntry>
    ) {
        for square in squares {
            let stands = square.count > 1 && square.offset <= SphereSample.middle
            things.initializeElement(at: filled, to: stands ? entries[Int(square.position)].item : -1)
            filled += 1
        }
    }
}
