internal import Execution

/// The faces of a mesh, found by the places that they hold.
struct FaceIndex: Sendable {
    let nodes: FixedVectors
    let faces: FaceTable
    let tree: SphereTree
    /// For each leaf the square of the chord from its faces' centres beyond which none of them holds anything.
    let reaches: FlatArray<Float>

    /// Stands for no face.
    static let none: Int32 = -1

    /// Bytes that an index takes beside the faces and the nodes.
    static func bytes(faces: Int) -> Int {
        let tree = SphereTree.bytes(count: faces)
        return tree == .max ? .max : tree + SphereTree.leaves(count: faces) * MemoryLayout<Float>.size
    }

    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    init(nodes: FixedVectors, faces: FaceTable, context: WorkContext) throws {
        (self.nodes, self.faces) = (nodes, faces)
        let outlines = Outlines(nodes: nodes, faces: faces)
        tree = try SphereTree(outlines, count: faces.count, context: context)
        reaches = try Self.reaches(tree, outlines, context)
    }

    /// Of an index that is made.
    init(nodes: FixedVectors, faces: FaceTable, tree: SphereTree, reaches: FlatArray<Float>) {
        (self.nodes, self.faces, self.tree, self.reaches) = (nodes, faces, tree, reaches)
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

    /// The face that holds a place, `none` outside all of them; of faces that lie over each other one of them: `known`,
    /// that of the pixel beside, where that holds it.
    ///
    /// Only what is below the nodes of a cut is looked at. On the rim of the mesh a centimetre is no matter.
    func face(holding place: UnitVector, known: Int32 = none, in cut: TreeCut = .whole) -> Int32 {
        let test = FaceTest(place)
        return withOutlines { outlines in
            if known >= 0, known < faces.count, outlines.hold(test, Int(known)) { return known }
            let found = firstFace(near: place, in: cut) { outlines.hold(test, Int($0)) }
            if found >= 0 { return found }
            return firstFace(near: place, in: cut) { outlines.meet(test, Int($0)) }
        }
    }

    /// The first in the tree of which `holds` is true; it is asked of all that may hold the place, and few others.
    @inline(__always)
    private func firstFace(near place: UnitVector, in cut: TreeCut, _ holds: (Int32) -> Bool) -> Int32 {
        let shape = PlaceShape(place)
        let (x, y, z) = (Float(place.x), Float(place.y), Float(place.z))
        let leaves = tree.leafCount
        return tree.boxes.withUnsafeBufferPointer { boxes in
            tree.entries.withUnsafeBufferPointer { entries in
                for root in cut.nodes {
                    var node = Int(root)
                    // The node beside this one or beside the nearest above that is a left child: nothing below this one is.
                    let end = TreeCut.next(node)
                    repeat {
                        guard shape.mayMeet(boxes[node]) else {
                            node = TreeCut.next(node)
                            continue
                        }
                        guard node >= leaves else {
                            node *= 2
                            continue
                        }
                        let reach = reaches[node - leaves]
                        for position in tree.entries(ofLeaf: node - leaves) {
                            let entry = entries[position]
                            let (dx, dy, dz) = (entry.x - x, entry.y - y, entry.z - z)
                            if dx * dx + dy * dy + dz * dz <= reach, holds(entry.item) { return entry.item }
                        }
                        node = TreeCut.next(node)
                    } while node != end
                }
                return Self.none
            }
        }
    }

    /// Calls `body` with the outlines of a table that has any; `none` otherwise.
    @inline(__always)
    private func withOutlines(_ body: (OutlinePointers) -> Int32) -> Int32 {
        faces.offsets.withUnsafeBufferPointer { offsets in
            faces.corners.withUnsafeBufferPointer { corners in
                nodes.components.withUnsafeBufferPointer { nodes in
                    guard let corners = corners.baseAddress, let nodes = nodes.baseAddress else {
                        return Self.none
                    }
                    return body(
                        OutlinePointers(
                            uniform: faces.uniform,
                            offsets: offsets,
                            corners: corners,
                            nodes: nodes
                        )
                    )
                }
            }
        }
    }
}

/// A table of outlines with its nodes, for as long as a place is looked for; faces are indices of it.
private struct OutlinePointers {
    let uniform: Int
    let offsets: UnsafeBufferPointer<Int32>
    let corners: UnsafePointer<Int32>
    let nodes: UnsafePointer<Int32>

    @inline(__always)
    func hold(_ test: FaceTest, _ face: Int) -> Bool {
        let (first, count) = span(face)
        return test.isInside(corners + first, count, nodes)
    }

    func meet(_ test: FaceTest, _ face: Int) -> Bool {
        let (first, count) = span(face)
        return test.isOnEdge(corners + first, count, nodes)
    }

    @inline(__always)
    private func span(_ face: Int) -> (first: Int, count: Int) {
        guard uniform == 0 else { return (face * uniform, uniform) }
        let first = offsets[face]
        return (Int(first), Int(offsets[face + 1] - first))
    }
}

extension FaceIndex {
    /// What the tree is told of the faces.
    struct Outlines: SphereOutlines {
        let nodes: FixedVectors
        let faces: FaceTable

        func centre(of item: Int) -> UnitVector? {
            UnitVector.mean(of: corners(of: item))
        }

        func box(of item: Int) -> SphereBox {
            SphereBox(around: corners(of: item))
        }

        /// The square of the chord from the centre to the farthest corner: edges, and what they hold, are nearer.
        func squaredReach(of item: Int) -> Double {
            guard let centre = centre(of: item) else { return 0 }
            return corners(of: item).reduce(0) { max($0, centre.squaredChord(to: $1)) }
        }

        private func corners(of item: Int) -> some Sequence<UnitVector> {
            faces.corners(of: item).lazy.compactMap { nodes.centre(of: Int($0)) }
        }
    }
}
