internal import CF
package import Execution
package import Failures
internal import Glibc
internal import Grids

extension Dataset {
    /// This dataset as a policy lets it be seen.
    ///
    /// The view is a dataset in its own right: axes, extents, arrays and plans know nothing of what is hidden. Variables
    /// whose place is not known are absent under a policy with a box; those without dates under one with times. Cells that a
    /// box hides among rows and columns of others read as missing. Cost: proportional to the lengths of the axes, and under a
    /// box to the cells of grids whose lines are none of longitude and latitude; not to the data.
    ///
    /// `now` is in milliseconds since 1970 (UTC); `context` is that of who waits for the view.
    ///
    /// - Throws: `busy` where there is no memory for what a box leaves of a grid, `timedOut` where making that takes too long.
    package func restricted(
        by policy: Policy,
        now: Int64 = Dataset.nowMilliseconds,
        context: WorkContext = .background(seconds: 60)
    ) throws(Failure) -> Dataset {
        guard policy != .unrestricted else { return self }
        guard policy.hidesData else { return offered(under: policy) }
        let restriction = Restriction(policy, of: self, now: now, context: context)
        let kept = variables.filter(restriction.shows)
        let unreadable = unreadable.filter { restriction.shows(unreadable: $0.name) }
        let arrays = arrays.filter {
            !restriction.hidden.contains($0.name) && restriction.leavesWhole($0.name, of: kept)
                && restriction.places($0, of: self) && restriction.concernsShown($0)
        }
        .compactMap { restriction.stored($0) }
        let texts = texts.filter { restriction.shows(text: $0, of: kept) }
            .compactMap { restriction.stored($0) }
        let names = Set((kept.map(\.stored) + arrays + texts).map(\.name) + unreadable.map(\.name))
        var left: [Variable] = []
        for variable in kept { left.append(try restriction.variable(variable)) }
        return Dataset(
            address: address,
            title: restriction.tellsHidden(title, isTitle: true) ? address.id : title,
            summary: hasConfiguredSummary ? summary : nil,
            attributes: restriction.attributes(ofGroup: attributes),
            version: version,
            axes: axes.filter { restriction.leaves($0) && restriction.concernsShown($0, of: kept) }
                .map { restriction.axis($0) },
            variables: left,
            features: features.compactMap { restriction.features($0, of: kept) },
            unreadable: unreadable,
            arrays: arrays,
            texts: texts,
            inherited: restriction.inheritance(of: self),
            groups: groups,
            findings: findings.filter { restriction.shows($0, among: names) },
            limits: policy.limits ?? limits,
            policy: policy,
            view: restriction.identity(of: kept),
            resources: resources,
            coordinates: coordinates.with(restriction.boxed.memory.reservations)
        )
    }

    /// Whether the summary is the operator's own, and not one that the store has for the whole of it.
    private var hasConfiguredSummary: Bool {
        !["summary", "description"].contains { name in
            CFAttributes(attributes).text(name).map { DisplayText.listed($0) } == summary
        }
    }

    package static var nowMilliseconds: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }
}
