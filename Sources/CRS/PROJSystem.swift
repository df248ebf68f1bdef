internal import CProj

/// A horizontal reference system that PROJ has understood.
final class System {
    private let pointer: OpaquePointer
    /// The system without a shift of its datum and without a vertical part: the same object, or one within it.
    private let plain: OpaquePointer
    private let isWithin: Bool

    /// - Throws: `notMade`, or `kind` for a system that has no places on the Earth.
    init(_ text: String, _ context: OpaquePointer?) throws(ReferenceSystemRefusal) {
        let isProjText = text.hasPrefix("+") && !text.contains("+type=crs")
        guard let made = proj_create(context, isProjText ? text + " +type=crs" : text) else {
            throw .notMade
        }
        if let kind = Self.kind(made) {
            proj_destroy(made)
            throw .kind(kind)
        }
        let compound = proj_get_type(made) == PJ_TYPE_COMPOUND_CRS
        let horizontal = compound ? proj_crs_get_sub_crs(context, made, 0) : nil
        let whole = horizontal ?? made
        if horizontal != nil { proj_destroy(made) }
        pointer = whole
        let source = proj_get_type(whole) == PJ_TYPE_BOUND_CRS ? proj_get_source_crs(context, whole) : nil
        plain = source ?? whole
        isWithin = source != nil
    }

    deinit {
        if isWithin { proj_destroy(plain) }
        proj_destroy(pointer)
    }

    /// What an object is that is no horizontal system; nil for one that is.
    private static func kind(_ object: OpaquePointer) -> String? {
        guard proj_is_crs(object) != 0 else { return "an operation" }
        return switch proj_get_type(object) {
        case PJ_TYPE_ENGINEERING_CRS: "an engineering system"
        case PJ_TYPE_VERTICAL_CRS: "a vertical system"
        case PJ_TYPE_TEMPORAL_CRS: "a temporal system"
        case PJ_TYPE_GEOCENTRIC_CRS: "a geocentric system"
        default: nil
        }
    }

    /// True for longitudes and latitudes as they are; about another pole they are a projection.
    func isGeographic(_ context: OpaquePointer?) -> Bool {
        isAngular && proj_crs_is_derived(context, plain) == 0
    }

    private var isAngular: Bool {
        let type = proj_get_type(plain)
        return type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS
    }

    /// The system in PROJ's own words, without its datum; empty where it has none.
    func words(_ context: OpaquePointer?) -> String {
        proj_as_proj_string(context, plain, PJ_PROJ_4, nil).map { String(cString: $0) } ?? ""
    }

    /// The factor of the first axis, 1 where PROJ does not tell and for degrees.
    func metresPerUnit(_ context: OpaquePointer?) -> Double {
        guard !isAngular, let axes = proj_crs_get_coordinate_system(context, plain) else { return 1 }
        defer { proj_destroy(axes) }
        var factor = 1.0
        let known = proj_cs_get_axis_info(context, axes, 0, nil, nil, nil, &factor, nil, nil, nil)
        return known != 0 && factor > 0 && factor.isFinite ? factor : 1
    }

    /// Degrees east of Greenwich of the meridian that its longitudes count from; 0 where PROJ does not tell.
    func primeMeridianDegrees(_ context: OpaquePointer?) -> Double {
        guard let meridian = proj_get_prime_meridian(context, plain) else { return 0 }
        defer { proj_destroy(meridian) }
        var (longitude, radiansPerUnit) = (0.0, 0.0)
        let isKnown = proj_prime_meridian_get_parameters(context, meridian, &longitude, &radiansPerUnit, nil)
        let degrees = longitude * radiansPerUnit * 180 / .pi
        // Numbers that were written in degrees are those again.
        let rounded = (degrees * 1e10).rounded() / 1e10
        return isKnown != 0 && rounded.isFinite && abs(rounded) <= 360 ? rounded : 0
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

    /// Name and direction of its axes in the order of the registry.
    func axes(_ context: OpaquePointer?) -> [(name: String, direction: String)] {
        guard let system = proj_crs_get_coordinate_system(context, plain) else { return [] }
        defer { proj_destroy(system) }
        return (0..<2).compactMap { index in
            var name: UnsafePointer<CChar>?
            var direction: UnsafePointer<CChar>?
            let known = proj_cs_get_axis_info(
                context,
                system,
                Int32(index),
                &name,
                nil,
                &direction,
                nil,
                nil,
                nil,
                nil
            )
            guard known != 0, let name, let direction else { return nil }
            return (String(cString: name), String(cString: direction))
        }
    }

    /// Where it is meant to be used, in degrees; nil where its definition does not say.
    func area(_ context: OpaquePointer?) -> (west: Double, south: Double, east: Double, north: Double)? {
        var (west, south, east, north) = (0.0, 0.0, 0.0, 0.0)
        guard proj_get_area_of_use(context, pointer, &west, &south, &east, &north, nil) != 0 else {
            return nil
        }
        // PROJ writes -1000 where nobody says.
        let isKnown =
            [west, east].allSatisfy { abs($0) <= 180 } && [south, north].allSatisfy { abs($0) <= 90 }
        return isKnown && south < north ? (west, south, east, north) : nil
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
