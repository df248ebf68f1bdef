/// What a set of features is, by the places, times and heights of its samples (CF 1.11, section 9.1).
package enum FeatureType: String, Sendable, Hashable, CaseIterable {
    case point, timeSeries, trajectory, profile, timeSeriesProfile, trajectoryProfile

    /// As `featureType` has it, in any case; nil for other words.
    package init?(_ text: String) {
        let word = text.lowercased()
        guard let known = Self.allCases.first(where: { $0.rawValue.lowercased() == word }) else { return nil }
        self = known
    }

    /// Whether the samples of a feature have places of their own.
    package var isMoving: Bool { self == .trajectory || self == .trajectoryProfile }

    /// Whether samples lie above each other.
    package var hasHeights: Bool { [.profile, .timeSeriesProfile, .trajectoryProfile].contains(self) }

    /// Whether a feature is made of profiles.
    package var isNested: Bool { self == .timeSeriesProfile || self == .trajectoryProfile }
}

/// How the samples of a feature lie in the arrays (CF 1.11, section 9.3).
package enum FeatureLayout: String, Sendable, Hashable {
    /// No dimension counts features: all samples are of one, or each is a feature of its own (`point`).
    case single
    /// A row a feature, all with the same times or heights.
    case orthogonal
    /// A row a feature, filled up where it has fewer samples than others.
    case incomplete
    /// One feature after the other, by their counts.
    case contiguous
    /// In any order, by the number of the feature that each sample belongs to.
    case indexed
    /// Profiles in any order, their samples one after the other.
    case indexedContiguous = "indexed contiguous"

    /// Whether samples of all features share one dimension, along which a feature has runs.
    package var isRagged: Bool {
        switch self {
        case .contiguous, .indexed, .indexedContiguous: true
        case .single, .orthogonal, .incomplete: false
        }
    }
}
