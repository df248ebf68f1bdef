/// Names of projections and transformations in WKT and PROJJSON that may reach PROJ: of EPSG, OGC (WKT1), GDAL, ESRI.
///
/// A method that is named otherwise is refused: PROJ takes `PROJ …` for a text of its own, and methods of grids open
/// what their parameters name.
enum OperationMethods {
    /// Compared by letters and digits alone, in lower case, as PROJ does.
    static func allowsProjection(_ name: String) -> Bool {
        if let words = projWords(name) { return words }
        return projections.contains(bare(name))
    }

    /// Shifts of datum by numbers: translations and rotations.
    static func allowsTransformation(_ name: String) -> Bool { transformations.contains(bare(name)) }

    /// `PROJ ob_tran o_proj=longlat` and its like: each word one of PROJ's own; nil for other names.
    private static func projWords(_ name: String) -> Bool? {
        let words = name.split(separator: " ", omittingEmptySubsequences: false)
        guard words[0].lowercased() == "proj" else { return nil }
        guard words[0] == "PROJ", words.count >= 2, words.count <= 8 else { return false }
        let text = (["+proj=\(words[1])"] + words.dropFirst(2).map { "+\($0)" }).joined(separator: " ")
        return (try? ProjText(text)) != nil
    }

    private static func bare(_ name: String) -> String {
        String(decoding: name.lowercased().utf8.filter(isLetterOrDigit), as: UTF8.self)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x30 && byte <= 0x39)
    }

    private static let projections = Set(
        [
            "Adams_Square_II", "Adams World in a Square II", "Aitoff", "Albers", "Albers Equal Area",
            "Albers_Conic_Equal_Area", "American Polyconic", "Azimuthal_Equidistant", "Behrmann",
            "Berghaus_Star",
            "Bonne", "Bonne (South Orientated)", "Cassini", "Cassini-Soldner", "Colombia Urban",
            "Compact_Miller", "Craster_Parabolic", "Cylindrical_Equal_Area", "custom_proj4",
            "Double_Stereographic", "Eckert_I", "Eckert_II", "Eckert_III", "Eckert_IV", "Eckert_V",
            "Eckert_VI",
            "Equal Earth", "Equidistant_Conic", "Equidistant_Cylindrical",
            "Equidistant Cylindrical (Spherical)",
            "Equidistant_Cylindrical_Ellipsoidal", "Equirectangular", "Flat_Polar_Quartic",
            "Gall_Stereographic",
            "Gauss", "Gauss_Kruger", "Gauss Schreiber Transverse Mercator", "Geostationary_Satellite",
            "Geostationary Satellite (Sweep X)", "Geostationary Satellite (Sweep Y)", "Gnomonic",
            "Gnomonic_Ellipsoidal", "Goode Homolosine", "Goode_Homolosine", "Guam Projection",
            "Hotine_Oblique_Mercator", "Hotine Oblique Mercator (variant A)",
            "Hotine Oblique Mercator (variant B)", "Hotine_Oblique_Mercator_Azimuth_Center",
            "Hotine_Oblique_Mercator_Azimuth_Natural_Origin", "Hotine_Oblique_Mercator_Two_Point_Center",
            "Hotine_Oblique_Mercator_Two_Point_Natural_Origin",
            "Hotine Oblique Mercator Two Point Natural Origin",
            "Hyperbolic Cassini-Soldner", "IGAC_Plano_Cartesiano", "International Map of the World Polyconic",
            "Interrupted Goode Homolosine", "Interrupted Goode Homolosine Ocean", "Krovak",
            "Krovak (North Orientated)", "Krovak Modified", "Krovak Modified (North Orientated)",
            "Laborde Oblique Mercator", "Lambert_Azimuthal_Equal_Area",
            "Lambert Azimuthal Equal Area (Spherical)", "Lambert_Conformal_Conic",
            "Lambert_Conformal_Conic_1SP",
            "Lambert_Conformal_Conic_2SP", "Lambert_Conformal_Conic_2SP_Belgium",
            "Lambert Conic Conformal (1SP)", "Lambert Conic Conformal (1SP variant B)",
            "Lambert Conic Conformal (2SP)", "Lambert Conic Conformal (2SP Belgium)",
            "Lambert Conic Conformal (2SP Michigan)", "Lambert Conic Conformal (West Orientated)",
            "Lambert Conic Near-Conformal", "Lambert Cylindrical Equal Area",
            "Lambert Cylindrical Equal Area (Spherical)", "Loximuthal", "Mercator", "Mercator_1SP",
            "Mercator_2SP",
            "Mercator (variant A)", "Mercator (variant B)", "Mercator (variant C)", "Mercator (Spherical)",
            "Mercator (1SP) (Spherical)", "Mercator_Auxiliary_Sphere", "Miller_Cylindrical",
            "Modified Azimuthal Equidistant", "Mollweide", "Natural_Earth", "Natural_Earth_II",
            "New_Zealand_Map_Grid", "Oblique_Stereographic", "Orthographic", "Orthographic (Spherical)",
            "Patterson", "Peirce_Quincuncial", "Peirce Quincuncial (Square)", "Peirce Quincuncial (Diamond)",
            "Plate_Carree", "Polar_Stereographic", "Polar Stereographic (variant A)",
            "Polar Stereographic (variant B)", "Polar Stereographic (variant C)",
            "Pole rotation (GRIB convention)", "Pole rotation (netCDF CF convention)", "Polyconic",
            "Popular Visualisation Pseudo Mercator", "Pseudo-Mercator", "Quadrilateralized Spherical Cube",
            "Quartic_Authalic", "Rectified_Skew_Orthomorphic_Center",
            "Rectified_Skew_Orthomorphic_Natural_Origin", "Robinson", "Rotated_pole", "Sinusoidal",
            "Spherical Cross-Track Height", "Stereographic", "Stereographic_North_Pole",
            "Stereographic_South_Pole", "Swiss_Oblique_Cylindrical", "Swiss_Oblique_Mercator", "Times",
            "Transverse Cylindrical Equal Area", "Transverse_Mercator", "Transverse_Mercator_Complex",
            "Transverse_Mercator_South_Orientated", "Transverse Mercator (South Orientated)",
            "Transverse Mercator Zoned Grid System", "Tunisia_Mapping_Grid", "Tunisia Mining Grid",
            "Two_Point_Equidistant", "Van_der_Grinten_I", "VanDerGrinten", "Van Der Grinten",
            "Vertical Perspective", "Vertical_Near_Side_Perspective", "Wagner_I", "Wagner_II", "Wagner_III",
            "Wagner_IV", "Wagner_V", "Wagner_VI", "Wagner_VII", "Winkel_I", "Winkel_II", "Winkel_Tripel",
        ].map(bare)
    )

    private static let transformations: Set<String> = {
        let domains = ["geocentric domain", "geog2D domain", "geog3D domain"]
        let domainless = [
            "Geocentric translations", "Coordinate Frame rotation", "Position Vector transformation",
            "Position Vector (geocentric domain)", "Longitude rotation", "Geographic2D offsets",
        ]
        let others = domains.flatMap { domain in
            ["Geocentric translations", "Coordinate Frame rotation", "Position Vector transformation"]
                .map { "\($0) (\(domain))" }
        }
        return Set((domainless + others).map(bare))
    }()
}
