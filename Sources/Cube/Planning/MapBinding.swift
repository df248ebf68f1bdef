internal import CF
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
        guard let grid = variable.grid, let x = variable.axis(.x)?.dimension,
            let y = variable.axis(.y)?.dimension
        else {
            throw .unsupported(
                reason: "The variable '\(variable.name)' has no grid of longitudes and latitudes"
            )
        }
        try limits.check(target)
        let query = Query(
            selectors: try variable.pictureSelectors(of: selectors, most: limits.chunks),
            others: .byDefault
        )
        var matches: [AxisMatch] = []
        for axis in variable.axes where axis.role != .x && axis.role != .y {
            matches += try query.matches(of: axis)
        }
        guard variable.isSeen(matches) else { throw variable.outsideWindow }
        if let time = variable.forecastMatch(matches, selectors) { matches.append(time) }
        let (limits, found) = (limits, matches)
        let plan = { (target: RasterTarget) in
            let map = PictureMap(
                grid,
                under: target,
                x: x,
                y: y,
                windows: variable.stored.windows,
                layers: layers
            )
            return MapPlan(dataset: self, variable: variable, target: target, map: map, matches: found)
        }
        let whole = plan(target)
        try limits.check(whole.cost) { _ in
            target.largestPart { limits.exceeded(by: plan($0).cost) == nil }
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

extension Variable {
    /// Runs and leads that exist, and whose valid times a policy hides.
    fileprivate var outsideWindow: Failure {
        .outsideDomain(axis: "time", received: "", extent: forecast?.axis.extentText ?? "nothing")
    }

    /// Whether the run and the lead that were found are a pair that a policy leaves.
    fileprivate func isSeen(_ matches: [AxisMatch]) -> Bool {
        guard let forecast, let lead = matches.first(where: { $0.axis.name == forecast.leadAxis.name }) else {
            return true
        }
        let run = matches.first { $0.axis.name == forecast.runAxis?.name }?.index ?? 0
        return forecast.allows(run: run, lead: lead.index)
    }

    /// The valid time of the run and the lead that were found, as one more axis.
    fileprivate func forecastMatch(
        _ matches: [AxisMatch],
        _ selectors: [AxisKey: AxisSelector]
    ) -> AxisMatch? {
        guard let forecast, let lead = matches.first(where: { $0.axis.name == forecast.leadAxis.name }) else {
            return nil
        }
        let run = matches.first { $0.axis.name == forecast.runAxis?.name }?.index ?? 0
        guard let index = forecast.index(run: run, lead: lead.index) else { return nil }
        let selector = selectors[.name(forecast.axis.name)] ?? selectors[.role(.time)] ?? .byDefault
        return AxisMatch(
            axis: forecast.axis,
            index: index,
            manner: forecast.axis.manner(selector, index)
        )
    }
}

extension Query {
    /// The position of an axis that is drawn, and the same as the index that selects among dates that repeat.
    fileprivate func matches(of axis: Axis) throws(Failure) -> [AxisMatch] {
        guard let position = axis.positionAxis else { return [try axis.match(selector(for: axis))] }
        if let asked = selectors[.name(position.name)], asked != .byDefault {
            let match = try position.match(asked)
            return [AxisMatch(axis: axis, index: match.index, manner: .exact), match]
        }
        let match = try axis.match(selector(for: axis))
        return [match, AxisMatch(axis: position, index: match.index, manner: .byDefault)]
    }
}

extension Axis {
    /// The indices by which steps are selected whose dates repeat; nil where each has its own.
    package var positionAxis: Axis? {
        alternates.first { $0.cells.centres.isComputed && $0.name == Self.positionName(of: name) }
    }

    /// The one position that a selector means, and how well it fits.
    func match(_ selector: AxisSelector) throws(Failure) -> AxisMatch {
        let index = try indices(selector)[0].start
        return AxisMatch(axis: self, index: index, manner: manner(selector, index))
    }

    fileprivate func manner(_ selector: AxisSelector, _ index: Int) -> AxisMatch.Manner {
        switch selector {
        case .byDefault: .byDefault
        case .value(let value): cells.isNumber(value, at: index) ? .exact : .nearest
        case .instant(let text): covers(text, index) ? .exact : .nearest
        default: .exact
        }
    }

    /// Whether a step lies inside what a date names: the instant itself, or the day, month or year.
    private func covers(_ text: TimeText, _ index: Int) -> Bool {
        guard let times, let start = text.start(in: times.calendar), let end = text.end(in: times.calendar)
        else {
            return false
        }
        return (start...end).contains(times.milliseconds[index])
    }
}
