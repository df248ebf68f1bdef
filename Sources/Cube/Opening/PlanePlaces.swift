internal import CF
internal import CRS
internal import Grids

/// The projection that x and y of places are in (CF 1.11, section 5.6).
struct PlanePlaces {
    let projector: Projector
    /// Units of the projection in one of the stored numbers.
    let factor: Double

    /// Places between which the time is looked at.
    private static let batch = 1 << 16

    /// - Returns: nil where the system is one of degrees, or the numbers are in no unit of its own.
    init?(_ projector: Projector, units: String?) {
        guard !projector.isGeographic,
            let scale = AxisScale(units: units, projector: projector, ends: nil)
        else { return nil }
        self.projector = projector
        factor = scale.factor / projector.metresPerUnit
    }

    /// The projection of x and y that a variable's grid mapping tells, else that of the group.
    init?(
        of line: PlaceLine,
        by variable: CFAttributes,
        _ group: CFAttributes,
        _ arrays: ArrayCatalogue,
        report: @escaping (MetadataProblem) -> Void
    ) {
        let units = CFAttributes(line.longitude.attributes).text("units")
        let mapping = GridMapping(
            variable: variable,
            group: group,
            arrays: arrays,
            axisNames: [line.longitude.name, line.latitude.name],
            metresPerUnit: AxisScale(lengthsIn: units)?.factor ?? 1,
            report: report
        )
        guard let projector = mapping.projector() else { return nil }
        self.init(projector, units: units)
    }

    /// What makes other places of the same numbers.
    var facts: String { "\(projector.definition.text) \(factor)" }

    /// Turns x and y into longitudes and latitudes: NaN for what is missing, infinite ones for what is on no place.
    func unproject(_ x: inout [Double], _ y: inout [Double], check: () throws -> Void) throws {
        let missing = (0..<min(x.count, y.count)).filter { x[$0].isNaN || y[$0].isNaN }
        try x.withUnsafeMutableBufferPointer { x in
            try y.withUnsafeMutableBufferPointer { y in
                guard let longitudes = x.baseAddress, let latitudes = y.baseAddress else { return }
                let count = min(x.count, y.count)
                for first in stride(from: 0, to: count, by: Self.batch) {
                    try check()
                    let some = min(Self.batch, count - first)
                    for place in first..<first + some {
                        longitudes[place] *= factor
                        latitudes[place] *= factor
                    }
                    projector.unproject(longitudes + first, latitudes + first, count: some)
                }
            }
        }
        for place in missing { (x[place], y[place]) = (.nan, .nan) }
    }
}

extension MeshSource {
    /// The same mesh, of which x and y on a plane have their projection, or are no places where none is told.
    ///
    /// The mesh's own `grid_mapping` counts, then that of x, then that of the data on it.
    func projected(
        _ arrays: ArrayCatalogue,
        _ group: CFAttributes,
        report: @escaping (MetadataProblem) -> Void
    ) -> MeshSource {
        // Nodes first: faces and edges follow from them.
        let lines = [nodes, faces, edges].compactMap(\.self).filter(\.isPlane)
        guard let line = lines.first else { return self }
        let candidates =
            [arrays.attributes(of: name), CFAttributes(line.longitude.attributes)].compactMap(\.self)
            + (arrays.onMeshes[name] ?? []).map { CFAttributes($0.attributes) }
        let told = candidates.first { $0.text("grid_mapping") != nil } ?? candidates.last
        let plane = PlanePlaces(of: line, by: told ?? group, group, arrays, report: report)
        var source = self
        source.isUnprojected = plane == nil
        source.nodes = nodes?.on(plane)
        source.faces = faces?.on(plane)
        source.edges = edges?.on(plane)
        return source
    }
}

extension PlaceLine {
    /// x and y among arrays that an attribute names, in whatever order.
    init?(plane names: [String], _ arrays: ArrayCatalogue) {
        let named = names.compactMap { arrays[$0] }
        self.init(x: named.first { Self.isAlong(.x, $0) }, y: named.first { Self.isAlong(.y, $0) })
    }

    /// What x and y are called.
    private struct Names {
        let letter: String
        let standard: Set<String>
        /// Usual names of degrees about another pole.
        let rotated: Set<String>
        let length: String
        /// What a name means that lengths may have all the same.
        let meaning: AxisEvidence.Meaning

        static let x = Names(
            letter: "x",
            standard: ["projection_x_coordinate", "grid_longitude"],
            rotated: ["rlon", "grid_longitude"],
            length: "easting",
            meaning: .longitude
        )
        static let y = Names(
            letter: "y",
            standard: ["projection_y_coordinate", "grid_latitude"],
            rotated: ["rlat", "grid_latitude"],
            length: "northing",
            meaning: .latitude
        )
    }

    /// What is no longitude and latitude: the standard name tells, else the name, of a length or of degrees.
    private static func isAlong(_ names: Names, _ array: StoredVariable) -> Bool {
        let attributes = CFAttributes(array.attributes)
        if let name = attributes.text("standard_name") { return names.standard.contains(name.lowercased()) }
        let name = array.name.lowercased()
        if names.rotated.contains(name) { return true }
        return isLength(array)
            && (name.hasSuffix(names.letter) || name.hasSuffix(names.length)
                || AxisNames.meaning(of: array.name) == names.meaning)
    }

    /// The same places in a projection; nil for x and y without one.
    func on(_ plane: PlanePlaces?) -> PlaceLine? {
        guard isPlane else { return self }
        guard let plane else { return nil }
        var line = self
        line.plane = plane
        return line
    }
}
