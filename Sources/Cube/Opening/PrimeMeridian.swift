internal import CF
internal import CRS
internal import Grids

extension GridBuilder {
    /// Reports that the longitudes of a variable with a place count from another meridian than Greenwich.
    func tellPrimeMeridian(of variable: StoredVariable, on found: Result) {
        let mapping = GridMapping(
            variable: CFAttributes(variable.attributes),
            group: group,
            arrays: arrays,
            axisNames: CFAttributes(variable.attributes).names("coordinates")
                + variable.dimensions.map(\.name),
            metresPerUnit: 1,
            report: { _ in }
        )
        guard let attributes = mapping.variableMapping, let degrees = PrimeMeridian.stated(attributes),
            degrees != 0
        else { return }
        report(.primeMeridian(degrees: degrees, isShifted: isShifted(found)))
    }

    /// Whether the places of a grid come from longitudes that were moved to Greenwich.
    private func isShifted(_ found: Result) -> Bool {
        guard arrays.meridian.degrees != 0, !(found.grid is HEALPixGrid) else { return false }
        guard found.grid is RectilinearGrid else { return true }
        let holder = found.axes.first { $0.role == .x }?.variableName
        return holder.flatMap { arrays[$0] }.map { $0.shift != 0 } ?? false
    }
}

/// The meridian that longitudes count from (CF 1.11, appendix F, `longitude_of_prime_meridian`).
enum PrimeMeridian {
    /// Degrees east of Greenwich that a grid mapping states, 0 for Greenwich and where it states none; nil for a projection, which has
    /// its meridian within it.
    static func stated(_ mapping: CFAttributes) -> Double? {
        guard CFProjection(mapping, metresPerUnit: 1).words() == nil else { return nil }
        if let number = mapping.number("longitude_of_prime_meridian"), number != 0, abs(number) <= 360 {
            return number
        }
        // Most say Greenwich: PROJ is not asked.
        let texts = ["crs_wkt", "spatial_ref"].compactMap { mapping.text($0) }
        if let text = texts.first(where: { $0.contains("PRIMEM") && !$0.contains("Greenwich") }) {
            guard let system = try? Projector(text: text) else { return 0 }
            return system.isGeographic ? system.primeMeridianDegrees : nil
        }
        let name = mapping.text("prime_meridian_name")?.lowercased() ?? "greenwich"
        guard name != "greenwich" else { return 0 }
        return (try? Projector(text: "+proj=longlat +ellps=WGS84 +pm=\(name) +type=crs"))?
            .primeMeridianDegrees ?? 0
    }
}
