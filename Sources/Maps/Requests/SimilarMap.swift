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

    /// What passes of a request that a plan refused as `tooLarge`; nil for other failures, and where nothing is known.
    package func largestPassing(_ failure: Failure) -> SimilarMap? {
        guard case .tooLarge(let limit, let allowed, let requested, _) = failure else { return nil }
        return limit == .pixels ? fewerPixels(allowed, of: requested) : smallerBox()
    }

    private func fewerPixels(_ allowed: Int, of requested: Int) -> SimilarMap? {
        let scale = (Double(allowed) / Double(max(requested, 1))).squareRoot()
        let width = max(Int(Double(target.width) * scale), 1)
        let height = max(min(Int(Double(target.height) * scale), allowed / width), 1)
        guard passes(target.part(1, width: width, height: height)) else { return nil }
        return .sides(width: width, height: height)
    }

    private func smallerBox() -> SimilarMap? {
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
