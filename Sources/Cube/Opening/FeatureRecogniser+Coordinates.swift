internal import CF
internal import JSON
internal import Zarr

/// What says where, when and how high samples are.
extension FeatureRecogniser {
    func meaning(_ array: StoredVariable) -> AxisEvidence.Meaning? { AxisEvidence.of(array)?.meaning }

    /// Longitudes and latitudes along some of these dimensions: of several pairs the nominal one (`axis` X and Y), else the
    /// one that is listed first.
    func pair(along dimensions: Set<StoredVariable.Dimension>) -> (StoredVariable, StoredVariable)? {
        let candidates = self.candidates(.longitude, along: dimensions)
        let nominal = candidates.filter { $0.attributes["axis"] != nil }
        let latitudes = self.candidates(.latitude, along: dimensions)
        for longitude in nominal + candidates {
            let fitting = latitudes.filter { $0.dimensions == longitude.dimensions }
            if let latitude = fitting.first(where: {
                ($0.attributes["axis"] != nil) == (longitude.attributes["axis"] != nil)
            }) ?? fitting.first {
                return (longitude, latitude)
            }
        }
        return nil
    }

    /// Arrays of a meaning along some of these dimensions: those that the variable lists, then those that say so
    /// themselves.
    func candidates(_ meaning: AxisEvidence.Meaning, along dimensions: Set<StoredVariable.Dimension>)
        -> [StoredVariable]
    {
        let fits = { (array: StoredVariable) in
            !array.dimensions.isEmpty && dimensions.isSuperset(of: array.dimensions)
                && self.meaning(array) == meaning && array.name != self.variable.name
        }
        let listed = CFAttributes(variable.attributes).names("coordinates").compactMap { arrays[$0] }
        let known = Set(listed.map(\.name))
        let others = (coordinates[meaning] ?? []).filter { array in
            guard !known.contains(array.name), fits(array) else { return false }
            return saysItself(array, meaning) || dimensions.contains { $0.name == array.name }
        }
        return listed.filter(fits) + others
    }

    /// Whether an array that no variable lists is what its units say: these may be those of a header's field.
    func saysItself(_ array: StoredVariable, _ meaning: AxisEvidence.Meaning) -> Bool {
        (AxisEvidence.of(array)?.rank ?? .max) <= 2 || AxisNames.meaning(of: array.name) == meaning
    }

    /// Texts or numbers that name what a dimension counts.
    func identifier(along dimension: StoredVariable.Dimension) -> StoredVariable? {
        let texts = arrays.textsAlong[dimension.name] ?? []
        let along = texts + (arrays.alongOneDimension[dimension.name] ?? [])
        return along.first { $0.attributes["cf_role"] != nil && $0.dimensions.first == dimension }
    }

    /// Finds what a source lacks: when, how high, the names, and what that makes of it.
    func describe(_ source: inout FeatureSource) {
        let all = Set(
            variable.dimensions + [source.instance, source.profile, source.sample].compactMap(\.self)
        )
        if source.longitude == nil, let pair = pair(along: all) {
            (source.longitude, source.latitude) = pair
        }
        let instance = source.instance
        let elements = { (array: StoredVariable) in array.dimensions.filter { $0 != instance } }
        let placed = source.longitude.map(elements) ?? []
        let times = candidates(.time, along: all)
        source.time = times.first { !elements($0).isEmpty } ?? times.first
        let heights = candidates(.vertical, along: all)
        source.vertical = heights.first { !elements($0).isEmpty } ?? heights.first
        source.id = id(of: source)
        let others = variable.dimensions.filter { $0 != source.instance }
        if source.layout == .orthogonal { spread(&source, others, placed) }
        let isMoving =
            source.instance == nil
            ? source.longitude.map { !$0.dimensions.isEmpty } ?? false : !placed.isEmpty
        source.type = type(
            source,
            isMoving: isMoving && !(source.layout == .single && source.instance != nil),
            isHigh: source.vertical.map { !elements($0).isEmpty && elements($0) != placed } ?? false,
            isTimed: source.time.map { !elements($0).isEmpty } ?? false
        )
    }

    /// Whether rows are filled up, and what tells which of their places are samples.
    private func spread(
        _ source: inout FeatureSource,
        _ others: [StoredVariable.Dimension],
        _ placed: [StoredVariable.Dimension]
    ) {
        let instance = source.instance
        let isOwn = { (array: StoredVariable?) -> StoredVariable? in
            guard let array, let instance, array.dimensions.count > 1,
                array.dimensions.contains(instance)
            else { return nil }
            return array
        }
        source.samplesEach = Self.product(others)
        source.sample = others.count == 1 ? others[0] : nil
        source.presence = isOwn(source.vertical) ?? isOwn(source.time) ?? isOwn(source.longitude)
        if source.presence != nil { source.layout = .incomplete }
        if !placed.isEmpty { source.layout = .incomplete }
    }

    private func id(of source: FeatureSource) -> StoredVariable? {
        guard let instance = source.instance else {
            return (arrays.texts + arrays.all).first(where: namesOne)
        }
        if source.layout == .single { return identifier(along: instance) }
        return identifier(along: instance)
            ?? (arrays.textsAlong[instance.name] ?? []).first { $0.dimensions.first == instance }
    }

    /// Whether an array is the name of a single feature.
    private func namesOne(_ array: StoredVariable) -> Bool {
        let roles: Set<String> = ["timeseries_id", "profile_id", "trajectory_id"]
        guard let role = text(array, "cf_role"), roles.contains(role.lowercased()) else { return false }
        let areLetters = array.dimensions.count == 1 && array.array.metadata.element == .fixedBytes(1)
        return (areLetters || array.shape.allSatisfy { $0 == 1 })
            && !array.dimensions.contains(where: variable.dimensions.contains)
    }

    /// What the arrays say, unless what is stated agrees as far as they tell.
    private func type(_ source: FeatureSource, isMoving: Bool, isHigh: Bool, isTimed: Bool) -> FeatureType {
        let isPoint = source.layout == .single && source.instance != nil
        if let stated, stated.isMoving == isMoving, (stated == .point) == isPoint { return stated }
        if isPoint { return .point }
        if source.layout == .indexedContiguous { return isMoving ? .trajectoryProfile : .timeSeriesProfile }
        if isMoving { return isHigh ? .trajectoryProfile : .trajectory }
        guard isHigh else { return .timeSeries }
        let areApart = isTimed && source.time?.dimensions != source.vertical?.dimensions
        return areApart ? .timeSeriesProfile : .profile
    }
}
