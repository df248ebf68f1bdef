internal import Cube
internal import Glibc
internal import Serving

/// The largest map like one that is over a limit which passes, for the advice of its refusal: fewer pixels, else a part
/// around the same centre.
struct SimilarMap {
    /// A box is cut to a part of itself in steps of about two percent, to a 16-millionth at least.
    private static let stepsPerHalf = 32.0
    private static let boxSteps = 24 * 32

    /// Pictures of fewer pixels are tried in so many steps.
    private static let pixelSteps = 64

    let question: MapQuestion
    let parameters: WMSParameters
    let frame: PictureFrame
    let scale: ColourScale

    /// The plans of the layers.
    ///
    /// - Throws: as `MapQuestion.plans`; `tooLarge` names the largest similar map that passes.
    func plans() throws(Failure) -> [MapPlan] {
        do throws(Failure) {
            return try plans(for: question.target)
        } catch .tooLarge(let limit, let allowed, let requested, let advice) {
            let similar =
                switch limit {
                case .pixels, .pictureSide: fewerPixels()
                case .memory: fewerPixels() ?? smallerBox()
                default: smallerBox()
                }
            throw .tooLarge(
                limit: limit,
                allowed: allowed,
                requested: requested,
                advice: similar ?? advice
            )
        }
    }

    /// The plans of a picture that passes the limits and for which the worker has the memory.
    private func plans(for target: RasterTarget) throws(Failure) -> [MapPlan] {
        let plans = try question.plans(for: target)
        try question.dataset.checkMemory(memory(of: plans))
        return plans
    }

    /// Bytes of the worker's memory that a picture of some plans reserves at a time: for itself, or before that for the
    /// sample of a colour range that no request names.
    func memory(of plans: [MapPlan]) -> Int {
        let picture = MapPicture.memory(of: plans, as: frame.format)
        guard scale.range == nil else { return picture }
        let sampled = plans.filter { !$0.isEmpty }
        return max(picture, sampled.map { ValueSample.memory(of: $0.variable, in: $0.dataset) }.max() ?? 0)
    }

    private func fewerPixels() -> String? {
        let (target, limits) = (question.target, question.dataset.limits)
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
        guard let found = count.map(sides) else { return nil }
        return "With WIDTH=\(found.0)&HEIGHT=\(found.1) it passes."
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
        (try? plans(for: target)) != nil
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
