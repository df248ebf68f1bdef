internal import CF

/// What can be wrong with sampling geometries, or has to be known of them (CF 1.11, chapter 9; digest: cf.md, section 14).
package enum FeatureProblem: Sendable, Hashable {
    /// A `featureType` that is none.
    case unknownType(String)
    /// A `featureType` that the places, times and heights contradict.
    case otherType(stated: FeatureType, found: FeatureType)
    /// Counts or numbers of features that are none: negative, broken, or of no feature.
    case astray(count: Int)
    /// Samples that counts name beyond the end.
    case clipped(count: Int)
    /// Samples after the last that counts name.
    case unclaimed(count: Int, of: Int)
    /// Counts or numbers that are missing.
    case unwritten(count: Int)
    /// Nothing names the features.
    case noIDs
    /// Names that are empty or repeat, or are more than are read.
    case unusableIDs
    /// Longitudes and latitudes are nowhere, or are too many.
    case noPlaces
    /// Features without a place, among those that have samples.
    case placesMissing(count: Int, of: Int)
    /// Longitudes or latitudes that are no degrees, and that nothing marks as missing.
    case placesOutOfRange(count: Int)
    /// Features whose times do not rise from sample to sample.
    case timesFall(count: Int, of: Int)
    /// A container of geometries, by its type, whose features have points or not (CF 1.11, section 7.5).
    case geometries(type: String, arePlaced: Bool)
    /// More features or samples than 32 bits count.
    case tooMany(count: Int)
}

extension FeatureProblem {
    var severity: MetadataProblem.Severity {
        switch self {
        case .unwritten, .noIDs, .timesFall, .geometries(_, arePlaced: true): .note
        default: .warning
        }
    }

    /// What is wrong, about a subject that is named elsewhere.
    var text: String {
        switch self {
        case .unknownType(let word):
            "its featureType '\(DisplayText.title(word))' is none of CF's: arrays tell what it is"
        case .otherType(let stated, let found):
            "its featureType is \(stated.rawValue), its arrays are those of \(found.rawValue): these count"
        case .astray(let count):
            "\(count) of its numbers \(count == 1 ? "is" : "are") no count and no number of a feature: "
                + "the samples belong to none"
        case .clipped(let count):
            "counts \(count) samples beyond the end of them: these are left out"
        case .unclaimed(let count, let all):
            "its counts add up to \(all - count) of \(all) samples: the last \(count) belong\(count == 1 ? "s" : "") to no feature"
        case .unwritten(let count):
            "\(count) of its numbers \(count == 1 ? "is" : "are") missing: what they stand for is not written yet"
        case .noIDs: "names no feature (cf_role): their positions stand for names"
        case .unusableIDs: "its names are empty, repeat or are too many: positions stand for names"
        case .noPlaces:
            "its features have no longitudes and latitudes that can be read: names and positions find them"
        case .placesMissing(let count, let all): "\(count) of \(all) features have no place"
        case .placesOutOfRange(let count): MetadataProblem.placesOutOfRange(count: count).text
        case .timesFall(let count, let all):
            "the times of \(count) of \(all) features do not rise: they stay in their order"
        case .geometries(let type, let arePlaced):
            "its features are geometries (\(DisplayText.title(type))): "
                + (arePlaced
                    ? "they are found by name, by index and at the longitudes and latitudes that variables name; "
                        + "their outlines are read by DAP alone"
                    : "no longitudes and latitudes name a point of each, so they are read by DAP alone")
        case .tooMany(let count):
            "\(count) are more features or samples than are understood: served by index"
        }
    }

    /// How its owner can mend it.
    var remedy: String {
        switch self {
        case .unknownType:
            "Write point, timeSeries, trajectory, profile, timeSeriesProfile or trajectoryProfile."
        case .otherType(_, let found): "Write featureType = \(found.rawValue), or correct 'coordinates'."
        case .astray: "Write whole counts from 0 on, or numbers of features counted from 0."
        case .clipped, .unclaimed: "Let the counts add up to the length of the sample dimension."
        case .unwritten: "Nothing is wrong: write the number with the samples."
        case .noIDs: "Write names with cf_role = timeseries_id, profile_id or trajectory_id."
        case .unusableIDs: "Give every feature a name of its own."
        case .noPlaces: "Write longitudes and latitudes in degrees and name them in 'coordinates'."
        case .placesMissing: "Write longitude and latitude of every feature, in degrees."
        case .placesOutOfRange(let count): MetadataProblem.placesOutOfRange(count: count).remedy
        case .timesFall: "Write the samples of each feature in the order of their times."
        case .geometries(_, arePlaced: true): "Nothing is wrong: a point inside each geometry stands for it."
        case .geometries(_, arePlaced: false):
            "Write a longitude and latitude of each geometry and name them in 'coordinates'."
        case .tooMany: "Divide the features among groups."
        }
    }
}
