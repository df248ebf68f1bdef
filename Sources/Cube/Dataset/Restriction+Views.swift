internal import CF
internal import Failures
internal import Grids
internal import JSON

extension Restriction {
    /// What is seen of the groups above: where variables are named, of their data only those named.
    func inheritance(of dataset: Dataset) -> Inheritance {
        let shown = dataset.inherited.filter { array in
            concernsShown(array) && !hidden.contains(array.name)
                && (policy.variables.map { $0.contains(array.name) } ?? true
                    || !dataset.inheritedData.contains(array.name))
        }
        return Inheritance(arrays: shown.filter(knows).compactMap { stored($0) }, data: dataset.inheritedData)
    }

    /// An axis without its hidden positions: the same object for the same axis.
    func axis(_ axis: Axis) -> Axis {
        untold[ObjectIdentifier(axis)] ?? clipped[ObjectIdentifier(axis)] ?? windows[axis.name].map {
            axis.clipped(to: $0)
        } ?? axis
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
            masks: boxed.masks,
            validTimes: times.sorted {
                ($0.leadDimension, $0.first ?? 0, $0.count) < ($1.leadDimension, $1.first ?? 0, $1.count)
            },
            offer: ViewIdentity.Offer(policy)
        )
    }

    func stored(_ variable: StoredVariable) -> StoredVariable? {
        let cut = variable.dimensions.map { windows[$0.name] }
        let hidden = boxed.hidden(of: variable)
        // Texts have no number that means nothing.
        if hidden != nil, variable.isText { return nil }
        var attributes = attributes(
            variable.attributes,
            along: variable.dimensions.map(\.name),
            isData: isData(variable.name)
        )
        if hidden != nil {
            attributes["_FillValue"] = FillNumber(of: variable.dataType, variable.attributes).value
        }
        guard cut.contains(where: { $0 != nil }) || attributes != variable.attributes else { return variable }
        let dimensions = zip(variable.dimensions, cut).map { dimension, window in
            StoredVariable.Dimension(name: dimension.name, size: window?.count ?? dimension.size)
        }
        guard !dimensions.contains(where: { $0.size == 0 }) else { return nil }
        return StoredVariable(
            name: variable.name,
            dimensions: dimensions,
            dataType: variable.dataType,
            attributes: attributes,
            array: variable.array,
            windows: cut,
            hidden: hidden,
            textForm: variable.textForm,
            folding: variable.folding,
            shift: variable.shift,
            unfolded: variable.folding == nil ? nil : stored(variable.asStored)
        )
    }

    /// The features that are left, and the names of those alone.
    func features(_ set: FeatureSet, of kept: [Variable]) -> FeatureSet? {
        let left = FeatureSet.Left(
            features: set.names.instance.flatMap { windows[$0] },
            samples: set.names.sample.flatMap { windows[$0] },
            profiles: set.names.profile.flatMap { windows[$0] }
        )
        return set.restricted(to: left, variables: Set(kept.map(\.name)))
    }

    /// Of cells that move those at the steps that are left.
    private func left(_ grid: any Grid) -> (any Grid)? {
        guard let moving = grid as? MovingGrid, let window = windows[moving.dimension] else { return grid }
        return moving.left(window)
    }

    /// - Throws: as `Grid.part(of:memory:)`.
    func variable(_ variable: Variable) throws(Failure) -> Variable {
        let axes = variable.axes.map { axis($0) }
        return Variable(
            stored: stored(variable.stored) ?? variable.stored,
            axes: axes,
            grid: try boxed.grid(of: variable, windows).flatMap(left),
            gridDimensions: variable.gridDimensions,
            packing: variable.packing,
            units: variable.units,
            standardName: variable.standardName,
            longName: variable.longName,
            scalars: variable.scalars,
            forecast: variable.forecast.map { forecasts[ObjectIdentifier($0.axis)] ?? $0 }
        )
    }
}
