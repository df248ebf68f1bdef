internal import CProj
internal import Execution
internal import Glibc

/// Longitude and latitude in degrees to the coordinates of a projection, and back, through PROJ.
///
/// Thread rule: a PROJ context and everything made in it belong to one thread. Each thread keeps its own context and
/// the transformations it has used; making one costs milliseconds, using one a fraction of a microsecond.
package struct Projector: Sendable {
    package let definition: ProjectionDefinition

    /// - Returns: nil when PROJ cannot make the projection.
    package init?(_ definition: ProjectionDefinition) {
        self.definition = definition
        guard ThreadProjections.current.value.transformation(definition) != nil else { return nil }
    }

    /// True when the definition is a geographic system: its coordinates are degrees already.
    package var isGeographic: Bool {
        ThreadProjections.current.value.transformation(definition)?.isGeographic ?? false
    }

    /// What registries and people call the system: nil for operations without a datum, and for systems without a code.
    package var system: NamedSystem? {
        guard definition.form == .system else { return nil }
        return ThreadProjections.current.value.named(definition)
    }

    /// Metres in one unit of the projected coordinates: systems in feet or kilometres exist.
    package var metresPerUnit: Double {
        ThreadProjections.current.value.transformation(definition)?.metresPerUnit ?? 1
    }

    /// Projected coordinates: metres, or degrees for rotated poles; infinity for what is not on the projection.
    package func project(_ point: GeographicPoint) -> (x: Double, y: Double) {
        var (x, y) = (point.longitude, point.latitude)
        withUnsafeMutablePointer(to: &x) { x in
            withUnsafeMutablePointer(to: &y) { y in project(x, y, count: 1) }
        }
        return (x, y)
    }

    /// The place of projected coordinates; infinity for what is on no place.
    package func unproject(x: Double, y: Double) -> GeographicPoint {
        var (longitude, latitude) = (x, y)
        withUnsafeMutablePointer(to: &longitude) { x in
            withUnsafeMutablePointer(to: &latitude) { y in transform(x, y, count: 1, inverse: true) }
        }
        return GeographicPoint(longitude: longitude, latitude: latitude)
    }

    /// Projects `count` longitudes and latitudes in place.
    func project(_ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, count: Int) {
        transform(x, y, count: count, inverse: false)
    }

    private func transform(
        _ x: UnsafeMutablePointer<Double>,
        _ y: UnsafeMutablePointer<Double>,
        count: Int,
        inverse: Bool
    ) {
        guard let transformation = ThreadProjections.current.value.transformation(definition) else {
            x.update(repeating: .infinity, count: count)
            y.update(repeating: .infinity, count: count)
            return
        }
        transformation.apply(x, y, count: count, inverse: inverse)
    }
}

/// One thread's PROJ context and its transformations by definition.
private final class ThreadProjections {
    static let current = ThreadLocal { ThreadProjections() }

    /// More than a worker's datasets have; with more the thread starts afresh.
    private static let mostKept = 64

    private let context: OpaquePointer?
    private var kept: [ProjectionDefinition: Transformation?] = [:]

    init() {
        context = proj_context_create()
        proj_context_set_enable_network(context, 0)
        proj_log_level(context, PJ_LOG_NONE)
    }

    deinit {
        kept = [:]
        proj_context_destroy(context)
    }

    func named(_ definition: ProjectionDefinition) -> NamedSystem? {
        System(definition.text, context)?.named(context)
    }

    func transformation(_ definition: ProjectionDefinition) -> Transformation? {
        if let known = kept[definition] { return known }
        if kept.count >= Self.mostKept { kept = [:] }
        let made = Transformation(definition, context: context)
        kept[definition] = .some(made)
        return made
    }
}

/// A PJ object, owned.
private final class Transformation {
    private let pointer: OpaquePointer
    /// Operations of PROJ take and give angles in radians; `proj_angular_*` tell where.
    private let takesRadians: Bool
    private let givesRadians: Bool
    let isGeographic: Bool
    let metresPerUnit: Double

    init?(_ definition: ProjectionDefinition, context: OpaquePointer?) {
        switch definition.form {
        case .operation:
            guard let made = proj_create(context, definition.text) else { return nil }
            pointer = made
            isGeographic =
                definition.text.contains("+proj=longlat") || definition.text.contains("+proj=latlong")
            metresPerUnit = 1
        case .system:
            guard let target = System(definition.text, context), let made = target.fromCRS84(context) else {
                return nil
            }
            pointer = made
            isGeographic = target.isGeographic
            metresPerUnit = target.metresPerUnit(context)
        }
        takesRadians = proj_angular_input(pointer, PJ_FWD) != 0
        // A rotated pole gives radians without saying so (PROJ 9.1.1).
        let isRotated = definition.form == .operation && definition.text.contains("o_proj=longlat")
        givesRadians = isRotated || proj_angular_output(pointer, PJ_FWD) != 0
    }

    deinit {
        proj_destroy(pointer)
    }

    func apply(
        _ x: UnsafeMutablePointer<Double>,
        _ y: UnsafeMutablePointer<Double>,
        count: Int,
        inverse: Bool
    ) {
        if inverse ? givesRadians : takesRadians { Self.scale(x, y, count, by: .pi / 180) }
        let size = MemoryLayout<Double>.stride
        proj_trans_generic(
            pointer,
            inverse ? PJ_INV : PJ_FWD,
            x,
            size,
            count,
            y,
            size,
            count,
            nil,
            0,
            0,
            nil,
            0,
            0
        )
        if inverse ? takesRadians : givesRadians { Self.scale(x, y, count, by: 180 / .pi) }
    }

    private static func scale(
        _ x: UnsafeMutablePointer<Double>,
        _ y: UnsafeMutablePointer<Double>,
        _ count: Int,
        by factor: Double
    ) {
        for index in 0..<count {
            x[index] *= factor
            y[index] *= factor
        }
    }
}

/// A reference system that PROJ has understood.
private final class System {
    private let pointer: OpaquePointer

    init?(_ text: String, _ context: OpaquePointer?) {
        let isProjString = text.contains("proj=") && !text.contains("[") && !text.contains("type=crs")
        guard let made = proj_create(context, isProjString ? text + " +type=crs" : text) else { return nil }
        guard proj_is_crs(made) != 0 else {
            proj_destroy(made)
            return nil
        }
        pointer = made
    }

    deinit {
        proj_destroy(pointer)
    }

    var isGeographic: Bool {
        let type = proj_get_type(pointer)
        return type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS
    }

    /// Its code and its definition as WKT; nil without a code.
    func named(_ context: OpaquePointer?) -> NamedSystem? {
        guard let authority = proj_get_id_auth_name(pointer, 0), let code = proj_get_id_code(pointer, 0),
            let wkt = proj_as_wkt(context, pointer, PJ_WKT2_2019, nil)
        else { return nil }
        return NamedSystem(
            authority: String(cString: authority),
            code: String(cString: code),
            wkt: String(cString: wkt)
        )
    }

    /// The factor of the first axis, 1 where PROJ does not tell.
    func metresPerUnit(_ context: OpaquePointer?) -> Double {
        guard !isGeographic, let axes = proj_crs_get_coordinate_system(context, pointer) else { return 1 }
        defer { proj_destroy(axes) }
        var factor = 1.0
        let known = proj_cs_get_axis_info(context, axes, 0, nil, nil, nil, &factor, nil, nil, nil)
        return known != 0 && factor > 0 && factor.isFinite ? factor : 1
    }

    func fromCRS84(_ context: OpaquePointer?) -> OpaquePointer? {
        guard let source = proj_create(context, "OGC:CRS84") else { return nil }
        defer { proj_destroy(source) }
        guard let both = proj_create_crs_to_crs_from_pj(context, source, pointer, nil, nil) else {
            return nil
        }
        defer { proj_destroy(both) }
        return proj_normalize_for_visualization(context, both)
    }
}
