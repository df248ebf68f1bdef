internal import CRS
internal import CF
internal import JSON

extension ReferenceSystems {
    /// The connections of coordinates and systems (CoverageJSON 1.0, section 5).
    var json: JSONValue {
        var systems: [JSONValue] = [["coordinates": ["x", "y"], "system": horizontal.json]]
        if let vertical { systems.append(["coordinates": ["z"], "system": vertical.json]) }
        if let temporal { systems.append(["coordinates": ["t"], "system": temporal.json]) }
        return .array(systems)
    }
}

extension HorizontalReference {
    fileprivate var json: JSONValue {
        switch self {
        case .geographic: ["type": "GeographicCRS", "id": JSONValue(Self.geographicURI)]
        case .projected(let system):
            ["type": "ProjectedCRS", "id": JSONValue(system.uri), "wkt": JSONValue(system.wkt)]
        }
    }
}

extension VerticalReference {
    fileprivate var json: JSONValue {
        var system: JSONObject = JSONObject([("type", "VerticalCRS")])
        if let formula { system["description"] = ["en": JSONValue(formula)] }
        system["cs"] = [
            "csAxes": [
                [
                    "name": ["en": JSONValue(name)], "direction": JSONValue(direction),
                    "unit": ["symbol": JSONValue(units)],
                ]
            ]
        ]
        return .object(system)
    }
}

extension TemporalReference {
    fileprivate var json: JSONValue { ["type": "TemporalRS", "calendar": JSONValue(name)] }

    /// Calendars other than the Gregorian must be named by a URI (CoverageJSON 1.0, section 5.3): there is none but
    /// the text that defines them, so the CF name is its fragment.
    private var name: String {
        switch self {
        case .gregorian: "Gregorian"
        case .other(let calendar):
            "https://cfconventions.org/cf-conventions/cf-conventions.html#\(calendar.name)"
        }
    }
}
