internal import JSON

/// What an array's attributes and name say it measures, in the order of trust of the digest (cf.md, section 3.2).
package struct AxisEvidence: Equatable {
    package enum Meaning: Equatable {
        case longitude, latitude
        /// Coordinates of a projection, or of a rotated pole.
        case projectionX, projectionY
        case vertical, time, referenceTime, lead, member
    }

    package let meaning: Meaning
    /// The lower, the better the evidence: 1 (`_CoordinateAxisType`) to 8 (the name alone).
    package let rank: Int

    package static let byName = 8

    package init(meaning: Meaning, rank: Int) {
        self.meaning = meaning
        self.rank = rank
    }

    /// The best evidence there is.
    ///
    /// Names and loose standard names count only for a dimension's own coordinate (`isCoordinate`).
    package static func of(name: String, attributes: CFAttributes, isCoordinate: Bool) -> AxisEvidence? {
        let units = attributes.text("units")
        let standard = attributes.text("standard_name").flatMap { standardName($0.lowercased()) }
        // `grid_longitude` is no longitude, whatever else is said.
        let isOnPlane = standard == .projectionX || standard == .projectionY
        let found: [Meaning?] = [
            isOnPlane ? nil : attributes.text("_CoordinateAxisType").flatMap(axisType),
            standard,
            units.flatMap(degrees),
            units.flatMap { TimeUnits.looksLikeTime($0) ? time(name) : nil },
            attributes.text("standard_name").flatMap { verticalName($0.lowercased(), loosely: isCoordinate) },
            isCoordinate ? attributes.text("axis").flatMap { letter($0, name) } : nil,
            vertical(units, attributes),
            isCoordinate ? AxisNames.meaning(of: name) : nil,
        ]
        guard let index = found.firstIndex(where: { $0 != nil }), let meaning = found[index] else {
            return nil
        }
        return AxisEvidence(meaning: meaning, rank: index + 1)
    }

    /// NetCDF-Java's own attribute.
    private static func axisType(_ text: String) -> Meaning? {
        switch text {
        case "Lon": .longitude
        case "Lat": .latitude
        case "GeoX": .projectionX
        case "GeoY": .projectionY
        case "GeoZ", "Height", "Pressure": .vertical
        case "Time": .time
        case "RunTime": .referenceTime
        case "TimeOffset": .lead
        case "Ensemble": .member
        default: nil
        }
    }

    private static func standardName(_ name: String) -> Meaning? {
        switch name {
        case "longitude": .longitude
        case "latitude": .latitude
        case "grid_longitude", "projection_x_coordinate", "projection_x_angular_coordinate",
            "x coordinate of projection":
            .projectionX
        case "grid_latitude", "projection_y_coordinate", "projection_y_angular_coordinate",
            "y coordinate of projection":
            .projectionY
        case "time": .time
        case "forecast_reference_time": .referenceTime
        case "forecast_period": .lead
        case "realization", "member": .member
        default: nil
        }
    }

    /// `degrees_east`, `degreeE`, `degree_north` …; plain `degrees` say nothing.
    private static func degrees(_ units: String) -> Meaning? {
        let text = units.lowercased()
        guard text.hasPrefix("degree") else { return nil }
        var rest = text.dropFirst("degree".count)
        if rest.hasPrefix("s") { rest = rest.dropFirst() }
        if rest.hasPrefix("_") { rest = rest.dropFirst() }
        switch rest {
        case "e", "east", "w", "west": return .longitude
        case "n", "north": return .latitude
        default: return nil
        }
    }

    /// Whether longitudes grow to the west: `degrees_west`, `degreeW`.
    package static func isWestward(_ units: String?) -> Bool {
        guard let units, degrees(units) == .longitude else { return false }
        return units.lowercased().hasSuffix("w") || units.lowercased().hasSuffix("west")
    }

    private static func time(_ name: String) -> Meaning {
        AxisNames.meaning(of: name) == .referenceTime ? .referenceTime : .time
    }

    private static func verticalName(_ name: String, loosely: Bool) -> Meaning? {
        let exact: Set<String> = ["air_pressure", "height", "altitude", "depth", "alevel"]
        let strict = ["model_level", "atmosphere_", "ocean_s", "ocean_sigma", "ocean_double"]
        let loose = ["height", "altitude", "depth"]
        let isVertical =
            exact.contains(name) || strict.contains(where: name.hasPrefix)
            || loosely && loose.contains(where: name.hasPrefix)
        return isVertical ? .vertical : nil
    }

    /// `axis`: the letter decides; the name may say that X and Y are longitude and latitude.
    private static func letter(_ letter: String, _ name: String) -> Meaning? {
        let named = AxisNames.meaning(of: name)
        return switch letter {
        case "X": named == .longitude ? .longitude : .projectionX
        case "Y": named == .latitude ? .latitude : .projectionY
        case "Z": .vertical
        case "T": named == .referenceTime || named == .lead ? named : .time
        default: nil
        }
    }

    private static func vertical(_ units: String?, _ attributes: CFAttributes) -> Meaning? {
        let levels: Set<String> = ["level", "layer", "sigma_level"]
        if isPressure(units: units) || units.map({ levels.contains($0.lowercased()) }) ?? false {
            return .vertical
        }
        guard let positive = attributes.text("positive")?.lowercased() else { return nil }
        return positive == "up" || positive == "down" ? .vertical : nil
    }

    private static let pressures: Set<String> = [
        "pa", "hpa", "kpa", "mb", "mbar", "millibar", "millibars", "bar", "dbar", "decibar", "pascal",
    ]

    package static func isPressure(units: String?) -> Bool {
        units.map { pressures.contains($0.lowercased()) } ?? false
    }
}
