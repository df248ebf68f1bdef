internal import Cube
internal import Glibc
internal import Serving

/// The largest map like one that is over a limit which passes, for the advice of its refusal: fewer pixels, else a part
/// around the same centre.
struct SimilarMap {
    /// A box is cut to a part of itself in steps of about two percent, to a 16-millionth at least.
    private static let stepsPerHalf = 32.0
    private static let boxSteps = 24 * 32

    let question: MapQuestion
    let parameters: WMSParameters

    /// The plans of the layers.
    ///
    /// - Throws: as `MapQuestion.plans`; `tooLarge` names the largest similar map that passes.
    func plans() throws(Failure) -> [MapPlan] {
        do throws(Failure) {
            return try question.plans()
        } catch .tooLarge(let limit, let allowed, let requested, let advice) {
            let similar = limit == .pixels ? fewerPixels(allowed, of: requested) : smallerBox()
            throw .tooLarge(
                limit: limit,
                allowed: allowed,
                requested: requested,
                advice: similar ?? advice
            )
        }
    }

    private func fewerPixels(_ allowed: Int, of requested: Int) -> String? {
        let target = question.target
        let scale = (Double(allowed) / Double(max(requested, 1))).squareRoot()
        let width = max(Int(Double(target.width) * scale), 1)
        let height = max(min(Int(Double(target.height) * scale), allowed / width), 1)
        guard passes(target.part(1, width: width, height: height)) else { return nil }
        return "With WIDTH=\(width)&HEIGHT=\(height) it passes."
    }

    private func smallerBox() -> String? {
        let target = question.target
        let scale = { (count: Int) in exp2(-Double(Self.boxSteps - count) / Self.stepsPerHalf) }
        let count = LargestPassing.count(upTo: Self.boxSteps) { count in
            passes(target.part(scale(count), width: target.width, height: target.height))
        }
        // The numbers as the client has them, whose order depends on version and CRS.
        let numbers = (parameters["BBOX"] ?? "").split(separator: ",").compactMap { WMSParameters.number($0) }
        guard let count, numbers.count == 4 else { return nil }
        let part = numbers.indices.map { index in
            let centre = (numbers[index % 2] + numbers[index % 2 + 2]) / 2
            return LargestPassing.end(centre + (numbers[index] - centre) * scale(count), around: centre)
        }
        return "With BBOX=\(part.map { "\($0)" }.joined(separator: ",")) it passes."
    }

    private func passes(_ target: RasterTarget) -> Bool {
        question.layers.allSatisfy { (try? question.plan($0, target: target)) != nil }
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
