/// The faces of an index for as long as its memory is held.
struct FacePointers {
    let tree: TreePointers
    let reaches: UnsafeBufferPointer<Float>
    let outlines: OutlinePointers

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
