internal import CF
internal import Grids
internal import JSON
internal import Zarr

/// Reads what tells the features of a source apart: which samples are theirs, their names, places and times.
struct FeatureReader {
    let source: FeatureSource
    let reader: CoordinateReader
    let labels: LabelReader
    /// Is given findings, with the name of the array that they are about.
    let report: (String, FeatureProblem) -> Void

    /// How the samples of features are found.
    struct Samples {
        var count: Int
        var runs: SampleRuns?
        var profiles: SampleRuns?
    }

    /// The features, which `name` is a variable of; nil where it cannot be told which samples are theirs.
    ///
    /// - Throws: `Failure` when the store fails.
    func set(named name: String) throws -> FeatureSet? {
        let sizes = [source.instance, source.sample, source.profile].compactMap { $0?.size }
        if let large = sizes.first(where: { $0 >= SampleRuns.maxCount }) {
            report(name, .tooMany(count: large))
            return nil
        }
        guard let samples = try sound({ try self.samples() }) ?? nil else { return nil }
        let places = try sound { try self.places(samples) } ?? nil
        if places?.hasPlace != true { report(name, .noPlaces) }
        let times = try sound { try self.times(samples) } ?? nil
        let set = FeatureSet(
            type: source.type,
            layout: source.layout,
            names: source.names,
            count: samples.count,
            variables: [],
            texts: try sound { try self.texts(samples, name) } ?? nil,
            places: places?.hasPlace == true ? places : nil,
            times: times,
            runs: samples.runs,
            profiles: samples.profiles,
            samplesEach: source.samplesEach
        )
        if let id = source.id, set.texts != nil, !set.hasIDs { report(id.name, .unusableIDs) }
        reportPlaces(of: set, name)
        return set
    }

    private func reportPlaces(of set: FeatureSet, _ name: String) {
        guard set.places != nil else { return }
        let used = (0..<set.count).filter { set.sampleCount(of: $0) > 0 }
        let missing = used.count { set.place(of: $0) == nil }
        if missing > 0 {
            report(source.longitude?.name ?? name, .placesMissing(count: missing, of: used.count))
        }
    }

    /// What a damaged array would have told is not known; the damage has its own finding.
    private func sound<Result>(_ body: () throws -> Result) throws -> Result? {
        do {
            return try body()
        } catch is DamagedCoordinate {
            return nil
        }
    }

    // Samples.

    private func samples() throws -> Samples? {
        switch source.layout {
        case .single, .orthogonal: return Samples(count: source.instance?.size ?? 1)
        case .incomplete: return try incomplete()
        case .contiguous: return try contiguous()
        case .indexed: return try indexed()
        case .indexedContiguous: return try nested()
        }
    }

    private func incomplete() throws -> Samples? {
        guard let instance = source.instance else { return nil }
        guard let presence = source.presence, source.sample != nil else {
            return Samples(count: instance.size)
        }
        let most = reader.budget.left / SampleRuns.bytesPerRun
        let made = try numbers(of: presence, holding: 0) {
            SampleRuns.present($0, rows: instance.size, most: most)
        }
        guard let runs = made ?? nil, try hold(runs, presence.name) else { return nil }
        return Samples(count: instance.size, runs: runs)
    }

    private func contiguous() throws -> Samples? {
        guard let counts = source.counts, let sample = source.sample,
            let runs = try counted(counts, length: sample.size)
        else { return nil }
        return Samples(count: runs.ownerCount, runs: runs)
    }

    private func counted(_ counts: StoredVariable, length: Int) throws -> SampleRuns? {
        let bytes = PlannedRead.product(counts.shape[0], SampleRuns.bytesPerOwner + SampleRuns.bytesPerRun)
        let made = try numbers(of: counts, holding: bytes) {
            SampleRuns.contiguous(counts: $0, length: length)
        }
        guard let (runs, flaws) = made ?? nil else { return nil }
        report(flaws, of: counts)
        // Counts that are none, or are not written yet, say it already.
        if flaws.unclaimed > 0, flaws.astray == 0, flaws.missing == 0 {
            report(counts.name, .unclaimed(count: flaws.unclaimed, of: length))
        }
        return runs
    }

    private func indexed() throws -> Samples? {
        guard let owners = source.owners, let runs = try owned(owners) else { return nil }
        return Samples(count: runs.ownerCount, runs: runs)
    }

    /// The positions of each owner, of which `owners` has the number.
    private func owned(_ owners: StoredVariable) throws -> SampleRuns? {
        guard let instance = source.instance else { return nil }
        let bytes = PlannedRead.sum(
            PlannedRead.product(owners.shape[0], SampleRuns.bytesPerRun),
            PlannedRead.product(instance.size, SampleRuns.bytesPerOwner)
        )
        let made = try numbers(of: owners, holding: bytes) {
            SampleRuns.indexed($0, owners: instance.size)
        }
        guard let (runs, flaws) = made ?? nil else { return nil }
        report(flaws, of: owners)
        return runs
    }

    private func nested() throws -> Samples? {
        guard let counts = source.counts, let owners = source.owners, let sample = source.sample,
            let profiles = try owned(owners),
            let samples = try counted(counts, length: sample.size)
        else { return nil }
        return Samples(
            count: profiles.ownerCount,
            runs: samples.joined(by: profiles),
            profiles: profiles
        )
    }

    private func report(_ flaws: SampleRuns.Flaws, of array: StoredVariable) {
        if flaws.astray > 0 { report(array.name, .astray(count: flaws.astray)) }
        if flaws.clipped > 0 { report(array.name, .clipped(count: flaws.clipped)) }
        if flaws.missing > 0 { report(array.name, .unwritten(count: flaws.missing)) }
    }

    private func hold(_ runs: SampleRuns, _ name: String) throws -> Bool {
        try reader.budget.hold(runs.byteCount, for: name)
    }

    // Places.

    private func places(_ samples: Samples) throws -> FeaturePlaces? {
        guard let longitude = source.longitude, let latitude = source.latitude,
            let extent = extent(of: longitude)
        else { return nil }
        let half = FeaturePlaces.bytesPerPlace / 2
        let degrees = PlaceLine.areRadians(longitude) ? 180 / Double.pi : 1
        let sign = AxisEvidence.isWestward(CFAttributes(longitude.attributes).text("units")) ? -1.0 : 1
        let bytes = PlannedRead.product(longitude.shape.reduce(1, PlannedRead.product), half)
        guard
            var longitudes = try numbers(of: longitude, holding: bytes, { $0.map { $0 * sign * degrees } }),
            let latitudes = try numbers(of: latitude, holding: bytes, { $0.map { $0 * degrees } })
        else { return nil }
        let fill = CoordinateReader.unmarkedFill(longitude, latitude, degrees: (sign * degrees, degrees))
        if extent == .features {
            _ = MeshPlaces.dropUnwritten(from: &longitudes, latitudes, fill: fill)
        }
        let places = FeaturePlaces(extent, longitudes: longitudes, latitudes: latitudes)
        let stray = PlaceFlaws.outOfRange(longitudes, latitudes, fill: fill)
        if stray > 0, places.hasPlace { report(longitude.name, .placesOutOfRange(count: stray)) }
        return places
    }

    /// What an array has a number for each of; nil for what is of no use here.
    func extent(of array: StoredVariable) -> FeaturePlaces.Extent? {
        let dimensions = array.dimensions.filter { dimension in
            dimension.size != 1 || dimension == source.instance || dimension == source.sample
        }
        if dimensions.isEmpty { return .all }
        if dimensions == [source.instance] { return .features }
        if source.layout.isRagged || source.instance == nil {
            if dimensions == [source.sample] { return .samples }
            if dimensions == [source.profile] { return .profiles }
            return source.instance == nil && dimensions.count == 1 ? .samples : nil
        }
        guard let instance = source.instance, dimensions.contains(instance) else { return nil }
        return .rows(width: FeatureRecogniser.product(dimensions.filter { $0 != instance }))
    }
}
