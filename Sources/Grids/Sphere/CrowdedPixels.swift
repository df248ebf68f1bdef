/// Far out, where many things lie in a pixel, one of them stands for all: so no picture looks at all of them.
///
/// It lies in the pixel: nearer to its centre than half of its shorter side. What is chosen depends on the pixel's place and
/// size alone, not on the picture around it. Where few things lie in a pixel what answers at its centre is looked for.
struct CrowdedPixels {
    private let sample: SphereSample
    /// For each row of pixels; nil where pixels are not crowded.
    private let levels: [SphereSample.Level?]

    init(_ tree: SphereTree, pixels: PixelVectors) {
        sample = tree.sample
        levels = (0..<pixels.height).map { row in tree.sample.level(halfPixel: pixels.halfPixel(row: row)) }
    }

    /// What stands for a pixel of a row, by the vector of its centre; −1 for nothing.
    @inline(__always)
    func thing(at place: UnitVector, row: Int) -> Int32 {
        guard let level = levels[row] else { return -1 }
        return sample.thing(at: place, level)
    }
}
