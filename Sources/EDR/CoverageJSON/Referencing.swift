internal import Cube
internal import JSON

/// The reference systems of a domain's coordinates (CoverageJSON 1.0, section 5).
enum Referencing {
    /// For coverages that share one list: the union, each coordinate once.
    static func json(of domains: [CoverageDomain]) -> JSONValue {
        var systems: [JSONValue] = [
            [
                "coordinates": ["x", "y"],
                "system": ["type": "GeographicCRS", "id": JSONValue(CRSName.uri)],
            ]
        ]
        if let axis = domains.lazy.compactMap(\.level).first?.axis {
            systems.append(["coordinates": ["z"], "system": vertical(axis)])
        }
        if let calendar = domains.lazy.compactMap(\.time?.axis.times).first?.calendar {
            systems.append([
                "coordinates": ["t"],
                "system": ["type": "TemporalRS", "calendar": JSONValue(name(of: calendar))],
            ])
        }
        return .array(systems)
    }

    /// Calendars other than the Gregorian must be named by a URI (CoverageJSON 1.0, section 5.3): there is none but
    /// the text that defines them, so the CF name is its fragment.
    private static func name(of calendar: CFCalendar) -> String {
        switch calendar {
        case .standard, .prolepticGregorian: "Gregorian"
        default: "https://cfconventions.org/cf-conventions/cf-conventions.html#\(calendar.name)"
        }
    }

    private static func vertical(_ axis: Axis) -> JSONValue {
        let name = axis.longName ?? axis.standardName ?? axis.name
        var system: JSONObject = JSONObject([("type", "VerticalCRS")])
        if let formula = axis.meaning.formula {
            system["description"] = ["en": JSONValue(ReferenceText.words(of: formula))]
        }
        system["cs"] = [
            "csAxes": [
                [
                    "name": ["en": JSONValue(name)],
                    "direction": JSONValue(ReferenceText.direction(of: axis)),
                    "unit": ["symbol": JSONValue(axis.units ?? "1")],
                ]
            ]
        ]
        return .object(system)
    }
}
