/// How far around each node of a mesh there are faces on all sides: there no face need be looked for.
///
/// That is so where each edge that ends in a node is one of two faces, up to the nearest of the edges around these. Faces are
/// counted as they are written: two that are the same, or lie over each other, may seem to close a gap beside a node.
struct SurroundedNodes {
    /// For each node the chord, 0 for one at the rim.
    let chords: FlatArray<Float>

    /// Corners of a face, up to which each of its edges is looked at for each corner.
    private static let mostCorners = 8
    /// Beyond it the line of an edge comes near again on the other side of the Earth.
    private static let farthest: Float = 0.5

    init(_ faces: FaceTable, nodes: FixedVectors) {
        var count = Surroundings(count: nodes.count)
        nodes.components.withUnsafeBufferPointer { nodes in
            faces.corners.withUnsafeBufferPointer { corners in
                guard let nodes = nodes.baseAddress else { return }
                for face in 0..<faces.count {
                    let place = faces.corners(of: face).indices
                    guard place.upperBound <= corners.count else { continue }
                    count.add(UnsafeBufferPointer(rebasing: corners[place]), nodes)
                }
            }
        }
        chords = count.chords(upTo: Self.farthest)
    }

    /// Bytes that counting takes, and what is found.
    static func bytesMeanwhile(nodes: Int) -> Int {
        nodes * (MemoryLayout<UInt64>.stride + 2 * MemoryLayout<Float>.stride)
    }

    private struct Surroundings {
        /// Marks of the neighbours that were met once, all in one.
        private var open: [UInt64]
        private var least: [Float]

        init(count: Int) {
            open = [UInt64](repeating: 0, count: count)
            least = [Float](repeating: .infinity, count: count)
        }

        /// The corners are nodes.
        mutating func add(_ face: UnsafeBufferPointer<Int32>, _ nodes: UnsafePointer<Int32>) {
            guard face.count >= 3 else { return }
            for corner in face.indices {
                let node = Int(face[corner])
                guard open.indices.contains(node) else { continue }
                let (before, after) = (
                    face[(corner + face.count - 1) % face.count], face[(corner + 1) % face.count]
                )
                open[node] ^= Self.mark(before) ^ Self.mark(after)
                least[node] = min(least[node], Self.distance(corner, face, nodes))
            }
        }

        /// A number that with others makes none but by itself.
        private static func mark(_ node: Int32) -> UInt64 {
            var mark = UInt64(UInt32(bitPattern: node)) &+ 0x9E37_79B9_7F4A_7C15
            mark = (mark ^ (mark >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mark = (mark ^ (mark >> 27)) &* 0x94D0_49BB_1331_11EB
            return mark ^ (mark >> 31)
        }

        /// What no edge of a face that does not end in a corner is nearer to it.
        private static func distance(
            _ corner: Int,
            _ face: UnsafeBufferPointer<Int32>,
            _ nodes: UnsafePointer<Int32>
        ) -> Float {
            guard face.count <= SurroundedNodes.mostCorners else { return 0 }
            let place = FixedVectors.vector(nodes, Int(face[corner]))
            var least = Double.infinity
            var from = FixedVectors.vector(nodes, Int(face[(corner + 1) % face.count]))
            for step in 2..<face.count {
                let to = FixedVectors.vector(nodes, Int(face[(corner + step) % face.count]))
                let (x, y, z) = (
                    from.y * to.z - from.z * to.y, from.z * to.x - from.x * to.z,
                    from.x * to.y - from.y * to.x
                )
                let (height, square) = (place.x * x + place.y * y + place.z * z, x * x + y * y + z * z)
                // The sine of the angle to the edge's great circle, which is less than the chord.
                least = square > 0 ? min(least, height * height / square) : 0
                from = to
            }
            // Places are kept to 3 mm.
            return max(Float(least.squareRoot()) * 0.999 - 1e-8, 0)
        }

        func chords(upTo farthest: Float) -> FlatArray<Float> {
            FlatArray(unsafeUninitializedCapacity: least.count) { chords, filled in
                for node in least.indices {
                    let isSurrounded = open[node] == 0 && least[node] <= .greatestFiniteMagnitude
                    chords.initializeElement(at: node, to: isSurrounded ? min(least[node], farthest) : 0)
                }
                filled = least.count
            }
        }
    }
}
