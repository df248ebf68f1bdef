/// The things around a block of pixels, sorted by squares of a plane that touches the sphere in the block's middle.
///
/// Read in the order of the tree, they cost a fraction of what as many walks down the tree do. Straight down onto the plane
/// no two places come to lie farther apart than they are: what is nearest in squares around a pixel is nearest of all where
/// it is nearer than their border.
struct PlaneCells {
    /// In the order of the tree, and in that of squares; what is beyond `count` is of blocks before.
    private var gathered: [SphereEntry] = []
    private var sorted: [SphereEntry] = []
    /// The square of each gathered thing.
    private var squares: [Int32] = []
    private var count = 0
    /// Where the things of each square begin, and where those of the last end.
    private var starts: [Int32] = []
    private var frame = PlaneFrame()
    private(set) var nearest = NearestThing()

    /// Things that are looked through for each pixel at most: more cost more than walks.
    private static let most = 64
    /// Things of one square at most: beyond that they are too unevenly spread.
    private static let crowd = 48
    /// Squares around a pixel's own that are looked at, on either side, in the end.
    private static let rings = 2

    /// Takes the things below some nodes that lie no farther than `margin` from a block's pixels, by the axes of the plane.
    ///
    /// - Returns: false where these are too many for the pixels that will be asked for, or too unevenly spread.
    mutating func take(
        _ block: PixelVectors.Block,
        _ pixelCount: Int,
        of pixels: PixelVectors,
        margin: Float,
        below nodes: [Int32],
        _ tree: SphereTree
    ) -> Bool {
        guard let cap = pixels.cap(around: block),
            let frame = PlaneFrame(around: block, of: pixels, cap, margin: margin)
        else { return false }
        self.frame = frame
        starts.removeAll(keepingCapacity: true)
        starts.append(contentsOf: repeatElement(0, count: frame.columns * frame.rows + 1))
        // All of the rectangle, whose corners lie farther out on the sphere than on the plane.
        let radius = 1.02 * (cap.radius + 1.5 * Double(margin))
        let shape = CapShape(around: cap.middle, squaredChord: radius * radius)
        return gather(nodes, shape, Self.most * pixelCount, tree) && sort()
    }

    private mutating func makeRoom(for most: Int) {
        guard gathered.count < most else { return }
        let nowhere = SphereEntry(x: .nan, y: .nan, z: .nan, item: -1)
        gathered = [SphereEntry](repeating: nowhere, count: most)
        sorted = gathered
        squares = [Int32](repeating: 0, count: most)
    }

    /// Things of the rectangle, and how many each square has.
    private mutating func gather(_ nodes: [Int32], _ shape: CapShape, _ most: Int, _ tree: SphereTree) -> Bool
    {
        makeRoom(for: most + SphereTree.leafSize)
        let (leaves, frame) = (tree.leafCount, frame)
        count = 0
        for root in nodes {
            var node = Int(root)
            let end = TreeCut.next(node)
            repeat {
                guard shape.mayMeet(tree.boxes[node]) else {
                    node = TreeCut.next(node)
                    continue
                }
                guard node >= leaves else {
                    node *= 2
                    continue
                }
                take(tree.entries(ofLeaf: node - leaves), of: tree, frame)
                guard count <= most else { return false }
                node = TreeCut.next(node)
            } while node != end
        }
        return count > 0
    }

    @inline(__always)
    private mutating func take(_ positions: Range<Int>, of tree: SphereTree, _ frame: PlaneFrame) {
        for position in positions {
            let entry = tree.entries[position]
            let (u, v) = frame.squares(entry.x, entry.y, entry.z)
            // What is taken away is no number, and in no square.
            guard u >= 0, u < Float(frame.columns), v >= 0, v < Float(frame.rows) else { continue }
            let square = Int(v) * frame.columns + Int(u)
            gathered[count] = entry
            squares[count] = Int32(truncatingIfNeeded: square)
            starts[square] += 1
            count += 1
        }
    }

    /// Sorts the gathered things by their squares.
    private mutating func sort() -> Bool {
        var end: Int32 = 0
        for square in starts.indices {
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

    /// Looks for what is nearest to one of the block's pixels: in the squares at whose common corner it lies, else in those
    /// around.
    ///
    /// - Returns: false where that may lie beyond what was looked at.
    mutating func look(at place: UnitVector) -> Bool {
        let (x, y, z) = (Float(place.x), Float(place.y), Float(place.z))
        let (u, v) = frame.squares(x, y, z)
        guard u >= 0, u < Float(frame.columns), v >= 0, v < Float(frame.rows) else { return false }
        let (column, row) = (Int(u), Int(v))
        for ring in 0...Self.rings {
            let west = ring > 0 ? column - ring : u - Float(column) < 0.5 ? column - 1 : column
            let south = ring > 0 ? row - ring : v - Float(row) < 0.5 ? row - 1 : row
            let (east, north) = (west + max(2 * ring, 1), south + max(2 * ring, 1))
            // Beyond the rectangle nothing was gathered.
            guard west >= 0, south >= 0, east < frame.columns, north < frame.rows else { return false }
            look(x, y, z, west...east, south...north)
            guard nearest.item >= 0 else { continue }
            let border =
                frame.side
                * min(
                    u - Float(west),
                    Float(east + 1) - u,
                    v - Float(south),
                    Float(north + 1) - v
                )
            let distance = nearest.distance
            if distance + 4 * SphereTree.slack(distance) < border { return true }
        }
        return false
    }

    @inline(__always)
    private mutating func look(
        _ x: Float,
        _ y: Float,
        _ z: Float,
        _ columns: ClosedRange<Int>,
        _ rows: ClosedRange<Int>
    ) {
        var found = NearestThing()
        sorted.withUnsafeBufferPointer { sorted in
            for row in rows {
                let line = row * frame.columns
                for index in Int(
                    starts[line + columns.lowerBound]
                )..<Int(starts[line + columns.upperBound + 1]) {
                    let entry = sorted[index]
                    let (dx, dy, dz) = (entry.x - x, entry.y - y, entry.z - z)
                    _ = found.meet(Int(entry.item), dx * dx + dy * dy + dz * dz)
                }
            }
        }
        nearest = found
    }
}
