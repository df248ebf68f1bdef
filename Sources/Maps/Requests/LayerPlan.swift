package import Cube
package import Grids

/// What will be read for one layer of a picture.
package struct LayerPlan: Sendable {
    let layer: MapRequest.Layer
    /// One for each variable that makes its numbers.
    package let reads: [MapPlan]
    /// Where the values are of which its lines or symbols are made; nil for others.
    let lattice: Lattice?
    /// The cells that are drawn one by one; nil for others.
    let places: CellPlaces?

    /// Bytes for each place of a lattice: its direction, two coordinates of each line through it, and the table of these.
    private static let shapeBytes = 96

    /// True when nothing need be read.
    var isEmpty: Bool { reads.contains(where: \.isEmpty) }

    /// Whether pixels are drawn from chunks, as they come: the numbers of one variable.
    var isDirect: Bool { !hasShapes && layer.variable.part == nil }

    /// Whether it has lines or symbols.
    var hasShapes: Bool { lattice != nil || places != nil }

    /// Bytes that reading and drawing take at a time, beside the picture.
    var bytes: Int {
        let working = reads.map(\.workingSet).max() ?? 0
        let mixed = reads.map(\.mixerBytes).max() ?? 0
        guard !isDirect, let target = reads.first?.target else { return working + mixed }
        let places = target.width * target.height
        let shapes = hasShapes ? places * Self.shapeBytes : 0
        return working + mixed + shapes + Self.heldBytes(of: places, reads: reads.count)
    }

    /// Bytes of the numbers at so many places that are held while they are worked out of so many variables.
    static func heldBytes(of places: Int, reads: Int) -> Int {
        // Of vectors their magnitudes, where they point and how far lines are turned.
        places * MemoryLayout<Double>.size * (reads + (reads > 1 ? 3 : 0))
    }
}

/// What will be read for a picture.
package struct PicturePlan: Sendable {
    package let target: RasterTarget
    /// Bottommost first.
    package let layers: [LayerPlan]

    package var reads: [MapPlan] { layers.flatMap(\.reads) }

    /// Whether the picture has colours beyond those of palettes: lines and symbols are smooth.
    var hasShapes: Bool { layers.contains(where: \.hasShapes) }

    /// Bytes that the picture reserves: its pixels, and the largest of its layers, which are read one after the other.
    func memory(as format: any PictureEncoder) -> Int {
        let (width, height) = (target.width, target.height)
        let pixels =
            hasShapes
            ? RenderContext.bytes(ofShapes: width, height: height, as: format)
            : RenderContext.bytes(width: width, height: height, as: format)
        return pixels + (layers.map(\.bytes).max() ?? 0)
    }
}
