internal import CF

/// The ellipsoid or sphere that a grid mapping states, as PROJ words (digest: cf.md, section 9.2).
struct EarthFigure {
    let words: [String]
    /// False when nothing is stated and WGS84 is assumed.
    let isStated: Bool

    /// Axes shorter than this many metres are kilometres.
    private static let shortestAxis = 10_000.0

    init(_ attributes: CFAttributes) {
        let major = Self.metres(attributes, ["semi_major_axis", "semi_major"])
        let minor = Self.metres(attributes, ["semi_minor_axis", "semi_minor"])
        let radius = Self.metres(attributes, ["earth_radius", "spherical_earth_radius_meters"])
        let flattening = attributes.number("inverse_flattening")
        var words: [String]?
        if let axis = major ?? radius {
            if let flattening, flattening > 0 {
                words = ["+a=\(axis)", "+rf=\(flattening)"]
            } else if let minor, flattening == nil, minor != axis {
                words = ["+a=\(axis)", "+b=\(minor)"]
            } else {
                words = ["+R=\(axis)"]
            }
        } else if let name = Self.named(attributes) {
            words = ["+ellps=\(name)"]
        }
        isStated = words != nil
        self.words = (words ?? ["+ellps=WGS84"]) + Self.meridian(attributes)
    }

    private static func metres(_ attributes: CFAttributes, _ names: [String]) -> Double? {
        for name in names {
            if let value = attributes.number(name), value > 0, value.isFinite {
                return value < shortestAxis ? value * 1000 : value
            }
        }
        return nil
    }

    /// `reference_ellipsoid_name` or `horizontal_datum_name`, where it is one that PROJ has under another spelling.
    private static func named(_ attributes: CFAttributes) -> String? {
        let known = [
            "wgs 84": "WGS84", "wgs84": "WGS84", "wgs_1984": "WGS84", "grs 1980": "GRS80", "grs80": "GRS80",
            "airy 1830": "airy", "bessel 1841": "bessel", "clarke 1866": "clrk66",
            "international 1924": "intl",
            "krassovsky 1940": "krass", "sphere": "sphere",
        ]
        for name in ["reference_ellipsoid_name", "horizontal_datum_name"] {
            if let text = attributes.text(name), let ellipsoid = known[text.lowercased()] { return ellipsoid }
        }
        return nil
    }

    /// Inverse flattenings of the ellipsoids that `named` knows, as PROJ has them.
    private static let inverseFlattenings = [
        "WGS84": 298.257223563, "GRS80": 298.257222101, "airy": 299.3249646, "bessel": 299.1528128,
        "clrk66": 294.978698213898, "intl": 297, "krass": 298.3,
    ]

    /// The flattening that is stated, 0 for a sphere; nil where nothing is.
    ///
    /// It may be none of any body.
    static func flattening(of attributes: CFAttributes) -> Double? {
        if let inverse = attributes.number("inverse_flattening") { return inverse == 0 ? 0 : 1 / inverse }
        let major = metres(attributes, ["semi_major_axis", "semi_major"])
        let minor = metres(attributes, ["semi_minor_axis", "semi_minor"])
        if let major, let minor { return (major - minor) / major }
        if major != nil || metres(attributes, ["earth_radius", "spherical_earth_radius_meters"]) != nil {
            return 0
        }
        return named(attributes).map { inverseFlattenings[$0].map { 1 / $0 } ?? 0 }
    }

    private static func meridian(_ attributes: CFAttributes) -> [String] {
        guard let degrees = attributes.number("longitude_of_prime_meridian"), degrees != 0, degrees.isFinite
        else {
            return []
        }
        return ["+pm=\(degrees)"]
    }
}
