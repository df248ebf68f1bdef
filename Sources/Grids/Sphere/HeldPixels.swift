/// Tells which of the things that a tree finds by their outlines holds a pixel.
protocol PixelHolder {
    /// Pixels a side of blocks, and of their parts.
    static var sides: (large: Int, small: Int) { get }

    var tree: TreePointers { get }

    /// What holds a pixel of all that is below the nodes of a cut; −1 for nothing.
    mutating func thing(holding placed: PixelVectors.Placed, in cut: TreeCut) -> Int
}

/// Finds what holds each pixel of a picture.
///
/// The nodes of the tree that a block of pixels meets are looked for once for all of them. The answers are those of the holder
/// by itself, but where pixels are crowded.
struct HeldPixels<Holder: PixelHolder> {
    private var holder: Holder
    private let pixels: PixelVectors
    private var left: UncrowdedPixels
    /// Where of the tree the things of a block of pixels are, and those of a part of it.
    private var (large, small) = (TreeCut.whole, TreeCut.whole)

    /// Calls `body` with the number (row-major) of each pixel that something holds, and what.
    @inline(__always)
    static func forEachPixel(_ pixels: PixelVectors, _ holder: Holder, _ body: (Int, Int) -> Void) {
        var search = Self(pixels, holder)
        for block in pixels.parts(side: Holder.sides.large) { search.fill(block, body) }
    }

    private init(_ pixels: PixelVectors, _ holder: Holder) {
        (self.pixels, self.holder) = (pixels, holder)
        left = UncrowdedPixels(CrowdedPixels(holder.tree, pixels: pixels), side: Holder.sides.small)
    }

    @inline(__always)
    private mutating func fill(_ block: PixelVectors.Block, _ body: (Int, Int) -> Void) {
        left.take(block, body)
        guard let box = left.all.box else { return }
        large.narrow(.whole, to: box, in: holder.tree)
        for part in left.parts { look(at: left.part(part), body) }
    }

    @inline(__always)
    private mutating func look(at part: ArraySlice<PixelVectors.Placed>, _ body: (Int, Int) -> Void) {
        guard let box = part.box else { return }
        small.narrow(large, to: box, in: holder.tree)
        for placed in part {
            let thing = holder.thing(holding: placed, in: small)
            if thing >= 0 { body(placed.pixel.row * pixels.width + placed.pixel.column, thing) }
        }
    }
}
