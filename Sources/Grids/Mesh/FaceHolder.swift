/// The faces that hold pixels, as `MeshFinder.cell` finds them.
struct FaceHolder: PixelHolder {
    static var sides: (large: Int, small: Int) { (32, 8) }

    private let index: FaceIndex
    private let faces: FacePointers
    /// The centres of faces without outline.
    private let bare: NodeIndex?
    /// The face that was found last: neighbouring pixels are often in one.
    private var face = FaceIndex.none

    var tree: TreePointers { faces.tree }

    /// Calls `body` with the number (row-major) of each pixel that a face holds, and the face.
    @inline(__always)
    static func forEachPixel(
        _ pixels: PixelVectors,
        _ index: FaceIndex,
        _ bare: NodeIndex?,
        _ body: (Int, Int) -> Void
    ) {
        index.withPointers { HeldPixels.forEachPixel(pixels, FaceHolder(index, $0, bare), body) }
    }

    private init(_ index: FaceIndex, _ faces: FacePointers, _ bare: NodeIndex?) {
        (self.index, self.faces, self.bare) = (index, faces, bare)
    }

    @inline(__always)
    mutating func thing(holding placed: PixelVectors.Placed, in cut: TreeCut) -> Int {
        face = faces.face(holding: placed.place, known: face, in: cut)
        return Int(face < 0 ? bareFace(at: placed.place) : face)
    }

    private func bareFace(at place: UnitVector) -> Int32 {
        bare.map { MeshFinder.bareFace(at: place, index, $0) } ?? FaceIndex.none
    }
}
