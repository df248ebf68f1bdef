internal import Grids
internal import JSON

/// What was understood of sampling geometries, as JSON: of many features the first.
enum FeatureDescription {
    /// As many features are listed: the others are told by their number.
    private static let most = 100

    static func value(_ set: FeatureSet) -> JSONValue {
        let names = set.names
        let text = { (text: String?) in text.map { JSONValue.string($0) } ?? .null }
        return .object(
            JSONObject([
                ("type", .string(set.type.rawValue)), ("layout", .string(set.layout.rawValue)),
                ("features", JSONValue(set.count)), ("samples", JSONValue(set.sampleCount)),
                ("named", .bool(set.hasIDs)), ("variables", JSONValue(set.variables)),
                ("dimension", text(names.instance)), ("sample_dimension", text(names.sample)),
                ("profile_dimension", text(names.profile)), ("id", text(names.id)),
                ("coordinates", JSONValue(names.coordinates)),
                (
                    "extent",
                    set.extent.flatMap { GeographicExtent.bbox(around: [$0]) }
                        .map { .array($0.map { .number($0) }) } ?? .null
                ),
                ("first", .array((0..<min(set.count, most)).map { feature($0, of: set) })),
            ])
        )
    }

    private static func feature(_ feature: Int, of set: FeatureSet) -> JSONValue {
        let place = set.place(of: feature)
        let times = set.times?.texts(of: feature)
        var members: [(String, JSONValue)] = [
            ("id", .string(set.id(of: feature))),
            ("place", place.map { .array([.number($0.longitude), .number($0.latitude)]) } ?? .null),
            ("samples", JSONValue(set.sampleCount(of: feature))),
            ("times", times.map { .array([.string($0.first), .string($0.last)]) } ?? .null),
        ]
        if let count = set.profileCount(of: feature) { members.append(("profiles", JSONValue(count))) }
        return .object(JSONObject(members))
    }
}
