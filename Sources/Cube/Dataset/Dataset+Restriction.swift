internal import CF
internal import Glibc

extension Dataset {
    /// This dataset as a policy lets it be seen.
    ///
    /// The view is a dataset in its own right: axes, extents, arrays and plans know nothing of what is hidden. Variables
    /// whose place is not a grid of longitudes and latitudes are absent under a policy with a box; those without dates
    /// under one with times. Cost: proportional to the lengths of the axes, not to the data.
    ///
    /// `now` is in milliseconds since 1970 (UTC).
    package func restricted(by policy: Policy, now: Int64 = Dataset.nowMilliseconds) -> Dataset {
        guard policy != .unrestricted else { return self }
        let restriction = Restriction(policy, of: self, now: now)
        let kept = variables.filter(restriction.shows)
        let names = Set(kept.map(\.name))
        let unreadable = unreadable.filter { restriction.shows(unreadable: $0.name) }
        let hidden = Set(variables.map(\.name) + self.unreadable.map(\.name)).subtracting(names)
            .subtracting(unreadable.map(\.name))
        return Dataset(
            address: address,
            title: title,
            summary: summary,
            attributes: attributes,
            version: version,
            axes: axes.filter { restriction.leaves($0) }.map { restriction.axis($0) },
            variables: kept.map { restriction.variable($0) },
            unreadable: unreadable,
            arrays: arrays.filter {
                !hidden.contains($0.name) && restriction.leavesWhole($0.name, of: kept)
                    && restriction.places($0, of: self)
            }
            .compactMap { restriction.stored($0) },
            texts: texts.filter { restriction.shows(text: $0, of: kept) }.compactMap {
                restriction.stored($0)
            },
            inherited: restriction.inheritance(of: self),
            groups: groups,
            findings: findings.filter { !hidden.contains($0.subject) },
            limits: policy.limits ?? limits,
            policy: policy,
            view: restriction.identity(of: kept),
            resources: resources,
            coordinates: coordinates
        )
    }

    package static var nowMilliseconds: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }
}

/// What a policy leaves of each dimension.
private struct Restriction {
    private let policy: Policy
    /// By the dimension's name; a dimension without an entry is left whole.
    private let windows: [String: IndexWindow]
    /// Names of variables whose cells in the policy's box are known.
    private let boxed: Set<String>
    private let clipped: [ObjectIdentifier: Axis]
    /// Dimensions of unreadable variables alone.
    private let unknown: Set<String>
    /// The valid times of forecasts as they are left, by the identity of the axis of all of them.
    private let forecasts: [ObjectIdentifier: ForecastTimes]

    init(_ policy: Policy, of dataset: Dataset, now: Int64) {
        self.policy = policy
        let dimensions = { (variables: [StoredVariable]) in
            Set(variables.flatMap(\.dimensions).map(\.name))
        }
        unknown = dimensions(dataset.unreadable.map(\.stored))
            .subtracting(dimensions(dataset.variables.map(\.stored)))
        var windows: [String: IndexWindow] = [:]
        for axis in dataset.axes where axis.role == .time {
            windows[axis.name] = Self.window(of: axis, policy, now)
        }
        let whole = Self.forecasts(of: dataset)
        for forecast in policy.hasTimes ? whole : [] {
            let found = forecast.positions(in: Self.span(of: forecast.dates, policy, now))
            for (axis, positions) in [(forecast.runAxis, found.runs), (forecast.leadAxis, found.leads)] {
                guard let axis else { continue }
                let known = windows[axis.name]?.positions ?? []
                windows[axis.name] = IndexWindow(positions: Set(known + positions).sorted())
            }
        }
        var boxed: Set<String> = []
        if let box = policy.box {
            for variable in dataset.variables {
                guard let window = variable.grid?.window(in: box),
                    let x = variable.axis(.x)?.axis, let y = variable.axis(.y)?.axis
                else { continue }
                boxed.insert(variable.name)
                windows[x.name] = IndexWindow(runs: window.columns.map { $0.start..<($0.start + $0.count) })
                windows[y.name] = IndexWindow(runs: window.rows.map { $0.start..<($0.start + $0.count) })
            }
        }
        self.windows = windows
        self.boxed = boxed
        let clipped = dataset.axes.reduce(into: [ObjectIdentifier: Axis]()) { clipped, axis in
            guard let window = windows[axis.name], window.count > 0 else { return }
            clipped[ObjectIdentifier(axis)] = axis.clipped(to: window)
        }
        self.clipped = clipped
        forecasts = (policy.hasTimes ? whole : []).reduce(into: [:]) { forecasts, forecast in
            let cut = { (axis: Axis) -> (axis: Axis, window: IndexWindow)? in
                guard let window = windows[axis.name], window.count > 0 else { return nil }
                return (clipped[ObjectIdentifier(axis)] ?? axis.clipped(to: window), window)
            }
            guard let leads = cut(forecast.leadAxis) else { return }
            forecasts[ObjectIdentifier(forecast.axis)] = forecast.restricted(
                to: Self.span(of: forecast.dates, policy, now),
                runs: forecast.runAxis.flatMap(cut),
                leads: leads
            )
        }
    }

    private var hidesCells: Bool { policy.hasTimes || policy.box != nil }

    /// Whether one whose place or time is not known may be seen: never where some are hidden.
    func shows(unreadable name: String) -> Bool {
        !hidesCells && policy.variables.map { $0.contains(name) } ?? true
    }

    /// False for an array along dimensions of which a damaged coordinate would say what may be seen.
    private func knows(_ array: StoredVariable) -> Bool {
        !hidesCells || unknown.isDisjoint(with: array.dimensions.map(\.name))
    }

    /// The forecasts of a dataset, each once.
    private static func forecasts(of dataset: Dataset) -> [ForecastTimes] {
        var seen: Set<ObjectIdentifier> = []
        return dataset.variables.compactMap(\.forecast).filter {
            seen.insert(ObjectIdentifier($0.axis)).inserted
        }
    }

    /// The moments that a policy leaves, in milliseconds of a calendar; a bound that is no date there leaves nothing.
    private static func span(of calendar: CFCalendar, _ policy: Policy, _ now: Int64) -> ClosedRange<Double> {
        let lower =
            policy.earliest.map { $0.milliseconds(now, calendar).map(Double.init) ?? .infinity } ?? -.infinity
        let upper =
            policy.latest.map { $0.milliseconds(now, calendar).map(Double.init) ?? -.infinity } ?? .infinity
        return lower <= upper ? lower...upper : .infinity ... .infinity
    }

    /// Nil where the policy says nothing of time, or the axis has no dates (its variables are then hidden).
    private static func window(of axis: Axis, _ policy: Policy, _ now: Int64) -> IndexWindow? {
        guard policy.hasTimes, let calendar = axis.times?.calendar else { return nil }
        let span = span(of: calendar, policy, now)
        let runs = axis.cells.indices(from: span.lowerBound, to: span.upperBound, tolerance: 0)
        return IndexWindow(runs: runs.map { $0.start..<($0.start + $0.count) })
    }

    /// Whether any of a variable may be seen.
    func shows(_ variable: Variable) -> Bool {
        if let names = policy.variables, !names.contains(variable.name) { return false }
        if policy.box != nil, !boxed.contains(variable.name) { return false }
        let isTimed = policy.hasTimes
        let times = variable.axes.filter { $0.role == .time }
        if isTimed, times.contains(where: { $0.times == nil }) { return false }
        // Runs without leads that are lengths of time: whether their valid times lie inside is not known.
        let hasRuns = variable.axes.contains { $0.role == .referenceTime }
        if isTimed, times.isEmpty, hasRuns, variable.forecast == nil { return false }
        return variable.stored.dimensions.allSatisfy { windows[$0.name].map { $0.count > 0 } ?? true }
    }

    /// False for an array of runs and leads of which some pairs are hidden: they are no box of indices, so it is not
    /// read by index.
    func leavesWhole(_ name: String, of kept: [Variable]) -> Bool {
        !policy.hasTimes || !kept.contains { $0.name == name && $0.forecast != nil }
    }

    /// False for an array along dimensions of which no data variable of the group says what they are, where times or
    /// places are hidden: it may be the coordinate of groups below.
    func places(_ array: StoredVariable, of dataset: Dataset) -> Bool {
        guard hidesCells, !array.dimensions.isEmpty else { return true }
        return knows(array)
            && array.dimensions.contains { dimension in dataset.axes.contains { $0.name == dimension.name } }
    }

    /// Where variables are named, of texts only those named too and the labels of what may be seen.
    func shows(text: StoredVariable, of kept: [Variable]) -> Bool {
        guard knows(text) else { return false }
        guard let names = policy.variables else { return true }
        return names.contains(text.name)
            || kept.contains { $0.axes.contains { $0.labels?.variableName == text.name } }
    }

    /// What is seen of the groups above: where variables are named, of their data only those named.
    func inheritance(of dataset: Dataset) -> Inheritance {
        let shown = dataset.inherited.filter { array in
            policy.variables.map { $0.contains(array.name) } ?? true
                || !dataset.inheritedData.contains(array.name)
        }
        return Inheritance(arrays: shown.filter(knows).compactMap { stored($0) }, data: dataset.inheritedData)
    }

    /// Whether any position of an axis may be seen.
    func leaves(_ axis: Axis) -> Bool {
        windows[axis.name].map { $0.count > 0 } ?? true
    }

    /// An axis without its hidden positions: the same object for the same axis.
    func axis(_ axis: Axis) -> Axis {
        clipped[ObjectIdentifier(axis)] ?? windows[axis.name].map { axis.clipped(to: $0) } ?? axis
    }

    /// Tells views apart that show different things: part of every answer's entity tag.
    func identity(of kept: [Variable]) -> ViewIdentity {
        let cuts = windows.sorted { $0.key < $1.key }.map {
            ViewIdentity.Cut(dimension: $0.key, runs: $0.value.runs)
        }
        let times = forecasts.values.map { forecast in
            let milliseconds = forecast.axis.times?.milliseconds ?? []
            return ViewIdentity.ValidTimes(
                leadDimension: forecast.leadAxis.name,
                first: milliseconds.first,
                last: milliseconds.last,
                count: milliseconds.count
            )
        }
        return ViewIdentity(
            variables: kept.map(\.name),
            cuts: cuts,
            validTimes: times.sorted {
                ($0.leadDimension, $0.first ?? 0, $0.count) < ($1.leadDimension, $1.first ?? 0, $1.count)
            }
        )
    }

    func stored(_ variable: StoredVariable) -> StoredVariable? {
        let cut = variable.dimensions.map { windows[$0.name] }
        guard cut.contains(where: { $0 != nil }) else { return variable }
        let dimensions = zip(variable.dimensions, cut).map { dimension, window in
            StoredVariable.Dimension(name: dimension.name, size: window?.count ?? dimension.size)
        }
        guard !dimensions.contains(where: { $0.size == 0 }) else { return nil }
        return StoredVariable(
            name: variable.name,
            dimensions: dimensions,
            dataType: variable.dataType,
            attributes: variable.attributes,
            array: variable.array,
            windows: cut,
            textForm: variable.textForm
        )
    }

    func variable(_ variable: Variable) -> Variable {
        let axes = variable.axes.map { axis($0) }
        var grid = variable.grid
        if policy.box != nil, let x = variable.axis(.x)?.dimension, let y = variable.axis(.y)?.dimension {
            grid = RectilinearGrid(longitudes: axes[x].cells, latitudes: axes[y].cells)
        }
        return Variable(
            stored: stored(variable.stored) ?? variable.stored,
            axes: axes,
            grid: grid,
            packing: variable.packing,
            units: variable.units,
            standardName: variable.standardName,
            longName: variable.longName,
            scalars: variable.scalars,
            forecast: variable.forecast.map { forecasts[ObjectIdentifier($0.axis)] ?? $0 }
        )
    }
}

extension Axis {
    /// The positions that a window leaves, with the extents of their cells; longitudes rise steadily across a seam.
    fileprivate func clipped(to window: IndexWindow) -> Axis {
        let cells = cells.clipped(to: window, unwrapping: role == .x)
        return picked(by: window, cells: cells)
    }
}

extension CellAxis {
    /// The cells that a window leaves, each as wide as it was.
    fileprivate func clipped(to window: IndexWindow, unwrapping: Bool) -> CellAxis {
        if let part = computedPart(window) { return part }
        var kept = window.picked(from: centres)
        var bounds = window.runs.flatMap { run in
            run.clamped(to: 0..<count).compactMap { index in
                // A position that is missing has no ends; those of the others stay what they are.
                extent(at: index) ?? (known == nil ? nil : (Double.nan, Double.nan))
            }
        }
        if unwrapping {
            let turned = CellAxis.unwrapped(kept)
            if bounds.count == kept.count {
                bounds = zip(bounds, zip(kept, turned)).map { pair, change in
                    let turn = change.1 - change.0
                    return (pair.0 + turn, pair.1 + turn)
                }
            }
            kept = turned
        }
        return CellAxis(
            centres: kept,
            bounds: bounds.count == kept.count ? bounds : nil,
            type: type,
            sharedEdge: sharedEdge
        )
    }

    /// One run of computed positions is computed too; a single one needs its bounds.
    private func computedPart(_ window: IndexWindow) -> CellAxis? {
        guard let even = centres.even, window.runs.count == 1, let run = window.runs.first, run.count > 1,
            run.clamped(to: 0..<count) == run
        else { return nil }
        return even.part(run).map { CellAxis($0) }
    }
}

extension Policy.Moment {
    /// Milliseconds since 1970 in a calendar; nil for a date that it does not have.
    fileprivate func milliseconds(_ now: Int64, _ calendar: CFCalendar) -> Int64? {
        switch self {
        case .at(let text): text.start(in: calendar)
        case .fromNow(let seconds):
            // The same date in the axis's calendar, never the same count of days.
            TimeText(
                TimeText.text(
                    milliseconds: now.addingReportingOverflow(
                        seconds.multipliedReportingOverflow(by: 1000).partialValue
                    )
                    .partialValue,
                    calendar: .standard
                )
            )?.start(in: calendar)
        }
    }
}
