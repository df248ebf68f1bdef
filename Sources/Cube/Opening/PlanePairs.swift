internal import CF
internal import JSON
internal import Zarr

/// Finds the two-dimensional longitudes and latitudes of variables (digest: cf.md, section 7, rule 2, and section 10).
struct PlanePairs {
    private let arrays: ArrayCatalogue
    /// Longitudes and latitudes over two dimensions or more.
    let places: [StoredVariable]
    /// Paths side by side are no grid.
    private let arePaths: Bool

    init(_ arrays: ArrayCatalogue, group: CFAttributes) {
        self.arrays = arrays
        places = arrays.all.filter { array in
            array.dimensions.count >= 2 && [.longitude, .latitude].contains(AxisEvidence.of(array)?.meaning)
        }
        arePaths = group.text("featureType")?.lowercased().hasPrefix("trajectory") ?? false
    }

    enum Found {
        case pair(PlanePair)
        /// Places over the faces of a cubed sphere.
        case faces(FacePair)
        /// Places over more dimensions of cells.
        case others
    }

    /// The pair that the variable's `coordinates` name, else one on its dimensions; `axes` are those of the variable.
    func found(for variable: StoredVariable, axes: [Axis]) -> Found? {
        guard !arePaths, variable.dimensions.count >= 2 else { return nil }
        let listed = CFAttributes(variable.attributes).names("coordinates").compactMap { arrays[$0] }
            .filter { $0.dimensions.count >= 2 }
        if let found = first(of: listed, axes, isListed: true) { return found }
        switch first(of: places, axes, isListed: false) {
        case .pair(let pair)?: return .pair(pair)
        case .faces(let faces)? where faces.face.size == FacePair.usualFaces: return .faces(faces)
        default: return nil
        }
    }

    private func first(of candidates: [StoredVariable], _ axes: [Axis], isListed: Bool) -> Found? {
        let names = Set(axes.map(\.name))
        let fitting = candidates.filter { names.isSuperset(of: $0.dimensions.map(\.name)) }
        let latitudes = fitting.filter { Self.meaning($0) == .latitude }
        let longitudes = fitting.filter { Self.meaning($0) == .longitude }
        // Of the two one may move while the other stays where it is.
        for fits in [Self.haveSameDimensions, { Self.differ($0, $1, along: Self.steps(axes)) }] {
            for longitude in longitudes {
                guard let latitude = latitudes.first(where: { fits(longitude, $0) }) else { continue }
                if let found = Self.found(longitude, latitude, axes, isListed) { return found }
            }
        }
        return nil
    }

    private static func haveSameDimensions(_ one: StoredVariable, _ other: StoredVariable) -> Bool {
        Set(one.dimensions.map(\.name)) == Set(other.dimensions.map(\.name))
    }

    /// Whether two arrays differ in one dimension alone, which is one of some.
    private static func differ(_ one: StoredVariable, _ other: StoredVariable, along steps: Set<String>)
        -> Bool
    {
        let odd = Set(one.dimensions.map(\.name)).symmetricDifference(other.dimensions.map(\.name))
        return odd.count == 1 && odd.isSubset(of: steps)
    }

    private static let times: [Axis.Role] = [.time, .referenceTime, .lead]

    private static func steps(_ axes: [Axis]) -> Set<String> {
        Set(axes.filter { times.contains($0.role) }.map(\.name))
    }

    private static func meaning(_ variable: StoredVariable) -> AxisEvidence.Meaning? {
        AxisEvidence.of(variable)?.meaning
    }

    private static func found(
        _ longitude: StoredVariable,
        _ latitude: StoredVariable,
        _ axes: [Axis],
        _ isListed: Bool
    ) -> Found? {
        let dimensions =
            longitude.dimensions + latitude.dimensions.filter { !longitude.dimensions.contains($0) }
        let own = Set(dimensions.map(\.name))
        let along = axes.filter { own.contains($0.name) }
        var plane = along.filter { !times.contains($0.role) }
        if plane.count > 2 { plane.removeAll { $0.count == 1 } }
        guard plane.count <= 2 else {
            guard haveSameDimensions(longitude, latitude) else { return nil }
            return FacePair(longitude, latitude, plane: plane, isListed: isListed).map(Found.faces) ?? .others
        }
        let steps = dimensions.filter { dimension in
            dimension.size > 1 && !plane.contains { $0.name == dimension.name }
        }
        guard plane.count == 2, steps.count <= 1 else { return nil }
        // What is known to be x, else not to be y, else the last.
        let x = plane.firstIndex { $0.role == .x } ?? plane.firstIndex { $0.role == .y }.map { 1 - $0 } ?? 1
        return .pair(
            PlanePair(
                longitude: longitude,
                latitude: latitude,
                row: plane[1 - x].name,
                column: plane[x].name,
                steps: steps.first,
                isListed: isListed
            )
        )
    }
}
