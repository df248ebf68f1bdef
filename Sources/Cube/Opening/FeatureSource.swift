internal import CF
internal import JSON
internal import Zarr

/// How the samples of a variable lie, told by dimensions and attributes alone: nothing is read (digest: cf.md, section 14).
struct FeatureSource {
    var layout: FeatureLayout
    /// What the arrays say that the features are.
    var type: FeatureType = .point
    /// Counts features; nil where there is one.
    var instance: StoredVariable.Dimension?
    var sample: StoredVariable.Dimension?
    var profile: StoredVariable.Dimension?
    /// Samples per feature (of profiles: samples of a profile).
    var counts: StoredVariable?
    /// The feature of each sample, or of each profile.
    var owners: StoredVariable?
    /// Places, of which both arrays lie along the same dimensions.
    var longitude, latitude: StoredVariable?
    var time, vertical: StoredVariable?
    /// Names of the features.
    var id: StoredVariable?
    /// The array that has a number where there is a sample.
    var presence: StoredVariable?
    /// Samples of each feature where nothing else tells.
    var samplesEach = 1

    var names: FeatureSet.Names {
        var names = FeatureSet.Names()
        (names.instance, names.sample, names.profile) = (instance?.name, sample?.name, profile?.name)
        (names.longitude, names.latitude) = (longitude?.name, latitude?.name)
        (names.time, names.vertical, names.id) = (time?.name, vertical?.name, id?.name)
        names.finding = [counts, owners].compactMap { $0?.name }
        return names
    }

    /// Tells apart what is not the same set.
    var key: String {
        let arrays = [counts, owners, longitude, latitude, time, vertical, id, presence].map {
            $0?.array.metadata.path ?? "-"
        }
        let dimensions = [instance, sample, profile].map { $0?.name ?? "-" }
        let words = [layout.rawValue, type.rawValue, "\(samplesEach)"] + arrays + dimensions
        return words.joined(separator: "\n")
    }
}
