internal import CF
package import Failures
internal import Grids
internal import JSON
internal import Zarr

/// What will be read of one feature: the values of its samples, and when, how high and where they were taken.
package struct FeaturePlan: Sendable {
    /// What an array says of the samples.
    package enum Role: Sendable, Equatable {
        case value, time, vertical, latitude, longitude
    }

    /// One array of the plan.
    package struct Part: Sendable {
        package let name: String
        package let role: Role
        /// What its numbers are along: samples, profiles, or other dimensions of the array, in its order.
        package let dimensions: [String]
    }

    package let set: FeatureSet
    package let feature: Int
    /// Its parts are those of `parts`, in the same order.
    package let plan: ReadPlan
    package let parts: [Part]
    /// Samples of each profile, in the order of the samples; nil for features that are none of profiles.
    package var profileSamples: [Int]? {
        self.set.profiles == nil ? nil : self.set.runs?.runCounts(of: feature)
    }
}

extension Dataset {
    /// Turns the samples of one feature into index ranges of the stored arrays: nothing is read.
    ///
    /// `names` are those of variables, none for all of the set. Coordinates are read as they are stored: one that is the same for all samples has one
    /// number.
    ///
    /// - Throws: `notFound` for a variable that is none of the set's, `invalid` for a feature that is not there, `tooLarge`.
    package func bind(feature: Int, of set: FeatureSet, variables names: [String] = []) throws(Failure)
        -> FeaturePlan
    {
        guard feature >= 0, feature < set.count else {
            throw .invalid(
                parameter: set.names.instance ?? "feature",
                received: "\(feature)",
                expected: "a feature from 0 to \(set.count - 1)"
            )
        }
        var (reads, parts) = ([PlannedRead](), [FeaturePlan.Part]())
        func add(_ variable: Variable, _ role: FeaturePlan.Role) {
            reads.append(
                PlannedRead(
                    stored: variable.stored,
                    variable: variable,
                    ranges: set.ranges(of: feature, in: variable.stored.dimensions),
                    window: resources.fetchWindow
                )
            )
            let dimensions = variable.stored.dimensions.map(\.name)
            parts.append(FeaturePlan.Part(name: variable.name, role: role, dimensions: dimensions))
        }
        for name in names.isEmpty ? set.variables : names {
            guard set.variables.contains(name) else { throw failure(naming: name, known: set.variables) }
            add(try variable(named: name), .value)
        }
        let roles: [(String?, FeaturePlan.Role)] = [
            (set.names.time, .time), (set.names.vertical, .vertical), (set.names.latitude, .latitude),
            (set.names.longitude, .longitude),
        ]
        for (name, role) in roles {
            if let stored = name.flatMap(coordinate) { add(asVariable(stored), role) }
        }
        return FeaturePlan(set: set, feature: feature, plan: try plan(reads), parts: parts)
    }

    /// An array of the group or those above it, as far as it may be seen.
    private func coordinate(_ name: String) -> StoredVariable? {
        arrays.first { $0.name == name } ?? inherited.first { $0.name == name && !$0.isText }
    }

    private func asVariable(_ stored: StoredVariable) -> Variable {
        let attributes = CFAttributes(stored.attributes)
        return Variable(
            stored: stored,
            axes: stored.dimensions.map { dimension in
                axes.first { $0.name == dimension.name && $0.count == dimension.size }
                    ?? Axis(name: dimension.name, role: .custom, cells: CellAxis(indices: dimension.size))
            },
            grid: nil,
            gridDimensions: nil,
            packing: Packing(type: stored.dataType, attributes: attributes, masksInvalid: true) { _ in }
                .inDoublePrecision.moved(by: stored.shift),
            units: attributes.text("units"),
            standardName: attributes.text("standard_name"),
            longName: attributes.text("long_name"),
            scalars: []
        )
    }
}

extension FeatureSet {
    /// The indices of a feature's samples along each dimension of an array.
    fileprivate func ranges(of feature: Int, in dimensions: [StoredVariable.Dimension]) -> [[IndexRange]] {
        dimensions.map { dimension in
            if dimension.name == names.instance { return [IndexRange(start: feature, count: 1)] }
            if dimension.name == names.sample, let runs { return runs.ranges(of: feature) }
            if dimension.name == names.profile, let profiles { return profiles.ranges(of: feature) }
            return dimension.size == 0 ? [] : [IndexRange(0..<dimension.size)]
        }
    }
}
