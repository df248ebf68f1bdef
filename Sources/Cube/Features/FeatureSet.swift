package import Grids

/// Features of one kind on the same arrays: what chapter 9 of CF calls a discrete sampling geometry.
///
/// Features are numbered from 0 in the order of the store. Samples of one feature are numbered from 0 too.
package struct FeatureSet: Sendable, Equatable {
    /// The names of the arrays and dimensions that features lie along.
    package struct Names: Sendable, Hashable {
        /// Counts features; nil where there is only one.
        package var instance: String?
        /// Counts samples: of all features if ragged, of each if not; nil where each feature has one sample.
        package var sample: String?
        /// Counts profiles, of features that are made of several.
        package var profile: String?
        package var longitude, latitude, time, vertical, id: String?
        /// The arrays by which samples are found: counts, and numbers of features.
        package var finding: [String] = []

        init() {}

        /// What says when, where and how high samples are.
        package var coordinates: [String] { [time, vertical, latitude, longitude].compactMap(\.self) }
    }

    package let type: FeatureType
    package let layout: FeatureLayout
    package let names: Names
    /// How many features there are.
    package let count: Int
    /// Data variables of the features.
    package let variables: [String]
    /// What the store has as names of features, whether they are used or not.
    let texts: [String]?
    /// Whether these name features, each by another one.
    package let hasIDs: Bool
    package let places: FeaturePlaces?
    package let times: FeatureTimes?
    /// The samples of each feature along the sample dimension; nil where all features have all of it.
    package let runs: SampleRuns?
    /// The profiles of each feature, of which each has a run of its own in `runs`.
    package let profiles: SampleRuns?
    /// Samples that each feature has where `runs` says nothing.
    let samplesEach: Int

    init(
        type: FeatureType,
        layout: FeatureLayout,
        names: Names,
        count: Int,
        variables: [String],
        texts: [String]? = nil,
        places: FeaturePlaces? = nil,
        times: FeatureTimes? = nil,
        runs: SampleRuns? = nil,
        profiles: SampleRuns? = nil,
        samplesEach: Int = 1
    ) {
        (self.type, self.layout, self.names, self.count) = (type, layout, names, count)
        (self.variables, self.texts, self.places, self.times) = (variables, texts, places, times)
        (self.runs, self.profiles, self.samplesEach) = (runs, profiles, samplesEach)
        hasIDs = texts.map { Self.areIDs($0, runs) } ?? false
    }

    /// Whether each feature has another name; one without samples may have none.
    private static func areIDs(_ texts: [String], _ runs: SampleRuns?) -> Bool {
        let isUsed = { (feature: Int) in runs.map { $0.count(of: feature) > 0 } ?? true }
        let used = texts.indices.filter { isUsed($0) || !texts[$0].isEmpty }.map { texts[$0] }
        return used.allSatisfy { !$0.isEmpty && $0.utf8.count <= AxisLabels.longestLabel }
            && Set(used).count == used.count
    }

    /// The name of a feature: its own, or its position where it has none.
    package func id(of feature: Int) -> String {
        guard hasIDs, let texts, texts.indices.contains(feature), !texts[feature].isEmpty else {
            return "\(feature)"
        }
        return texts[feature]
    }

    /// How many samples a feature has.
    package func sampleCount(of feature: Int) -> Int {
        guard feature >= 0, feature < count else { return 0 }
        return runs?.count(of: feature) ?? samplesEach
    }

    /// Samples of all features.
    package var sampleCount: Int {
        guard runs != nil else {
            let (product, overflows) = count.multipliedReportingOverflow(by: samplesEach)
            return overflows ? .max : product
        }
        return (0..<count).reduce(0) { $0 + sampleCount(of: $1) }
    }

    /// How many profiles a feature is made of; nil where it is none of several.
    package func profileCount(of feature: Int) -> Int? { profiles?.count(of: feature) }

    /// Calls `body` with the place of each sample of a feature, or of all of it, as far as known.
    func forEachPlace(of feature: Int, _ body: (GeographicPoint) -> Void) {
        guard let places, feature >= 0, feature < count else { return }
        func meet(_ position: Int) {
            if let place = places.place(at: position) { body(place) }
        }
        switch places.extent {
        case .all: meet(0)
        case .features: meet(feature)
        case .samples:
            if let runs {
                runs.forEachPosition(of: feature) { meet($0) }
            } else {
                for position in 0..<places.count { meet(position) }
            }
        case .profiles: profiles?.forEachPosition(of: feature) { meet($0) }
        case .rows(let width):
            let first = feature * width
            if let runs {
                runs.forEachPosition(of: feature) { meet(first + $0) }
            } else {
                for position in first..<(first + width) { meet(position) }
            }
        }
    }

    /// Where a feature is, a moving one at its first sample; nil where that is not known.
    package func place(of feature: Int) -> GeographicPoint? {
        var first: GeographicPoint?
        forEachPlace(of: feature) { place in first = first ?? place }
        return first
    }

    /// The least box around a feature's samples; nil where no place is known.
    package func extent(of feature: Int) -> GeographicExtent? {
        var extent = PlacesExtent()
        forEachPlace(of: feature) { extent.add($0) }
        return extent.box
    }

    /// The least box around all features.
    package var extent: GeographicExtent? {
        var extent = PlacesExtent()
        for feature in 0..<count { forEachPlace(of: feature) { extent.add($0) } }
        return extent.box
    }
}
