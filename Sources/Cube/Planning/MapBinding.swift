internal import CF
internal import Zarr

extension Dataset {
    /// A picture of one variable: which cells lie under its pixels.
    ///
    /// `selectors` are for the axes other than x and y; those without an entry take their default. Of a selector that
    /// means several positions the first is drawn. Throws as `bind(_: Query)`; a target that misses the data altogether
    /// is an empty picture, not an error. `layers` says how many plans the request makes; a `trial` is told only that it is
    /// over a limit, not what would pass.
    package func bind(
        map variable: Variable,
        selectors: [AxisKey: AxisSelector],
        target: RasterTarget,
        layers: Int = 1,
        isTrial: Bool = false
    ) throws(Failure) -> MapPlan {
        let (grid, place) = try variable.place
        try limits.check(target)
        let slice = try self.slice(of: variable, selectors: selectors)
        let (limits, placings) = (self.limits, resources.placings)
        let plan = { (target: RasterTarget) in
            let map = PictureMap(
                grid,
                under: target,
                place,
                windows: variable.stored.windows,
                layers: layers,
                keeping: placings
            )
            return MapPlan(slice, target: target, map: map)
        }
        let whole = plan(target)
        try limits.check(whole.cost, of: variable.name) { name in
            guard !isTrial else { return nil }
            guard name != .outputBytes else {
                let pixels = limits.outputBytes / max(variable.stored.dataType.size, 1)
                return target.largestSides(pixels: min(pixels, limits.pixels), side: limits.pictureSide)
            }
            return target.largestPart { limits.exceeded(by: plan($0).cost) == nil }
        }
        return whole
    }
}

extension Limits {
    /// Holds the sides of a picture against the limits.
    ///
    /// - Throws: `tooLarge`, with sides that pass.
    package func check(_ target: RasterTarget) throws(Failure) {
        let (pixels, overflows) = target.width.multipliedReportingOverflow(by: target.height)
        guard target.width > 0, target.height > 0, !overflows, pixels <= self.pixels else {
            throw .tooLarge(
                limit: .pixels,
                allowed: self.pixels,
                requested: overflows ? .max : pixels,
                advice: target.largestSides(pixels: self.pixels, side: pictureSide)
            )
        }
        let side = max(target.width, target.height)
        guard side <= pictureSide else {
            throw .tooLarge(
                limit: .pictureSide,
                allowed: pictureSide,
                requested: side,
                advice: target.largestSides(pixels: self.pixels, side: pictureSide)
            )
        }
    }
}
