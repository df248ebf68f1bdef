internal import CF
package import Failures
package import Grids
internal import Zarr

extension Dataset {
    /// A picture of one variable: which cells lie under its pixels.
    ///
    /// `selectors` are for the axes other than x and y; those without an entry take their default. Of a selector that
    /// means several positions the first is drawn. Throws as `bind(_: Query)`; a target that misses the data altogether
    /// is an empty picture, not an error. `layers` says how many plans the request makes; a `trial` is told only that it is
    /// over a limit, not what would pass. Where a grid cannot be resampled as is asked, and where every pixel has its own level,
    /// the nearest cell is meant. A `level` by its height, depth or pressure is the one that has it at each pixel; of a
    /// variable without levels it asks nothing.
    package func bind(
        map variable: Variable,
        selectors: [AxisKey: AxisSelector],
        level: LevelQuestion? = nil,
        target: RasterTarget,
        resampling: Resampling = .nearest,
        layers: Int = 1,
        isTrial: Bool = false
    ) throws(Failure) -> MapPlan {
        let (everywhere, place) = try variable.place
        try limits.check(target)
        let level = level?.fitting(variable)
        let slice = try self.slice(of: variable, selectors: selectors, level: level)
        let grid = slice.grid ?? everywhere
        let levels = try levels(level, of: slice, place)
        let resampling = try slice.resampling(resampling, level: level)
        let (limits, placings) = (self.limits, resources.placings)
        let plan = { (target: RasterTarget) in
            let map = PictureMap(
                grid,
                under: target,
                place,
                windows: variable.stored.windows,
                resampling: resampling,
                layers: layers,
                keeping: placings
            )
            return MapPlan(slice, target: target, map: map, levels: levels)
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

    /// The values of chosen cells of one variable, as a picture of one line of them; throws as `bind(map:)`.
    package func bind(
        cells: [GridCell],
        of variable: Variable,
        selectors: [AxisKey: AxisSelector],
        level: LevelQuestion? = nil
    ) throws(Failure) -> MapPlan {
        let (everywhere, place) = try variable.place
        let level = level?.fitting(variable)
        let slice = try self.slice(of: variable, selectors: selectors, level: level)
        let grid = slice.grid ?? everywhere
        let map = PictureMap(cells, of: grid, place, windows: variable.stored.windows)
        let plan = MapPlan(
            slice,
            target: map.target,
            map: map,
            levels: try levels(level, of: slice, place)
        )
        try limits.check(plan.cost, of: variable.name) { _ in nil }
        return plan
    }

    /// The slice of a variable, at the level that has a value of its own numbers, where these are what is asked for.
    package func slice(
        of variable: Variable,
        selectors: [AxisKey: AxisSelector],
        level: LevelQuestion?
    ) throws(Failure) -> Slice {
        var selectors = selectors
        if let level = level?.fitting(variable),
            let found = try variable.realLevels(as: level.quantity, in: arrays + inherited)
        {
            let isOwn = if case .own = found.2 { level.method == .nearest } else { false }
            selectors[.name(found.axis.name)] = isOwn ? .value(level.value) : .byDefault
        }
        return try slice(of: variable, selectors: selectors)
    }

    /// How pixels get their levels; nil where all have that of the slice.
    private func levels(
        _ question: LevelQuestion?,
        of slice: Slice,
        _ place: GridDimensions
    ) throws(Failure) -> LevelMap? {
        guard let question, let (axis, dimension, levels) = try slice.realLevels(of: question) else {
            return nil
        }
        return try LevelMap(question, of: slice, along: axis, dimension, levels, place: place)
    }
}

extension Dataset {
    /// Whether levels of a variable can be asked by a height, depth or pressure at all.
    ///
    /// - Throws: `unsupported` with what they can be asked by, or what hinders it.
    package func check(_ quantity: VerticalQuantity, of variable: Variable) throws(Failure) {
        _ = try variable.realLevels(as: quantity, in: arrays + inherited)
    }
}

extension Slice {
    /// How the cells of pixels are mixed: where each has its own level, beside it lie others, and the nearest cell is meant.
    package func resampling(
        _ asked: Resampling,
        level: LevelQuestion?
    ) throws(Failure) -> Resampling {
        try realLevels(of: level?.fitting(variable)) == nil ? asked : .nearest
    }

    /// How levels become what is asked for; nil for a variable without any, and where the slice has the level already.
    func realLevels(of question: LevelQuestion?) throws(Failure) -> (
        axis: Axis, dimension: Int, RealLevels
    )? {
        guard let question else { return nil }
        let arrays = dataset.arrays + dataset.inherited
        guard let found = try variable.realLevels(as: question.quantity, in: arrays) else { return nil }
        if case .own = found.2, question.method == .nearest { return nil }
        return found
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
