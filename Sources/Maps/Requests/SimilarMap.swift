internal import Cube
package import Failures
internal import Glibc
internal import Grids

/// The largest map like one that is over a limit which passes: what a refusal can advise.
package struct SimilarMap: Sendable, Equatable {
    /// Fewer pixels of the same place; nil where they may stay as many.
    package var sides: Sides?
    /// So much of either side of the box; nil where it may stay as large.
    package var part: Double?
    /// Where in the box the part lies.
    package var anchor = Anchor.centre

    /// The point of a box that its parts share, from 0 (west, south) to 1 on either axis: each part lies in all larger ones.
    package struct Anchor: Sendable, Equatable {
        package let x, y: Double

        package static let centre = Anchor(x: 0.5, y: 0.5)
    }

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
    private static let halfSteps = pixelSteps / 2
    /// Pixels of the longer side below which nobody would see much.
    private static let stamp = 128

    /// What passes of a request whose plans, of the same format and scale, were refused as `tooLarge`; nil for other
    /// failures, and where nothing passes.
    ///
    /// What the limit is of is cut first: pixels, or the box. Where that is not enough, or leaves a stamp of a picture, both
    /// are. What shows nothing of the data is no advice.
    package func largestPassing(
        _ failure: Failure,
        as format: any PictureEncoder = PictureEncoders.standard,
        scale: ColourScale = ColourScale()
    ) -> SimilarMap? {
        guard case .tooLarge(let limit, _, _, _) = failure, !layers.contains(where: \.hasSymbols) else {
            return nil
        }
        let trial = MapTrial(self, as: format, scale: scale)
        let box = {
            self.smallerBox(of: (self.target.width, self.target.height), trial)
                .map { SimilarMap(part: $0.part, anchor: $0.anchor) }
        }
        switch limit {
        case .pixels, .pictureSide, .outputBytes, .outputCells, .memory:
            guard let fewer = fewerPixels(ofPart: 1, trial) else { return both(trial) }
            let whole = SimilarMap(sides: fewer.sides)
            return fewer.steps >= Self.halfSteps || max(fewer.sides.width, fewer.sides.height) >= Self.stamp
                ? whole : both(trial) ?? whole
        default:
            return box() ?? fewerPixels(ofPart: 1, trial).map { SimilarMap(sides: $0.sides) } ?? both(trial)
        }
    }

    /// As many pixels as pass of the smallest box, and then as large a box as passes with so many.
    private func both(_ trial: MapTrial) -> SimilarMap? {
        guard let sides = fewerPixels(ofPart: Self.share(1), trial)?.sides,
            let box = smallerBox(of: (sides.width, sides.height), trial)
        else { return nil }
        return SimilarMap(sides: sides, part: box.part, anchor: box.anchor)
    }

    /// The most pixels of a part of the box that pass, and the steps of all that they are.
    private func fewerPixels(ofPart part: Double, _ trial: MapTrial) -> (
        sides: SimilarMap.Sides, steps: Int
    )? {
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
        let picture = { (count: Int) -> RasterTarget in
            target.part(part, at: .centre, width: sides(count).width, height: sides(count).height)
        }
        let count = LargestPassing.count(upTo: Self.pixelSteps) { trial.mayPass(picture($0)) }
        let passing = count.flatMap { Self.confirmed($0, by: $0 / 4) { trial.passes(picture($0)) } }
        return passing.map { (sides($0), $0) }
    }

    /// The centre first; then, as long as less than a quarter of the box passes there, its edges and what lies between:
    /// chunks may meet in the middle.
    private static let anchors: [SimilarMap.Anchor] = {
        let places = [0.5, 0, 1, 0.25, 0.75]
        return places.flatMap { y in places.map { SimilarMap.Anchor(x: $0, y: y) } }
    }()
    /// Another place must allow for twice the area, which is so many steps of a side.
    private static let stepsOfDouble = 16
    /// Half of either side.
    private static let enough = boxSteps - 32

    private func smallerBox(of sides: (Int, Int), _ trial: MapTrial) -> (
        part: Double, anchor: SimilarMap.Anchor
    )? {
        let picture = { (count: Int, anchor: SimilarMap.Anchor) -> RasterTarget in
            target.part(Self.share(count), at: anchor, width: sides.0, height: sides.1)
        }
        var best: (count: Int, anchor: SimilarMap.Anchor)?
        for anchor in Self.anchors {
            func holds(_ count: Int) -> Bool { trial.mayPass(picture(count, anchor)) }
            if let best {
                let wanted = best.count + Self.stepsOfDouble
                guard best.count < Self.enough, wanted <= Self.boxSteps, holds(wanted) else { continue }
            }
            guard let count = LargestPassing.count(upTo: Self.boxSteps, where: holds) else { continue }
            best = (count, anchor)
        }
        guard let best else { return nil }
        let count = Self.confirmed(best.count, by: Self.stepsOfDouble) {
            trial.passes(picture($0, best.anchor))
        }
        return count.map { (Self.share($0), best.anchor) }
    }

    /// The first of a few that passes: `count`, or less by one `step` after the other.
    private static func confirmed(_ count: Int, by step: Int, passes: (Int) -> Bool) -> Int? {
        (0..<4).lazy.map { count - $0 * max(step, 1) }.first { $0 >= 1 && passes($0) }
    }

    /// The part of either side of the box after so many of all steps.
    private static func share(_ count: Int) -> Double { exp2(-Double(boxSteps - count) / stepsPerHalf) }
}

extension RasterTarget {
    /// A part of the same place.
    fileprivate func part(_ scale: Double, at anchor: SimilarMap.Anchor, width: Int, height: Int)
        -> RasterTarget
    {
        let (x, y) = (minX + (maxX - minX) * anchor.x, minY + (maxY - minY) * anchor.y)
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
