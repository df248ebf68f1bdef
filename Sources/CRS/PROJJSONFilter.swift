internal import JSON

/// Lets through of a PROJJSON document what describes a horizontal reference system by numbers, and nothing else.
///
/// The counterpart of `WKTFilter` for the schema of PROJ (projjson.schema.json, 0.7).
struct PROJJSONFilter {
    /// PROJ nests a bound derived system ten levels deep.
    private static let maxDepth = 32

    /// The text for PROJ, written from the members that are known.
    static func text(of text: String) throws(ReferenceSystemRefusal) -> String {
        let document: JSONValue
        do {
            document = try JSONParser.parse(
                text,
                limits: .init(depth: maxDepth, bytes: ProjectionDefinition.maxBytes)
            )
        } catch {
            throw .unreadable(near: ReferenceSystemRefusal.excerpt(text))
        }
        guard let object = document.objectValue else {
            throw .unreadable(near: ReferenceSystemRefusal.excerpt(text))
        }
        return String(decoding: JSONValue.object(try system(object)).bytes, as: UTF8.self)
    }

    private static let systems: Set<String> = [
        "GeographicCRS", "GeodeticCRS", "ProjectedCRS", "DerivedGeographicCRS", "DerivedGeodeticCRS",
        "DerivedProjectedCRS",
    ]
    private static let kinds: [String: String] = [
        "EngineeringCRS": "an engineering system", "DerivedEngineeringCRS": "an engineering system",
        "VerticalCRS": "a vertical system", "DerivedVerticalCRS": "a vertical system",
        "TemporalCRS": "a temporal system", "ParametricCRS": "a parametric system",
        "Transformation": "an operation", "Conversion": "an operation",
        "ConcatenatedOperation": "an operation",
    ]
    /// The types of parts, which may also be left unsaid.
    private static let parts: Set<String> = [
        "GeodeticReferenceFrame", "DynamicGeodeticReferenceFrame", "DatumEnsemble", "Ellipsoid",
        "PrimeMeridian",
        "Conversion", "AbridgedTransformation", "OperationMethod", "ParameterValue", "CoordinateSystem",
        "Axis",
        "Unit", "LinearUnit", "AngularUnit", "ScaleUnit", "TimeUnit", "ParametricUnit", "Meridian",
    ]
    private static let members: Set<String> = [
        "name", "type", "datum", "datum_ensemble", "members", "accuracy", "ellipsoid", "semi_major_axis",
        "semi_minor_axis", "inverse_flattening", "radius", "prime_meridian", "longitude", "coordinate_system",
        "subtype", "axis", "abbreviation", "direction", "meridian", "unit", "conversion_factor", "conversion",
        "parameters", "value", "id", "ids", "authority", "code", "frame_reference_epoch",
    ]
    private static let dropped: Set<String> = [
        "$schema", "scope", "area", "bbox", "usages", "vertical_extent", "temporal_extent", "remarks",
        "anchor",
        "anchor_epoch", "deformation_models", "minimum_value", "maximum_value", "range_meaning", "version",
        "authority_citation", "uri",
    ]

    private static func system(_ object: JSONObject) throws(ReferenceSystemRefusal) -> JSONObject {
        let type = object["type"]?.stringValue ?? ""
        if systems.contains(type) { return try filtered(object, isTransformation: false) }
        if type == "CompoundCRS" {
            guard let first = object["components"]?.arrayValue?.first?.objectValue else { throw .empty }
            return try system(first)
        }
        if type == "BoundCRS" { return try bound(object) }
        if let kind = kinds[type] { throw .kind(kind) }
        throw .word(ReferenceSystemRefusal.excerpt(type.isEmpty ? "no type" : type))
    }

    private static func bound(_ object: JSONObject) throws(ReferenceSystemRefusal) -> JSONObject {
        var result = JSONObject([("type", "BoundCRS")])
        for key in ["source_crs", "target_crs"] {
            guard let inner = object[key]?.objectValue, inner["type"] != "BoundCRS" else { throw .word(key) }
            result[key] = .object(try system(inner))
        }
        guard let shift = object["transformation"]?.objectValue else { throw .word("transformation") }
        result["transformation"] = .object(try filtered(shift, isTransformation: true))
        return result
    }

    private static func filtered(
        _ object: JSONObject,
        isTransformation: Bool
    ) throws(ReferenceSystemRefusal) -> JSONObject {
        var result = JSONObject()
        for (key, value) in object.entries where !dropped.contains(key) {
            switch key {
            case "base_crs":
                guard let inner = value.objectValue else { throw .value("no object", of: key) }
                // PROJ leaves out what the kind of a base says itself.
                let isTyped = inner["type"] != nil
                result[key] = .object(
                    isTyped ? try system(inner) : try filtered(inner, isTransformation: isTransformation)
                )
            case "method":
                guard let method = value.objectValue else { throw .value("no object", of: key) }
                try check(method: method["name"]?.stringValue ?? "", isTransformation)
                result[key] = .object(try filtered(method, isTransformation: isTransformation))
            case "value":
                guard value.doubleValue?.isFinite == true || value.objectValue != nil else {
                    throw .value(
                        "a text",
                        of: ReferenceSystemRefusal.excerpt(object["name"]?.stringValue ?? key)
                    )
                }
                result[key] = try filtered(value, isTransformation)
            default:
                guard members.contains(key) else { throw .word(ReferenceSystemRefusal.excerpt(key)) }
                if key == "type" { try check(type: value.stringValue ?? "") }
                result[key] = try filtered(value, isTransformation)
            }
        }
        return result
    }

    private static func filtered(
        _ value: JSONValue,
        _ isTransformation: Bool
    ) throws(ReferenceSystemRefusal) -> JSONValue {
        switch value {
        case .object(let object): return .object(try filtered(object, isTransformation: isTransformation))
        case .array(let values):
            var result: [JSONValue] = []
            for value in values { result.append(try filtered(value, isTransformation)) }
            return .array(result)
        case .number(let number) where !number.isFinite: throw .value("\(number)", of: "a number")
        default: return value
        }
    }

    private static func check(method: String, _ isTransformation: Bool) throws(ReferenceSystemRefusal) {
        let isAllowed =
            isTransformation
            ? OperationMethods.allowsTransformation(method) : OperationMethods.allowsProjection(method)
        guard isAllowed else { throw .method(ReferenceSystemRefusal.excerpt(method)) }
    }

    private static func check(type: String) throws(ReferenceSystemRefusal) {
        guard systems.contains(type) || parts.contains(type) else {
            throw .word(ReferenceSystemRefusal.excerpt(type))
        }
    }
}
