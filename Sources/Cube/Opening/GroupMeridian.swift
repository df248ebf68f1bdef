internal import CF
internal import JSON
internal import Zarr

/// The meridian that the longitudes of a group count from, where its grid mappings agree on one (CF 1.11, section 5.6).
struct GroupMeridian {
    /// Degrees east of Greenwich; 0 where they count from Greenwich, and where mappings disagree.
    let degrees: Double
    /// What is added to the numbers of an array, by its name and in its own units.
    private let shifts: [String: Double]

    /// `arrays` are all that can be referred to, `attributes` those of any array by its name.
    init(_ arrays: [String: StoredVariable], attributes: (String) -> CFAttributes?) {
        let mappings = Set(arrays.values.flatMap { Self.mappings(of: CFAttributes($0.attributes)) })
        let all = Set(mappings.compactMap { attributes($0).flatMap(PrimeMeridian.stated) })
        degrees = all.count == 1 ? all.first ?? 0 : 0
        shifts = degrees == 0 ? [:] : Self.shifts(by: degrees, arrays)
    }

    /// The names of mappings, without those of coordinates: "crs: lat lon".
    private static func mappings(of attributes: CFAttributes) -> [String] {
        let words = attributes.names("grid_mapping")
        let named = words.filter { $0.hasSuffix(":") }.map { String($0.dropLast()) }
        return (named.isEmpty ? words : named).map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    }

    private static func shifts(by degrees: Double, _ arrays: [String: StoredVariable]) -> [String: Double] {
        let meshes = arrays.values.map { CFAttributes($0.attributes) }
        let ofMeshes = Set(
            ["node_coordinates", "face_coordinates", "edge_coordinates"].flatMap { attribute in
                meshes.flatMap { $0.names(attribute) }
            }
        )
        var shifts: [String: Double] = [:]
        for (name, array) in arrays {
            let isLongitude =
                AxisEvidence.of(array)?.meaning == .longitude
                || (ofMeshes.contains(name) && PlaceLine.meaning(array) == .longitude)
            guard isLongitude else { continue }
            let attributes = CFAttributes(array.attributes)
            // Bounds have the units of their parent.
            let shift = degrees / CurvilinearBuilder.factor(attributes.text("units"))
            shifts[name] = shift
            if let bounds = attributes.text("bounds"), arrays[bounds] != nil { shifts[bounds] = shift }
        }
        return shifts
    }

    /// The same array, whose longitudes count from Greenwich where they are read as places.
    func applied(to array: StoredVariable) -> StoredVariable {
        shifts[array.name].map { array.shifted(by: $0) } ?? array
    }
}
