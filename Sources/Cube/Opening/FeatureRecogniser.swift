internal import CF
internal import JSON
internal import Zarr

/// Recognises variables that are samples of features (CF 1.11, chapter 9).
struct FeatureRecogniser {
    let arrays: ArrayCatalogue
    /// The group's `featureType`.
    let stated: FeatureType?
    /// The arrays with `sample_dimension` or `instance_dimension`.
    let helpers: [StoredVariable]
    /// Longitudes, latitudes, times and heights among all arrays.
    let coordinates: [AxisEvidence.Meaning: [StoredVariable]]
    let variable: StoredVariable

    /// How the samples lie; nil for a variable that is none of samples.
    ///
    /// `hasPlane` says that it has axes of x or y: then a single place is not that of its samples.
    func source(hasPlane: Bool) -> FeatureSource? {
        ragged() ?? (hasPlane ? nil : single()) ?? rows()
    }

    func text(_ array: StoredVariable, _ attribute: String) -> String? {
        CFAttributes(array.attributes).text(attribute)
    }

    /// The dimension of a name, as any array has it.
    private func dimension(named name: String) -> StoredVariable.Dimension? {
        let along = (arrays.alongOneDimension[name] ?? []) + (arrays.textsAlong[name] ?? [])
        return along.lazy.flatMap(\.dimensions).first { $0.name == name }
    }

    // Ragged arrays.

    private func ragged() -> FeatureSource? {
        for sample in variable.dimensions {
            if let counts = helpers.first(where: { isCount($0, of: sample) }) {
                return contiguous(sample, counts)
            }
            if let owners = owners(along: sample) { return indexed(sample, owners) }
        }
        return nil
    }

    private func isCount(_ array: StoredVariable, of sample: StoredVariable.Dimension) -> Bool {
        text(array, "sample_dimension") == sample.name && array.dimensions != [sample]
    }

    private func owners(along dimension: StoredVariable.Dimension) -> StoredVariable? {
        helpers.first {
            $0.dimensions == [dimension]
                && text($0, "instance_dimension").map { $0 != dimension.name } ?? false
        }
    }

    private func contiguous(_ sample: StoredVariable.Dimension, _ counts: StoredVariable) -> FeatureSource {
        let own = counts.dimensions[0]
        guard let owners = owners(along: own) else {
            var source = FeatureSource(layout: .contiguous, instance: own, sample: sample, counts: counts)
            describe(&source)
            return source
        }
        var source = FeatureSource(layout: .indexedContiguous, sample: sample, profile: own)
        source.instance = instance(of: owners)
        (source.counts, source.owners) = (counts, owners)
        describe(&source)
        return source
    }

    private func indexed(_ sample: StoredVariable.Dimension, _ owners: StoredVariable) -> FeatureSource {
        var source = FeatureSource(layout: .indexed, sample: sample)
        source.instance = instance(of: owners)
        source.owners = owners
        describe(&source)
        return source
    }

    /// Features that have no array of their own are as many as their numbers tell, but no more than these.
    private func instance(of owners: StoredVariable) -> StoredVariable.Dimension? {
        text(owners, "instance_dimension").map { name in
            dimension(named: name) ?? .init(name: name, size: owners.dimensions[0].size)
        }
    }

    // Rows.

    /// A place without dimensions, of a variable that has no other.
    private func single() -> FeatureSource? {
        let listed = CFAttributes(variable.attributes).names("coordinates").compactMap { arrays[$0] }
        let others = [.longitude, .latitude].flatMap { meaning in
            (coordinates[meaning] ?? []).filter { saysItself($0, meaning) }
        }
        let scalars = (listed + others).filter(isScalar)
        guard let longitude = scalars.first(where: { meaning($0) == .longitude }),
            let latitude = scalars.first(where: { meaning($0) == .latitude }),
            pair(along: Set(variable.dimensions)) == nil
        else { return nil }
        var source = FeatureSource(layout: .single)
        (source.longitude, source.latitude) = (longitude, latitude)
        (source.sample, source.samplesEach) = (onlyDimension, Self.product(variable.dimensions))
        describe(&source)
        return source
    }

    private var onlyDimension: StoredVariable.Dimension? {
        variable.dimensions.count == 1 ? variable.dimensions[0] : nil
    }

    private func isScalar(_ array: StoredVariable) -> Bool {
        array.shape.allSatisfy { $0 == 1 } && !array.dimensions.contains(where: variable.dimensions.contains)
    }

    private func rows() -> FeatureSource? {
        guard let (longitude, latitude) = pair(along: Set(variable.dimensions)) else { return nil }
        var source = FeatureSource(layout: .orthogonal)
        (source.longitude, source.latitude) = (longitude, latitude)
        let placed = longitude.dimensions
        if placed.count == 2 {
            guard stated?.isMoving ?? false else { return nil }
            let named = placed.first { identifier(along: $0) != nil } ?? placed[0]
            source.instance = named
            describe(&source)
            return source
        }
        guard placed.count == 1 else { return nil }
        let isPath = placed[0].name == variable.dimensions.first?.name && isPath(along: placed[0])
        source.instance = isPath ? nil : placed[0]
        if isPath {
            (source.layout, source.sample) = (.single, onlyDimension)
            source.samplesEach = Self.product(variable.dimensions)
        } else if variable.dimensions.count == 1, stated == nil || stated == .point {
            source.layout = .single
        }
        describe(&source)
        return source
    }

    /// Whether places along a dimension are those of one thing that moves, and not those of several that do not.
    private func isPath(along dimension: StoredVariable.Dimension) -> Bool {
        guard identifier(along: dimension) == nil else { return false }
        if let stated { return stated.isMoving }
        let namesake = arrays[dimension.name]
        return namesake.map { $0.dimensions == [dimension] && meaning($0) == .time } ?? false
    }

    static func product(_ dimensions: [StoredVariable.Dimension]) -> Int {
        dimensions.reduce(1) { PlannedRead.product($0, $1.size) }
    }
}
