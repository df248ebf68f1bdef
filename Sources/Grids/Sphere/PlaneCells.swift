/// The things around a block of pixels, sorted by squares of a plane that touches the sphere in the block's middle.
///
/// Read in the order of the tree, they cost a fraction of what as many walks down the tree do. Straight down onto the plane
/// no two places come to lie farther apart than they are: what is nearest in squares around a pixel is nearest of all where
/// it is nearer than their border.
struct PlaneCells: ~Copyable {
    /// In the order of the tree, and in that of squares; what is beyond `count` is of blocks before.
    private var gathered = UnsafeMutableBufferPointer<SphereEntry>(start: nil, count: 0)
    private var sorted = UnsafeMutableBufferPointer<SphereEntry>(start: nil, count: 0)
    /// The square of each gathered thing.
    private var squares = UnsafeMutableBufferPointer<Int32>(start: nil, count: 0)
    private var count = 0
    /// Where the things of each square begin, and where those of the last end.
    private var starts = UnsafeMutableBufferPointer<Int32>(start: nil, count: 0)
    private var frame = PlaneFrame()

    /// Things that are looked through for each pixel at most: more cost more than walks.
    private static let most = 64
    /// Things of one square at most: beyond that they are too unevenly spread.
    private static let crowd = 48
    /// Squares around a pixel's own that are looked at, on either side, in the end.
    private static let rings = 2
    /// Squares among which others are counted at most.
    private static let mostSquares: Float = 5

    init() {}

    deinit {
        gathered.deallocate()
        sorted.deallocate()
        squares.deallocate()
        starts.deallocate()
    }

    /// Takes the things of a tree that lie no farther than `margin` from some pixels, by the axes of the plane.
    ///
    /// - Returns: false where these are too many for the pixels, or too unevenly spread.
    mutating func take(
        around pixels: [PixelVectors.Placed],
        margin: Float,
        of tree: TreePointers
    ) -> Bool {
        guard let cap = pixels.cap, let frame = PlaneFrame(around: pixels, cap, margin: margin) else {
            return false
        }
        self.frame = frame
        let most = Self.most * pixels.count
        makeRoom(for: most + SphereTree.leafSize, squares: frame.columns * frame.rows + 1)
        // All of the rectangle, whose corners lie farther out on the sphere than on the plane.
        let radius = 1.02 * (cap.radius + 1.5 * Double(margin))
        let shape = CapShape(around: cap.middle, squaredChord: radius * radius)
        return gather(shape, most, tree) && sort()
    }

    private mutating func makeRoom(for most: Int, squares count: Int) {
        if gathered.count < most {
            gathered.deallocate()
            sorted.deallocate()
            squares.deallocate()
            let nowhere = SphereEntry(x: .nan, y: .nan, z: .nan, item: -1)
            gathered = .allocate(capacity: most)
            gathered.initialize(repeating: nowhere)
            sorted = .allocate(capacity: most)
            sorted.initialize(repeating: nowhere)
            squares = .allocate(capacity: most)
            squares.initialize(repeating: 0)
        }
        if starts.count < count {
            starts.deallocate()
            starts = .allocate(capacity: count)
        }
        starts[..<count].update(repeating: 0)
    }

    /// Things of the rectangle, and how many each square has.
    private mutating func gather(_ shape: CapShape, _ most: Int, _ tree: TreePointers) -> Bool {
        let (gathered, squares, starts, frame) = (gathered, squares, starts, frame)
        var count = 0
        let isMore = tree.visit(below: 1, where: { shape.mayMeet($0) }) { positions, _ in
            for position in positions {
                let entry = tree.entries[position]
                let square = frame.square(entry.x, entry.y, entry.z)
                guard square >= 0 else { continue }
                gathered[count] = entry
                squares[count] = Int32(truncatingIfNeeded: square)
                starts[square] &+= 1
                count += 1
            }
            return count > most
        }
        self.count = count
        return count > 0 && !isMore
    }

    /// Sorts the gathered things by their squares.
    private mutating func sort() -> Bool {
        let (gathered, sorted, squares, starts) = (gathered, sorted, squares, starts)
        var end: Int32 = 0
        for square in 0...frame.columns * frame.rows {
            guard starts[square] <= Self.crowd else { return false }
            end += starts[square]
            starts[square] = end
        }
        for index in 0..<count {
            let square = Int(squares[index])
            starts[square] -= 1
            sorted[Int(starts[square])] = gathered[index]
        }
        return true
    }

    /// Looks for what is nearest to one of the pixels: in the squares at whose common corner it lies, else in those around.
    ///
    /// - Returns: nil where that may lie beyond what was looked at; positions are those of `thing(at:)`.
    func nearest(to place: UnitVector) -> NearestThing? {
        let (x, y, z) = (Float(place.x), Float(place.y), Float(place.z))
        let (u, v) = frame.squares(x, y, z)
        guard u >= 0, u < Float(frame.columns), v >= 0, v < Float(frame.rows) else { return nil }
        let (column, row) = (Int(u), Int(v))
        for ring in 0...Self.rings {
            let west = ring > 0 ? column - ring : u - Float(column) < 0.5 ? column - 1 : column
            let south = ring > 0 ? row - ring : v - Float(row) < 0.5 ? row - 1 : row
            let (east, north) = (west + max(2 * ring, 1), south + max(2 * ring, 1))
            // Beyond the rectangle nothing was gathered.
            guard west >= 0, south >= 0, east < frame.columns, north < frame.rows else { return nil }
            var nearest = NearestThing()
            forEachThing(west...east, south...north, x, y, z) { nearest.meet($0, $1) }
            guard nearest.position >= 0 else { continue }
            let (toWest, toEast) = (u - Float(west), Float(east + 1) - u)
            let (toSouth, toNorth) = (v - Float(south), Float(north + 1) - v)
            let border = frame.side * min(toWest, toEast, toSouth, toNorth)
            let distance = nearest.distance
            if distance + 4 * SphereTree.slack(distance) < border { return nearest }
        }
        return nil
    }

    /// One of the gathered things.
    @inline(__always)
    func thing(at position: Int) -> SphereEntry { sorted[position] }

    /// How many things are no farther from a place than a distance, and how many no farther than a shorter one, by numbers of
    /// four bytes; nil where some may lie beyond what was gathered.
    @inline(__always)
    func count(around place: SphereEntry, within distance: Float, and shorter: Float = 0)
        -> (all: Int, near: Int)?
    {
        let (u, v) = frame.squares(place.x, place.y, place.z)
        let reach = distance * frame.sidesPerRadius
        guard 2 * reach < Self.mostSquares, u >= reach, v >= reach, u + reach < Float(frame.columns),
            v + reach < Float(frame.rows)
        else { return nil }
        var (all, near) = (0, 0)
        let (square, shorter) = (distance * distance, shorter * shorter)
        forEachThing(
            Int(u - reach)...Int(u + reach),
            Int(v - reach)...Int(v + reach),
            place.x,
            place.y,
            place.z
        ) {
            if $1 <= square { all += 1 }
            if $1 <= shorter { near += 1 }
        }
        return (all, near)
    }

    /// Calls `body` with the things of some squares: where they are in the order of squares, and the squares of their
    /// distances from a place.
    @inline(__always)
    private func forEachThing(
        _ columns: ClosedRange<Int>,
        _ rows: ClosedRange<Int>,
        _ x: Float,
        _ y: Float,
        _ z: Float,
        _ body: (Int, Float) -> Void
    ) {
        for row in rows {
            let line = row * frame.columns
            let end = Int(starts[line + columns.upperBound + 1])
            for index in Int(starts[line + columns.lowerBound])..<end {
                let entry = sorted[index]
                let (dx, dy, dz) = (entry.x - x, entry.y - y, entry.z - z)
                body(index, dx * dx + dy * dy + dz * dz)
            }
        }
    }
}
