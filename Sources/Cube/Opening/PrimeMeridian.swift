internal import CF
internal import CRS

extension GridBuilder {
    /// Reports that the longitudes of a variable with a place count from another meridian than Greenwich.
    func tellPrimeMeridian(of variable: StoredVariable) {
        let mapping = GridMapping(
            variable: CFAttributes(variable.attributes),
            group: group,
            arrays: arrays,
            axisNames: CFAttributes(variable.attributes).names("coordinates")
                + variable.dimensions.map(\.name),
            metresPerUnit: 1,
            report: { _ in }
        )
        guard let attributes = mapping.variableMapping, let degrees = PrimeMeridian.degrees(of: attributes)
        else { return }
        report(.primeMeridian(degrees: degrees))
    }
}

/// The meridian that longitudes count from (CF 1.11, appendix F, `longitude_of_prime_meridian`).
enum PrimeMeridian {
    /// What a datum alone turns longitudes by is less.
    private static let least = 0.05

    /// Degrees east of Greenwich; nil for Greenwich, and for a projection, which has its meridian within it.
    static func degrees(of mapping: CFAttributes) -> Double? {
        guard CFProjection(mapping, metresPerUnit: 1).words() == nil else { return nil }
        if let stated = mapping.number("longitude_of_prime_meridian"), stated.isFinite, stated != 0 {
            return stated
        }
        let texts = ["crs_wkt", "spatial_ref"].compactMap { mapping.text($0) }
        // Most say Greenwich: PROJ is not asked.
        guard let text = texts.first(where: { $0.contains("PRIMEM") && !$0.contains("Greenwich") }),
            let system = try? Projector(text: text), system.isGeographic
        else { return nil }
        let greenwich = system.project(longitude: 0, latitude: 0).x
        guard greenwich.isFinite, abs(greenwich) >= least else { return nil }
        return -(greenwich * 100).rounded() / 100
    }
}
