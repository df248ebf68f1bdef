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

/// The faces of an index for as long as its memory is held.
struct FacePointers {
    let tree: TreePointers
    fileprivate let reaches: UnsafeBufferPointer<Float>
    fileprivate let outlines: OutlinePointers

    /// Whether a face, or `none`, holds a place.
    @inline(__always)
    func hold(_ place: UnitVector, _ face: Int32) -> Bool {
        face >= 0 && outlines.hold(FaceTest(place), Int(face))
    }

    /// The face that holds a place, `none` outside all of them; of faces that lie over each other one of them: `known`,
    /// that of the pixel beside, where that holds it.
    ///
    /// `known` is a face or `none`. Only what is below the nodes of a cut is looked at. On the rim of the mesh a centimetre
    /// is no matter.
    @inline(__always)
    func face(holding place: UnitVector, known: Int32, in cut: TreeCut) -> Int32 {
        let test = FaceTest(place)
        if known >= 0, outlines.hold(test, Int(known)) { return known }
        let found = firstFace(near: place, in: cut) { outlines.hold(test, Int($0)) }
        return found >= 0 ? found : firstFace(near: place, in: cut) { outlines.meet(test, Int($0)) }
    }

    /// The first in the tree of which `holds` is true; it is asked of all that may hold the place, and few others.
    @inline(__always)
    private func firstFace(near place: UnitVector, in cut: TreeCut, _ holds: (Int32) -> Bool) -> Int32 {
        let shape = PlaceShape(place)
        let (x, y, z) = (Float(place.x), Float(place.y), Float(place.z))
        var found = FaceIndex.none
        for root in cut.nodes {
            let isFound = tree.visit(below: root, where: { shape.mayMeet($0) }) { positions, leaf in
                let reach = reaches[leaf]
                for position in positions {
                    let entry = tree.entries[position]
                    let (dx, dy, dz) = (entry.x - x, entry.y - y, entry.z - z)
                    guard dx * dx + dy * dy + dz * dz <= reach, holds(entry.item) else { continue }
                    found = entry.item
                    return true
                }
                return false
            }
            if isFound { break }
        }
        return found
    }
}

/// A table of outlines with its nodes, for as long as a place is looked for; faces are indices of it.
private struct OutlinePointers {
    let count: Int
    let uniform: Int
    let offsets: UnsafeBufferPointer<Int32>
    let corners: UnsafeBufferPointer<Int32>
    let nodes: FaceNodes

    @inline(__always)
    func hold(_ test: FaceTest, _ face: Int) -> Bool {
        guard let (first, count) = span(face) else { return false }
        return test.isInside(first, count, nodes)
    }

    func meet(_ test: FaceTest, _ face: Int) -> Bool {
        guard let (first, count) = span(face) else { return false }
        return test.isOnEdge(first, count, nodes)
    }

    /// Where a face's corners lie, and how many they are; nil for what is no face, in a file that was damaged while it is
    /// mapped.
    @inline(__always)
    private func span(_ face: Int) -> (first: UnsafePointer<Int32>, count: Int)? {
        guard face >= 0, face < count, let start = corners.baseAddress else { return nil }
        guard uniform == 0 else { return (start + face * uniform, uniform) }
        let (first, end) = (Int(offsets[face]), Int(offsets[face + 1]))
        guard first >= 0, first <= end, end <= corners.count else { return nil }
        return (start + first, end - first)
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

        private func corners(of item: Int) -> Corners {
            let corners = faces.corners(of: item)
            return Corners(
                nodes: nodes,
                corners: faces.corners,
                position: corners.startIndex,
                end: corners.endIndex
            )
        }
    }

    /// The places of a face's corners, of those that have one; plain, because an index asks three times for those of each face.
    private struct Corners: Sequence, IteratorProtocol {
        let nodes: FixedVectors
        let corners: FlatArray<Int32>
        var position: Int
        let end: Int

        @inline(__always)
        mutating func next() -> UnitVector? {
            while position < end {
                let corner = corners[position]
                position += 1
                if let place = nodes.centre(of: Int(corner)) { return place }
            }
            return nil
        }
    }
}
