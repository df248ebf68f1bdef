package import Cube
internal import Glibc

/// The largest map like one that is over a limit which passes: what a refusal can advise.
package struct SimilarMap: Sendable, Equatable {
    /// Fewer pixels of the same place; nil where they may stay as many.
    package var sides: Sides?
    /// So much of either side of the box, around the same centre; nil where it may stay as large.
    package var part: Double?

    package struct Sides: Sendable, Equatable {
        package let width, height: Int
    }
}

extension MapRequest {
    /// A box is cut to a part of itself in steps of about two percent, to a 16-millionth at least.
    private static let stepsPerHalf = 32.0
    private static let boxSteps = 24 * 32

    /// Pictures of fewer pixels are tried in so many steps.
    private static let pixelSteps = 64

    /// What passes of a request whose plans, of the same format and scale, were refused as `tooLarge`; nil for other
    /// failures, and where nothing passes.
    ///
    /// What the limit is of is cut first: pixels, or the box. Where that is not enough both are.
    package func largestPassing(
        _ failure: Failure,
        as format: any PictureEncoder = PictureEncoders.standard,
        scale: ColourScale = ColourScale()
    ) -> SimilarMap? {
        guard case .tooLarge(let limit, _, _, _) = failure else { return nil }
        let passes = { (target: RasterTarget) in
            (try? self.plans(target, as: format, scale: scale)) != nil
        }
        let whole = (target.width, target.height)
        let pixels = { self.fewerPixels(ofPart: 1, passes).map { SimilarMap(sides: $0) } }
        let box = { self.smallerBox(of: whole, passes).map { SimilarMap(part: $0) } }
        let one =
            switch limit {
            case .pixels, .pictureSide, .outputBytes, .outputCells, .memory: pixels() ?? box()
            default: box() ?? pixels()
            }
        return one ?? both(passes)
    }

    /// As many pixels as pass of the smallest box, and then as large a box as passes with so many.
    private func both(_ passes: (RasterTarget) -> Bool) -> SimilarMap? {
        guard let sides = fewerPixels(ofPart: Self.share(1), passes),
            let part = smallerBox(of: (sides.width, sides.height), passes)
        else { return nil }
        return SimilarMap(sides: sides, part: part)
    }

    private func fewerPixels(ofPart part: Double, _ passes: (RasterTarget) -> Bool) -> SimilarMap.Sides? {
        let limits = dataset.limits
        let (width, height) = (Double(target.width), Double(target.height))
        let side = Double(limits.pictureSide)
        let scale = min(
            side / width,
            side / height,
            (Double(limits.pixels) / (width * height)).squareRoot(),
            1
        )
        let sides = { (count: Int) -> SimilarMap.Sides in
            let share = scale * Double(count) / Double(Self.pixelSteps)
            // What rounding takes from a whole number is given back.
            return SimilarMap.Sides(
                width: max(Int(width * share + 1e-6), 1),
                height: max(Int(height * share + 1e-6), 1)
            )
        }
        let count = LargestPassing.count(upTo: Self.pixelSteps) { count in
            passes(target.part(part, width: sides(count).width, height: sides(count).height))
        }
        return count.map(sides)
    }

    private func smallerBox(of sides: (Int, Int), _ passes: (RasterTarget) -> Bool) -> Double? {
        let count = LargestPassing.count(upTo: Self.boxSteps) { count in
            passes(target.part(Self.share(count), width: sides.0, height: sides.1))
        }
        return count.map(Self.share)
    }

    /// The part of either side of the box after so many of all steps.
    private static func share(_ count: Int) -> Double { exp2(-Double(boxSteps - count) / stepsPerHalf) }
}

extension RasterTarget {
    /// A part of the same place around its centre.
    fileprivate func part(_ scale: Double, width: Int, height: Int) -> RasterTarget {
        let (x, y) = ((minX + maxX) / 2, (minY + maxY) / 2)
        return RasterTarget(
            system: system,
            minX: x - (x - minX) * scale,
            minY: y - (y - minY) * scale,
            maxX: x + (maxX - x) * scale,
            maxY: y + (maxY - y) * scale,
            width: width,
            height: height
        )
    }
}
