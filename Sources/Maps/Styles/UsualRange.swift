internal import Cube
internal import JSON

/// The range and the palette in which people expect to see well-known quantities near the Earth's surface.
struct UsualRange: Sendable {
    /// What the standard name must contain; nil matches by units alone, after all others.
    let name: String?
    /// The units in which the range stands, as udunits reads them.
    let units: [String]
    let minimum, maximum: Double
    let palette: String

    init(_ name: String?, _ units: [String], _ minimum: Double, _ maximum: Double, _ palette: String) {
        self.name = name
        self.units = units
        self.minimum = minimum
        self.maximum = maximum
        self.palette = palette
    }

    /// Whether zero is a middle that means something: both signs of a wind, and not of degrees Celsius.
    var isCentred: Bool { minimum == -maximum && Self.diverging.contains { palette.hasPrefix($0) } }

    private static let diverging = ["rdbu", "balance", "delta", "curl", "brbg", "topo"]
    /// Methods that make of a quantity how much it changes, of which nothing is usual (CF 1.11, appendix E).
    private static let spreads = ["standard_deviation", "variance", "range"]

    /// The entry for a variable's standard name and units, or, in the absence of a name, its units.
    static func of(_ variable: Variable) -> UsualRange? {
        let methods = variable.stored.attributes["cell_methods"]?.stringValue ?? ""
        guard !spreads.contains(where: methods.contains) else { return nil }
        let units = variable.readableUnits ?? ""
        if let name = variable.standardName {
            let match = all.first { entry in
                // Units first: comparing them costs less than searching in names.
                entry.units.contains(units) && entry.name.map { name.contains($0) } ?? false
            }
            if let match { return match }
        }
        return all.first { $0.name == nil && $0.units.contains(units) }
    }

    // Units as `Variable.readableUnits` has them, whose spelling does not matter.
    private static let kelvin = ["K"]
    private static let celsius = ["degC"]
    private static let share = ["1", "", "0-1", "(0 - 1)"]
    private static let percent = ["%"]
    private static let speed = ["m s-1", "ms-1"]

    /// The first match counts: special names stand before the general ones that they contain.
    static let all = special + general + ofAir + ofWater + ofLand + byUnits

    private static let general: [UsualRange] = [
        UsualRange("sea_surface_temperature", kelvin, 271, 305, "turbo"),
        UsualRange("sea_surface_temperature", celsius, -2, 32, "turbo"),
        UsualRange("sea_water_potential_temperature", celsius, -2, 32, "turbo"),
        UsualRange("sea_water_temperature", celsius, -2, 32, "turbo"),
        UsualRange("temperature_anomaly", kelvin + celsius, -5, 5, "rdbu-inv"),
        UsualRange("temperature", kelvin, 230, 315, "turbo"),
        UsualRange("temperature", celsius, -40, 40, "turbo"),
        UsualRange("air_pressure_at", ["Pa"], 97_000, 105_000, "spectral-inv"),
        UsualRange("air_pressure_at", ["hPa", "millibar"], 970, 1050, "spectral-inv"),
        UsualRange("relative_humidity", percent, 0, 100, "ylgnbu"),
        UsualRange("relative_humidity", share, 0, 1, "ylgnbu"),
        UsualRange("cloud_area_fraction", percent, 0, 100, "greys-inv"),
        UsualRange("cloud_area_fraction", share, 0, 1, "greys-inv"),
        UsualRange("sea_ice_area_fraction", percent, 0, 100, "blues-inv"),
        UsualRange("sea_ice_area_fraction", share, 0, 1, "blues-inv"),
        UsualRange("wind_speed", speed, 0, 30, "viridis"),
        UsualRange("eastward_wind", speed, -30, 30, "rdbu-inv"),
        UsualRange("northward_wind", speed, -30, 30, "rdbu-inv"),
        UsualRange("sea_water_velocity", speed, -1, 1, "rdbu-inv"),
        UsualRange("precipitation_flux", ["kg m-2 s-1", "kg/m2/s", "kg m**-2 s**-1"], 0, 0.0005, "blues"),
        UsualRange("precipitation_amount", ["kg m-2", "kg m**-2", "mm"], 0, 50, "blues"),
        UsualRange("significant_height", ["m"], 0, 10, "viridis"),
        UsualRange("sea_water_salinity", ["1e-3", "0.001", "1"], 30, 38, "viridis"),
        UsualRange("sea_surface_height", ["m"], -1.5, 1.5, "rdbu-inv"),
    ]

    private static let byUnits: [UsualRange] = [
        UsualRange(nil, kelvin, 230, 315, "turbo"),
        UsualRange(nil, celsius, -40, 40, "turbo"),
        UsualRange(nil, percent, 0, 100, "viridis"),
    ]
}
