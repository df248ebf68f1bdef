internal import Execution

/// The faces of a mesh, found by the places that they hold.
struct FaceIndex: Sendable {
    let nodes: FixedVectors
    let faces: FaceTable
    private let tree: SphereTree

    /// Stands for no face.
    static let none: Int32 = -1

    /// Bytes that an index takes beside the faces and the nodes.
    static func bytes(faces: Int) -> Int { SphereTree.bytes(count: faces) }

    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    init(nodes: FixedVectors, faces: FaceTable, context: WorkContext) throws {
        (self.nodes, self.faces) = (nodes, faces)
        tree = try SphereTree(
            outlines: Outlines(nodes: nodes, faces: faces),
            count: faces.count,
            context: context
        )
    }

    /// The face that holds a place, `none` outside all of them; of faces that lie over each other the first, but `known`,
    /// that of the pixel beside, where that holds it.
    ///
    /// On the rim of the mesh a centimetre is no matter.
    func face(holding place: UnitVector, known: Int32 = none) -> Int32 {
        let test = FaceTest(place)
        return withCorners { offsets, corners, nodes in
            if known >= 0, known < faces.count,
                test.isInside(corners + Int(offsets[Int(known)]), Self.count(offsets, Int(known)), nodes)
            {
                return known
            }
            var found = Self.none
            for leaf in tree.leaves(meeting: PlaceShape(place)) {
                for position in leaf {
                    let face = tree.entries[position].item
                    guard found < 0 || face < found else { continue }
                    let (first, count) = (corners + Int(offsets[Int(face)]), Self.count(offsets, Int(face)))
                    if test.isInside(first, count, nodes) { found = face }
                }
            }
            return found >= 0 ? found : face(withEdgeAt: test, offsets, corners, nodes)
        }
    }

    /// The first face on whose outline a place lies.
    private func face(
        withEdgeAt test: FaceTest,
        _ offsets: UnsafePointer<Int32>,
        _ corners: UnsafePointer<Int32>,
        _ nodes: UnsafePointer<Int32>
    ) -> Int32 {
        var found = Self.none
        for leaf in tree.leaves(meeting: PlaceShape(test.place)) {
            for position in leaf {
                let face = tree.entries[position].item
                guard found < 0 || face < found else { continue }
                let (first, count) = (corners + Int(offsets[Int(face)]), Self.count(offsets, Int(face)))
                if test.isOnEdge(first, count, nodes) { found = face }
            }
        }
        return found
    }

    @inline(__always)
    private static func count(_ offsets: UnsafePointer<Int32>, _ face: Int) -> Int {
        Int(offsets[face + 1] - offsets[face])
    }

    /// Corners and nodes of a table that has any; -1 otherwise.
    @inline(__always)
    private func withCorners(
        _ body: (UnsafePointer<Int32>, UnsafePointer<Int32>, UnsafePointer<Int32>) -> Int32
    ) -> Int32 {
        faces.offsets.withUnsafeBufferPointer { offsets in
            faces.corners.withUnsafeBufferPointer { corners in
                nodes.components.withUnsafeBufferPointer { nodes in
                    guard let offsets = offsets.baseAddress, let corners = corners.baseAddress,
                        let nodes = nodes.baseAddress
                    else { return Self.none }
                    return body(offsets, corners, nodes)
                }
            }
        }
    }
}

extension FaceIndex {
    /// What the tree is told of the faces.
    struct Outlines: SphereOutlines {
        let nodes: FixedVectors
        let faces: FaceTable

        func centre(of item: Int) -> UnitVector? {
            UnitVector.mean(of: faces.corners(of: item).lazy.compactMap { nodes.centre(of: Int($0)) })
        }

        func box(of item: Int) -> SphereBox {
            SphereBox(around: faces.corners(of: item).lazy.compactMap { nodes.centre(of: Int($0)) })
        }
    }
}
