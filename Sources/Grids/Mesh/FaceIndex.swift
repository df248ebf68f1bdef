package import Execution

/// The faces of a mesh, found by the places that they hold.
package struct FaceIndex: Sendable {
    package let nodes: FixedVectors
    package let faces: FaceTable
    let tree: SphereTree
    /// For each leaf the square of the chord from its faces' centres beyond which none of them holds anything.
    let reaches: FlatArray<Float>
    /// The chord from its centre beyond which no face holds anything.
    let farthest: Float

    /// Stands for no face.
    static let none: Int32 = -1

    /// Bytes that an index takes beside the faces and the nodes.
    package static func bytes(faces: Int) -> Int {
        let tree = SphereTree.bytes(count: faces)
        return tree == .max ? .max : tree + SphereTree.leaves(count: faces) * MemoryLayout<Float>.size
    }

    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    package init(nodes: FixedVectors, faces: FaceTable, context: WorkContext) throws {
        (self.nodes, self.faces) = (nodes, faces)
        let outlines = Outlines(nodes: nodes, faces: faces)
        tree = try SphereTree(outlines, count: faces.count, context: context)
        reaches = try Self.reaches(tree, outlines, context)
        farthest = Self.farthest(reaches)
    }

    /// Of an index that is made.
    init(nodes: FixedVectors, faces: FaceTable, tree: SphereTree, reaches: FlatArray<Float>) {
        (self.nodes, self.faces, self.tree, self.reaches) = (nodes, faces, tree, reaches)
        farthest = Self.farthest(reaches)
    }

    private static func farthest(_ reaches: FlatArray<Float>) -> Float {
        reaches.reduce(0) { max($0, $1) }.squareRoot()
    }

    private static func reaches(
        _ tree: SphereTree,
        _ outlines: Outlines,
        _ context: WorkContext
    ) throws -> FlatArray<Float> {
        let reaches = try (0..<tree.leafCount).map { leaf in
            if leaf % (1 << 15) == 0 { try context.check() }
            let farthest = tree.entries(ofLeaf: leaf).reduce(0.0) { farthest, position in
                max(farthest, outlines.squaredReach(of: Int(tree.entries[position].item)))
            }
            return SphereTree.bound(farthest)
        }
        return FlatArray(reaches)
    }

    /// The face that holds a place, `none` outside all of them.
    func face(holding place: UnitVector, known: Int32 = none) -> Int32 {
        withPointers { $0.face(holding: place, known: known, in: .whole) } ?? Self.none
    }

    /// Calls `body` with the faces of an index that has any, which are held for as long.
    @inline(__always)
    func withPointers<Result>(_ body: (FacePointers) -> Result) -> Result? {
        tree.withPointers { tree in
            reaches.withUnsafeBufferPointer { reaches in
                faces.offsets.withUnsafeBufferPointer { offsets in
                    faces.corners.withUnsafeBufferPointer { corners in
                        nodes.components.withUnsafeBufferPointer { nodes in
                            guard let nodes = FaceNodes(nodes), corners.baseAddress != nil else {
                                return nil
                            }
                            let outlines = OutlinePointers(
                                count: faces.count,
                                uniform: faces.uniform,
                                offsets: offsets,
                                corners: corners,
                                nodes: nodes
                            )
                            return body(FacePointers(tree: tree, reaches: reaches, outlines: outlines))
                        }
                    }
                }
            }
        }
    }
}
