package import Failures
package import Grids

/// A variable with one position on every axis but those of its cells: what a map shows, and what lies at a place.
package struct Slice: Sendable {
    package let dataset: Dataset
    package let variable: Variable
    /// For each axis other than those of the cells, for the index that selects among dates that repeat, and for the valid time of a
    /// forecast: the position, and whether it is the requested one or near it.
    package let matches: [AxisMatch]

    /// The position on an axis; nil for those of the cells, and for axes of other variables.
    package func match(on axis: Axis) -> AxisMatch? { matches.first { $0.axis === axis } }

    /// Where its cells are: of those that move, at its time.
    package var grid: (any Grid)? {
        guard let moving = variable.grid as? MovingGrid else { return variable.grid }
        let dimension = variable.axes.firstIndex { $0.name == moving.dimension }
        return dimension.flatMap { moving.at(indices[$0]) }
    }

    /// The position along each axis; 0 for those of the cells.
    var positions: [Int] { variable.axes.map { match(on: $0)?.index ?? 0 } }

    /// The same at another position of one axis.
    func at(_ index: Int, on axis: Axis) -> Slice {
        let moved = AxisMatch(axis: axis, index: index, manner: .nearest)
        return Slice(
            dataset: dataset,
            variable: variable,
            matches: matches.filter { $0.axis !== axis } + [moved]
        )
    }

    /// The index in each dimension of the stored array; 0 for those of the cells.
    var indices: [Int] {
        variable.axes.enumerated().map { dimension, axis in
            guard let match = match(on: axis) else { return 0 }
            return variable.stored.arrayIndex(match.index, dimension: dimension)
        }
    }
}

extension Dataset {
    /// The slice of a variable at the requested positions: nothing is read.
    ///
    /// `selectors` are for the axes other than those of the cells; those without an entry take their default. Of a selector that
    /// means several positions the first is meant, of a valid time that several runs have the newest.
    ///
    /// - Throws: as `Axis.indices`; `outsideDomain` also for a run and a lead that a policy hides.
    package func slice(
        of variable: Variable,
        selectors: [AxisKey: AxisSelector] = [:]
    ) throws(Failure) -> Slice {
        let resolved = try variable.sliceSelectors(of: selectors, most: limits.chunks)
        var matches: [AxisMatch] = []
        for axis in variable.otherAxes {
            matches += try axis.matches(resolved)
        }
        guard variable.isSeen(matches) else { throw variable.outsideWindow }
        if let time = variable.forecastMatch(matches, resolved) { matches.append(time) }
        return Slice(dataset: self, variable: variable, matches: matches)
    }
}

extension Axis {
    /// The position that is meant, and the same as the index that selects among dates that repeat.
    fileprivate func matches(_ selectors: [AxisKey: AxisSelector]) throws(Failure) -> [AxisMatch] {
        let own = selectors.selector(for: self, others: .byDefault)
        guard let positionAxis else { return [try match(own)] }
        if let asked = selectors[.name(positionAxis.name)], asked != .byDefault {
            let match = try positionAxis.match(asked)
            return [AxisMatch(axis: self, index: match.index, manner: .exact), match]
        }
        let match = try self.match(own)
        return [match, AxisMatch(axis: positionAxis, index: match.index, manner: .byDefault)]
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
