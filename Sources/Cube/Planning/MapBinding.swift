internal import Zarr

extension Dataset {
    /// A picture of one variable: which cells lie under its pixels.
    ///
    /// `selectors` are for the axes other than x and y; those without an entry take their default. Of a selector that
    /// means several positions the first is drawn. Throws as `bind(_: Query)`; a target that misses the data altogether
    /// is an empty picture, not an error. `layers` says how many plans the request makes.
    package func bind(
        map variable: Variable,
        selectors: [AxisKey: AxisSelector],
        target: RasterTarget,
        layers: Int = 1
    ) throws(Failure) -> MapPlan {
        let (x, y) = try variable.horizontalDimensions
        guard let grid = variable.grid else { throw .defect }
        let (pixels, overflows) = target.width.multipliedReportingOverflow(by: target.height)
        guard target.width > 0, target.height > 0, !overflows, pixels <= limits.pixels else {
            throw .tooLarge(
                limit: .pixels,
                allowed: limits.pixels,
                requested: overflows ? .max : pixels,
                advice: target.largestSides(pixels: limits.pixels)
            )
        }
        let slice = try self.slice(of: variable, selectors: selectors)
        let limits = self.limits
        let plan = { (target: RasterTarget) in
            let map = PictureMap(
                grid,
                under: target,
                x: x,
                y: y,
                windows: variable.stored.windows,
                layers: layers
            )
            return MapPlan(slice, target: target, map: map)
        }
        let whole = plan(target)
        try limits.check(whole.cost) { _ in
            target.largestPart { limits.exceeded(by: plan($0).cost) == nil }
        }
        return whole
    }
}
