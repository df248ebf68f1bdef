/// Finds the face that holds each pixel of a picture.
///
/// The nodes of the tree that a block of pixels meets are looked for once for all of them. The answers are those of
/// `MeshFinder.cell`, but where pixels are crowded.
struct FacePixels {
    private let index: FaceIndex
    private let faces: FacePointers
    /// The centres of faces without outline.
    private let bare: NodeIndex?
    private let pixels: PixelVectors
    private let crowds: CrowdedPixels
    /// The face that was found last: neighbouring pixels are often in one.
    private var face = FaceIndex.none
    /// Where of the tree the faces of a block of pixels are, and those of a part of it.
    private var (large, small) = (TreeCut.whole, TreeCut.whole)
    /// The pixels of the block that are not crowded, part by part, and where those of each part end.
    private var left: [PixelVectors.Placed] = []
    private var ends: [Int] = []

    /// Pixels a side of blocks, and of their parts.
    private static let sides = (large: 32, small: 8)

    /// Calls `body` with the number (row-major) of each pixel that a face holds, and the face.
    @inline(__always)
    static func forEachPixel(
        _ pixels: PixelVectors,
        _ index: FaceIndex,
        _ bare: NodeIndex?,
        _ body: (Int, Int32) -> Void
    ) {
        index.withPointers { faces in
            var search = FacePixels(index, faces, bare, pixels)
            for block in pixels.parts(side: sides.large) { search.fill(block, body) }
        }
    }

    private init(_ index: FaceIndex, _ faces: FacePointers, _ bare: NodeIndex?, _ pixels: PixelVectors) {
        (self.index, self.faces, self.bare, self.pixels) = (index, faces, bare, pixels)
        crowds = CrowdedPixels(faces.tree, pixels: pixels)
    }

    @inline(__always)
    private mutating func fill(_ block: PixelVectors.Block, _ body: (Int, Int32) -> Void) {
        left.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        for part in block.parts(side: Self.sides.small) {
            crowds.fill(part, leaving: &left) { body($0, Int32(truncatingIfNeeded: $1)) }
            ends.append(left.count)
        }
        guard let box = left.box else { return }
        large.narrow(.whole, to: box, in: faces.tree)
        var first = 0
        for end in ends {
            look(at: left[first..<end], body)
            first = end
        }
    }

    @inline(__always)
    private mutating func look(at part: ArraySlice<PixelVectors.Placed>, _ body: (Int, Int32) -> Void) {
        guard let box = part.box else { return }
        small.narrow(large, to: box, in: faces.tree)
        for placed in part {
            face = faces.face(holding: placed.place, known: face, in: small)
            let cell = face < 0 ? bareFace(at: placed.place) : face
            if cell >= 0 { body(placed.pixel.row * pixels.width + placed.pixel.column, cell) }
        }
    }

    private func bareFace(at place: UnitVector) -> Int32 {
        bare.map { MeshFinder.bareFace(at: place, index, $0) } ?? FaceIndex.none
    }
}
