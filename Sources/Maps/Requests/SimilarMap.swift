package import Cube
internal import Glibc

/// The largest map like one that is over a limit which passes: what a refusal can advise.
package enum SimilarMap: Sendable, Equatable {
    /// Fewer pixels of the same place.
    case sides(width: Int, height: Int)
    /// So much of either side of the box, around the same centre.
    case part(Double)
}

extension MapRequest {
    /// A box is cut to a part of itself in steps of about two percent, to a 16-millionth at least.
    private static let stepsPerHalf = 32.0
    private static let boxSteps = 24 * 32

    /// Pictures of fewer pixels are tried in so many steps.
    private static let pixelSteps = 64

    /// What passes of a request whose plans, of the same format and scale, were refused as `tooLarge`; nil for other
    /// failures, and where nothing is known.
    package func largestPassing(
        _ failure: Failure,
        as format: any PictureEncoder = PictureEncoders.standard,
        scale: ColourScale = ColourScale()
    ) -> SimilarMap? {
        guard case .tooLarge(let limit, _, _, _) = failure else { return nil }
        let passes = { (target: RasterTarget) in
            (try? self.plans(target, as: format, scale: scale)) != nil
        }
        return switch limit {
        case .pixels, .pictureSide: fewerPixels(passes)
        case .memory: fewerPixels(passes) ?? smallerBox(passes)
        default: smallerBox(passes)
        }
    }

    private func fewerPixels(_ passes: (RasterTarget) -> Bool) -> SimilarMap? {
        let limits = dataset.limits
        let (width, height) = (Double(target.width), Double(target.height))
        let side = Double(limits.pictureSide)
        let scale = min(
            side / width,
            side / height,
            (Double(limits.pixels) / (width * height)).squareRoot(),
            1
        )
        let sides = { (count: Int) -> (Int, Int) in
            let share = scale * Double(count) / Double(Self.pixelSteps)
            // What rounding takes from a whole number is given back.
            return (max(Int(width * share + 1e-6), 1), max(Int(height * share + 1e-6), 1))
        }
        let count = LargestPassing.count(upTo: Self.pixelSteps) { count in
            passes(target.part(1, width: sides(count).0, height: sides(count).1))
        }
        return count.map(sides).map { .sides(width: $0.0, height: $0.1) }
    }

    private func smallerBox(_ passes: (RasterTarget) -> Bool) -> SimilarMap? {
        let scale = { (count: Int) in exp2(-Double(Self.boxSteps - count) / Self.stepsPerHalf) }
        let count = LargestPassing.count(upTo: Self.boxSteps) { count in
            passes(target.part(scale(count), width: target.width, height: target.height))
        }
        return count.map { .part(scale($0)) }
    }
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
