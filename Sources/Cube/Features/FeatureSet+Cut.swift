internal import Grids

/// What a policy leaves of features.
extension FeatureSet {
    /// The positions that a policy leaves of the dimensions of features.
    struct Left {
        var features: IndexWindow?
        var samples: IndexWindow?
        var profiles: IndexWindow?
    }

    /// Which features, samples and profiles are left: those in the box, of those that are left already.
    ///
    /// A feature without any sample is hidden, and so is one whose place is not known.
    ///
    /// - Returns: nil where nothing is to be hidden, or it is not known what.
    func left(in box: GeographicBox?, of known: Left, where isTimely: (Int) -> Bool) -> Left? {
        let features = (0..<count).filter { feature in
            known.features.map { $0.position(of: feature) != nil } ?? true && isTimely(feature)
                && isLeft(feature, in: box)
        }
        if layout.isRagged, let runs { return left(of: features, runs, in: box, of: known) }
        guard let box else {
            return names.instance == nil || features.count == count
                ? nil : Left(features: IndexWindow(positions: features), samples: known.samples)
        }
        switch places?.extent {
        case .features: return Left(features: IndexWindow(positions: features), samples: known.samples)
        case .all: return features.isEmpty ? Left(samples: IndexWindow(runs: [])) : known
        case .samples where names.instance == nil && names.sample != nil:
            let samples = (0..<(places?.count ?? 0)).filter { sample in
                known.samples.map { $0.position(of: sample) != nil } ?? true
                    && isPlaceLeft(at: sample, .samples, box)
            }
            return Left(samples: IndexWindow(positions: samples))
        default: return nil
        }
    }

    private func left(of features: [Int], _ runs: SampleRuns, in box: GeographicBox?, of known: Left) -> Left
    {
        var (keptFeatures, keptSamples, keptProfiles) = ([Int](), [Int](), [Int]())
        for feature in features {
            let before = keptSamples.count
            var numbers: [Int] = []
            profiles?.forEachPosition(of: feature) { numbers.append($0) }
            for (number, run) in runs.runNumbers(of: feature).enumerated() {
                let profile = numbers.indices.contains(number) ? numbers[number] : nil
                if let profile, known.profiles.map({ $0.position(of: profile) == nil }) ?? false { continue }
                if let profile, !isPlaceLeft(at: profile, .profiles, box) { continue }
                let first = keptSamples.count
                for sample in runs.run(run) {
                    if known.samples.map({ $0.position(of: sample) == nil }) ?? false { continue }
                    if isPlaceLeft(at: sample, .samples, box) { keptSamples.append(sample) }
                }
                if let profile, keptSamples.count > first { keptProfiles.append(profile) }
            }
            if keptSamples.count > before { keptFeatures.append(feature) }
        }
        return Left(
            features: names.instance == nil ? nil : IndexWindow(positions: keptFeatures),
            samples: IndexWindow(positions: keptSamples.sorted()),
            profiles: profiles == nil ? nil : IndexWindow(positions: keptProfiles.sorted())
        )
    }

    /// Whether the place of a feature that stays where it is lies in a box.
    private func isLeft(_ feature: Int, in box: GeographicBox?) -> Bool {
        guard let box else { return true }
        guard let places else { return false }
        switch places.extent {
        case .features, .all: return place(of: feature).map(box.holds) ?? false
        case .samples, .profiles, .rows: return true
        }
    }

    private func isPlaceLeft(at position: Int, _ extent: FeaturePlaces.Extent, _ box: GeographicBox?) -> Bool
    {
        guard let box, let places, places.extent == extent else { return true }
        return places.place(at: position).map(box.holds) ?? false
    }

    /// The same set without what is hidden of its dimensions; of `kept` variables only.
    ///
    /// - Returns: nil where nothing is left.
    func restricted(to left: Left, variables kept: Set<String>) -> FeatureSet? {
        let shown = variables.filter(kept.contains)
        guard !shown.isEmpty else { return nil }
        let all = left.features?.positions ?? Array(0..<count)
        guard !all.isEmpty else { return nil }
        return FeatureSet(
            type: type,
            layout: layout,
            names: names,
            count: all.count,
            variables: shown,
            texts: texts.map { texts in all.map { texts.indices.contains($0) ? texts[$0] : "" } },
            places: places(of: all, left),
            // Their ends may be hidden.
            times: left.samples == nil && left.profiles == nil ? times?.selected(all) : nil,
            runs: runs?.left(of: all) { position in
                left.samples.map { $0.position(of: position) } ?? position
            },
            profiles: profiles?.left(of: all) { position in
                left.profiles.map { $0.position(of: position) } ?? position
            },
            samplesEach: left.samples?.count ?? samplesEach
        )
    }

    private func places(of features: [Int], _ left: Left) -> FeaturePlaces? {
        guard let places else { return nil }
        switch places.extent {
        case .all: return places
        case .features: return places.selected(features)
        case .samples: return left.samples.map { places.selected($0.positions) } ?? places
        case .profiles: return left.profiles.map { places.selected($0.positions) } ?? places
        case .rows(let width):
            guard left.samples == nil else { return nil }
            return places.selected(features.flatMap { Array($0 * width..<($0 + 1) * width) })
        }
    }
}
