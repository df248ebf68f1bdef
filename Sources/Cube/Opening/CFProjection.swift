internal import CF
internal import JSON

/// The projections of CF 1.11, appendix F, as PROJ operations (digest: cf.md, section 9.3).
struct CFProjection {
    private let attributes: CFAttributes
    /// Metres in one unit of the axes: CF gives false easting and northing in those units.
    private let metresPerUnit: Double

    init(_ attributes: CFAttributes, metresPerUnit: Double) {
        self.attributes = attributes
        self.metresPerUnit = metresPerUnit
    }

    /// The PROJ words without the figure of the Earth; nil for a name that is not in the table.
    func words() -> [String]? {
        switch attributes.text("grid_mapping_name")?.lowercased() {
        case "rotated_latitude_longitude": rotatedPole
        case nil where attributes.number("grid_north_pole_latitude") != nil: rotatedPole
        case "lambert_conformal_conic": lambertConformal
        case "albers_conical_equal_area": conic("aea")
        case "lambert_azimuthal_equal_area": ["+proj=laea", latitude, longitude] + offsets
        case "azimuthal_equidistant": ["+proj=aeqd", latitude, longitude] + offsets
        case "lambert_cylindrical_equal_area": ["+proj=cea", longitude] + trueLatitude + offsets
        case "mercator": ["+proj=merc", longitude] + trueLatitude + offsets
        case "transverse_mercator": ["+proj=tmerc", latitude, longitude] + scale + offsets
        case "oblique_mercator": obliqueMercator
        case "polar_stereographic": polarStereographic
        case "stereographic":
            abs(origin) == 90 ? polarStereographic : ["+proj=stere", latitude, longitude] + scale + offsets
        case "orthographic": ["+proj=ortho", latitude, longitude] + offsets
        case "vertical_perspective": height.map { ["+proj=nsper", latitude, longitude, $0] + offsets }
        case "geostationary": geostationary
        case "sinusoidal": ["+proj=sinu", longitude] + offsets
        default: nil
        }
    }

    // Parameters, each under the names that people mix.

    private func number(_ names: String...) -> Double? {
        names.lazy.compactMap { attributes.number($0) }.first { $0.isFinite }
    }

    private var meridian: Double {
        number(
            "longitude_of_central_meridian",
            "longitude_of_projection_origin",
            "straight_vertical_longitude_from_pole"
        ) ?? 0
    }

    private var origin: Double { number("latitude_of_projection_origin") ?? 0 }

    private var longitude: String { "+lon_0=\(meridian)" }
    private var latitude: String { "+lat_0=\(origin)" }

    private var scaleFactor: Double? {
        number("scale_factor_at_projection_origin", "scale_factor_at_central_meridian")
    }

    private var scale: [String] { scaleFactor.map { ["+k_0=\($0)"] } ?? [] }

    private var parallels: [Double] {
        attributes.numberValues("standard_parallel").compactMap(\.doubleValue).filter(\.isFinite)
    }

    private var offsets: [String] {
        let easting = (number("false_easting") ?? 0) * metresPerUnit
        let northing = (number("false_northing") ?? 0) * metresPerUnit
        return ["+x_0=\(easting)", "+y_0=\(northing)"]
    }

    private var height: String? { number("perspective_point_height").map { "+h=\($0)" } }

    /// A cylinder's true latitude, else its scale (a "scale" far from 1 is something else).
    private var trueLatitude: [String] {
        if let parallel = parallels.first { return ["+lat_ts=\(parallel)"] }
        guard let factor = scaleFactor, (0.1...10).contains(factor) else { return [] }
        return ["+k_0=\(factor)"]
    }

    // Projections that need more than a line.

    private var rotatedPole: [String]? {
        guard let pole = number("grid_north_pole_latitude"),
            let longitude = number("grid_north_pole_longitude")
        else {
            return nil
        }
        let turn = number("north_pole_grid_longitude") ?? 0
        return [
            "+proj=ob_tran", "+o_proj=longlat", "+o_lat_p=\(pole)", "+o_lon_p=\(turn)",
            "+lon_0=\(180 + longitude)",
        ]
    }

    private func conic(_ name: String) -> [String]? {
        guard let first = parallels.first else { return nil }
        return ["+proj=\(name)", "+lat_1=\(first)", "+lat_2=\(parallels.last ?? first)", latitude, longitude]
            + offsets
    }

    /// With one parallel a scale factor may apply; nonsense such as π/180 occurs and is left out.
    private var lambertConformal: [String]? {
        let factor = scaleFactor.flatMap { (0.5...2).contains($0) && parallels.count == 1 ? $0 : nil }
        return conic("lcc").map { words in words + (factor.map { ["+k_0=\($0)"] } ?? []) }
    }

    private var obliqueMercator: [String]? {
        guard let azimuth = number("azimuth_of_central_line") else { return nil }
        let centre = number("longitude_of_projection_origin") ?? meridian
        return ["+proj=omerc", latitude, "+lonc=\(centre)", "+alpha=\(azimuth)", "+no_uoff"] + scale + offsets
    }

    /// Variant B by its true latitude, variant A by its scale; the pole by the sign of whatever latitude is given.
    private var polarStereographic: [String] {
        let given = number("latitude_of_projection_origin") ?? parallels.first ?? 90
        let truth = parallels.first.map { ["+lat_ts=\($0)"] } ?? scale
        return ["+proj=stere", "+lat_0=\(given < 0 ? -90 : 90)", longitude] + truth + offsets
    }

    /// Which axis the instrument sweeps: said, or the one that is not fixed, else y (Meteosat's).
    private var geostationary: [String]? {
        guard let height else { return nil }
        let fixed = attributes.text("fixed_angle_axis").map { $0 == "x" ? "y" : "x" }
        let sweep = attributes.text("sweep_angle_axis") ?? fixed ?? "y"
        return ["+proj=geos", longitude, height, "+sweep=\(sweep == "x" ? "x" : "y")"] + offsets
    }
}
