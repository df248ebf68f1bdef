internal import CF
internal import Grids
internal import JSON
internal import Zarr

/// The sampling geometries of one dataset: each is read once, however many variables lie on it.
///
/// Used by the one thread that opens.
final class FeatureCatalogue {
    private let arrays: ArrayCatalogue
    private let reader: CoordinateReader
    private let labels: LabelReader
    private let stated: FeatureType?
    private let helpers: [StoredVariable]
    private let coordinates: [AxisEvidence.Meaning: [StoredVariable]]
    private var sources: [(key: String, source: FeatureSource, set: FeatureSet?, variables: [String])] = []
    private(set) var findings: [Finding] = []

    init(arrays: ArrayCatalogue, reader: CoordinateReader, labels: LabelReader, group: CFAttributes) {
        (self.arrays, self.reader, self.labels) = (arrays, reader, labels)
        let word = group.text("featureType") ?? group.text("CF:featureType")
        stated = word.flatMap { FeatureType($0) }
        helpers = arrays.all.filter { array in
            array.dimensions.count == 1
                && ["sample_dimension", "instance_dimension"].contains { array.attributes[$0] != nil }
        }
        let meanings: [AxisEvidence.Meaning] = [.longitude, .latitude, .time, .vertical]
        coordinates = arrays.all.reduce(into: [:]) { known, array in
            guard let meaning = AxisEvidence.of(array)?.meaning, meanings.contains(meaning) else { return }
            known[meaning, default: []].append(array)
        }
        if let word, stated == nil { note(word, .unknownType(word)) }
    }

    /// What has been found, each set with its variables.
    var sets: [FeatureSet] {
        sources.compactMap { known in known.set.map { $0.with(variables: known.variables) } }
    }

    /// The features of which a variable is samples, and the dimension that counts them; nil where it is none of samples.
    ///
    /// `hasPlane` says that it has axes of x or y.
    ///
    /// - Throws: `Failure` when the store fails.
    func features(of variable: StoredVariable, hasPlane: Bool) throws -> (set: FeatureSet, instance: Int?)? {
        defer { noteGeometries(of: variable) }
        guard !helpers.isEmpty || coordinates[.longitude] != nil else { return nil }
        let recogniser = FeatureRecogniser(
            arrays: arrays,
            stated: stated,
            helpers: helpers,
            coordinates: coordinates,
            variable: variable
        )
        guard let source = recogniser.source(hasPlane: hasPlane) else { return nil }
        let index = try number(of: source, variable)
        sources[index].variables.append(variable.name)
        guard let set = sources[index].set else { return nil }
        return (set, source.instance.flatMap { variable.dimensions.firstIndex(of: $0) })
    }

    /// Features that stay where they are as a grid; nil for others, and where holding it is over a limit.
    func grid(of set: FeatureSet, _ built: BuiltGrids) throws -> (any Grid)? {
        guard let places = set.places, places.extent == .features, let name = set.names.longitude else {
            return nil
        }
        return try built.grid("features \(name) \(set.names.latitude ?? "")") {
            let bytes = PointsGrid.bytes(count: places.count)
            guard try reader.budget.hold(bytes, for: name) else { return nil }
            return try reader.budget.working { try PointsGrid(places, context: $0) }
        }
    }

    private func number(of source: FeatureSource, _ variable: StoredVariable) throws -> Int {
        let key = source.key
        if let known = sources.firstIndex(where: { $0.key == key }) { return known }
        if let stated, stated != source.type {
            note(variable.name, .otherType(stated: stated, found: source.type))
        }
        let maker = FeatureReader(source: source, reader: reader, labels: labels) { [self] in note($0, $1) }
        sources.append((key, source, try maker.set(named: variable.name), []))
        return sources.count - 1
    }

    /// Tells of a container of geometries that a variable names.
    private func noteGeometries(of variable: StoredVariable) {
        guard let name = CFAttributes(variable.attributes).text("geometry"), let container = arrays[name],
            let type = CFAttributes(container.attributes).text("geometry_type")
        else { return }
        let arePlaced = sets.contains { $0.variables.contains(variable.name) && $0.places?.hasPlace == true }
        note(container.name, .geometries(type: type, arePlaced: arePlaced))
    }

    private func note(_ name: String, _ problem: FeatureProblem) {
        let finding = Finding(subject: name, problem: .features(problem))
        if !findings.contains(finding) { findings.append(finding) }
    }
}

extension FeatureSet {
    fileprivate func with(variables: [String]) -> FeatureSet {
        FeatureSet(
            type: type,
            layout: layout,
            names: names,
            count: count,
            variables: variables,
            texts: texts,
            places: places,
            times: times,
            runs: runs,
            profiles: profiles,
            samplesEach: samplesEach
        )
    }
}
