/// What a tree's boxes are asked for: a part of the sphere.
protocol SphereShape: Sendable {
    /// False only where nothing of a box lies in the shape.
    func mayMeet(_ box: SphereBox) -> Bool
}

/// A single place: the things that may hold it.
struct PlaceShape: SphereShape {
    private let lowX, lowY, lowZ, highX, highY, highZ: Float

    init(_ place: UnitVector) {
        // Boxes are rounded outwards: the place, wherever rounding puts it, is between its neighbours.
        let (x, y, z) = (Float(place.x), Float(place.y), Float(place.z))
        (lowX, lowY, lowZ) = (x.nextDown, y.nextDown, z.nextDown)
        (highX, highY, highZ) = (x.nextUp, y.nextUp, z.nextUp)
    }

    func mayMeet(_ box: SphereBox) -> Bool {
        box.lowX <= highX && box.highX >= lowX && box.lowY <= highY && box.highY >= lowY && box.lowZ <= highZ
            && box.highZ >= lowZ
    }
}

/// All places no farther than a distance from one.
struct CapShape: SphereShape {
    private let x, y, z, bound: Float

    init(around place: UnitVector, squaredChord: Double) {
        (x, y, z) = (Float(place.x), Float(place.y), Float(place.z))
        bound = SphereTree.bound(squaredChord)
    }

    func mayMeet(_ box: SphereBox) -> Bool { box.squaredDistance(x: x, y: y, z: z) <= bound }

    /// False only for a thing whose centre is not in it.
    func mayHold(_ entry: SphereEntry) -> Bool {
        let (dx, dy, dz) = (entry.x - x, entry.y - y, entry.z - z)
        return dx * dx + dy * dy + dz * dz <= bound
    }
}

extension SphereTree {
    /// The leaves that may meet a shape, in their order, as numbers of nodes.
    ///
    /// No memory is taken: from a node the next one follows by arithmetic.
    struct Nodes<Shape: SphereShape>: Sequence, IteratorProtocol {
        private let boxes: FlatArray<SphereBox>
        private let shape: Shape
        /// The next node to be looked at; 0 after the last.
        private var node = 1

        fileprivate init(_ tree: SphereTree, _ shape: Shape) {
            boxes = tree.boxes
            self.shape = shape
        }

        mutating func next() -> Int? {
            let leaves = boxes.count / 2
            while node > 0 {
                guard shape.mayMeet(boxes[node]) else {
                    skip()
                    continue
                }
                guard node >= leaves else {
                    node *= 2
                    continue
                }
                let found = node
                skip()
                return found
            }
            return nil
        }

        /// To the next node that is not below this one: the sibling of the nearest one above that is a left child.
        private mutating func skip() {
            node += 1
            node >>= node.trailingZeroBitCount
            if node == 1 { node = 0 }
        }
    }

    func nodes<Shape: SphereShape>(meeting shape: Shape) -> Nodes<Shape> { Nodes(self, shape) }

    /// The leaves that may meet a shape, in their order, as positions of `entries`.
    func leaves<Shape: SphereShape>(meeting shape: Shape) -> some Sequence<Range<Int>> {
        let first = leafCount
        return nodes(meeting: shape).lazy.map { entries(ofLeaf: $0 - first) }
    }
}
