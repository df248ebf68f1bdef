internal import CF
internal import JSON
internal import Zarr

/// Which array holds the positions along each dimension (digest: cf.md, section 3.1).
struct CoordinateVariables {
    private let holders: [String: StoredVariable]

    init(_ arrays: ArrayCatalogue) {
        let texts = Set(arrays.texts.map(\.name))
        holders = arrays.alongOneDimension.reduce(into: [:]) { holders, entry in
            holders[entry.key] = Self.holder(
                of: entry.key,
                among: entry.value,
                listed: arrays.listed,
                isLabelled: texts.contains(entry.key)
            )
        }
    }

    subscript(dimension: String) -> StoredVariable? { holders[dimension] }

    /// Arrays that hold positions and say so by name or attributes: they are no data.
    var names: Set<String> {
        Set(
            holders.compactMap { dimension, holder in
                let evidence = AxisEvidence.of(
                    name: holder.name,
                    attributes: CFAttributes(holder.attributes),
                    isCoordinate: true
                )
                return holder.name == dimension || evidence != nil ? holder.name : nil
            }
        )
    }

    /// The namesake, unless another array tells the time better; else what is listed as a coordinate, has the name in
    /// other case, is a time, or is the one vertical coordinate, longitude or latitude.
    private static func holder(
        of dimension: String,
        among along: [StoredVariable],
        listed: Set<String>,
        isLabelled: Bool
    ) -> StoredVariable? {
        let timed = along.filter(isTime).sorted { timeRank($0) < timeRank($1) }
        if let namesake = along.first(where: { $0.name == dimension }) {
            let claimsTime = AxisNames.meaning(of: dimension) == .time
            return claimsTime && !isTime(namesake) ? timed.first ?? namesake : namesake
        }
        let named = along.filter { listed.contains($0.name) }
        if !named.isEmpty {
            let areStations = areStations(along)
            if let coordinate = named.first(where: { isPosition($0, areStations) }) { return coordinate }
        }
        // A namesake of texts: positions are indices, with labels.
        if isLabelled { return nil }
        if let sameButCase = along.first(where: { $0.name.lowercased() == dimension.lowercased() }) {
            return sameButCase
        }
        if let timed = timed.first { return timed }
        if AxisNames.meaning(of: dimension) == .vertical { return along.first { meaning($0) == .vertical } }
        let places = along.filter { meaning($0) == .longitude || meaning($0) == .latitude }
        return places.count == 1 ? places[0] : nil
    }

    /// Time, height or member by better evidence than its name; but not the height of stations, which have places.
    private static func isPosition(_ variable: StoredVariable, _ areStations: Bool) -> Bool {
        switch meaning(variable) {
        case .time, .member: true
        case .vertical: !areStations
        default: false
        }
    }

    private static func areStations(_ along: [StoredVariable]) -> Bool {
        let meanings = along.compactMap(meaning)
        return meanings.contains(.longitude) && meanings.contains(.latitude)
    }

    private static func meaning(_ variable: StoredVariable) -> AxisEvidence.Meaning? {
        AxisEvidence.of(
            name: variable.name,
            attributes: CFAttributes(variable.attributes),
            isCoordinate: false
        )?
        .meaning
    }

    private static func isTime(_ variable: StoredVariable) -> Bool {
        guard let units = CFAttributes(variable.attributes).text("units") else { return false }
        let isReference =
            AxisNames.meaning(of: variable.name) == .referenceTime || meaning(variable) == .referenceTime
        return TimeUnits.looksLikeTime(units) && !isReference
    }

    /// `standard_name` time first, then names that begin with `time` or `val`.
    private static func timeRank(_ variable: StoredVariable) -> Int {
        if CFAttributes(variable.attributes).text("standard_name") == "time" { return 0 }
        return variable.name.hasPrefix("time") || variable.name.hasPrefix("val") ? 1 : 2
    }
}
