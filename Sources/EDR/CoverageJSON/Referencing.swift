internal import CF
internal import Cube
internal import JSON

/// The reference systems of a domain's coordinates (CoverageJSON 1.0, section 5).
struct Referencing: Equatable {
    private let horizontal: JSONValue
    private let vertical: JSONValue?
    private let temporal: JSONValue?

    private init(horizontal: JSONValue, vertical: JSONValue?, temporal: JSONValue?) {
        self.horizontal = horizontal
        self.vertical = vertical
        self.temporal = temporal
    }

    /// Of one domain.
    init(_ domain: CoverageDomain) {
        self.init(
            horizontal: domain.system.map { system in
                ["type": "ProjectedCRS", "id": JSONValue(system.uri), "wkt": JSONValue(system.wkt)]
            } ?? Self.geographic,
            vertical: (domain.level?.axis).map(Self.system),
            temporal: (domain.time?.axis.times?.calendar).map { calendar in
                ["type": "TemporalRS", "calendar": JSONValue(Self.name(of: calendar))]
            }
        )
    }

    /// What coverages have in common: each system in which all that have such a coordinate agree.
    ///
    /// All of a request have the horizontal one that it names.
    init(sharedBy all: [Referencing]) {
        self.init(
            horizontal: all.first?.horizontal ?? Self.geographic,
            vertical: Self.common(all.compactMap(\.vertical)),
            temporal: Self.common(all.compactMap(\.temporal))
        )
    }

    private static let geographic: JSONValue = ["type": "GeographicCRS", "id": JSONValue(CRSName.uri)]

    private static func common(_ systems: [JSONValue]) -> JSONValue? {
        guard let first = systems.first, systems.allSatisfy({ $0 == first }) else { return nil }
        return first
    }

    /// Whether it says all that another does: a coverage of that one needs none of its own beside it.
    func covers(_ other: Referencing) -> Bool {
        other.horizontal == horizontal && (other.vertical == nil || other.vertical == vertical)
            && (other.temporal == nil || other.temporal == temporal)
    }

    var json: JSONValue {
        var systems: [JSONValue] = [["coordinates": ["x", "y"], "system": horizontal]]
        if let vertical { systems.append(["coordinates": ["z"], "system": vertical]) }
        if let temporal { systems.append(["coordinates": ["t"], "system": temporal]) }
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

    private static func system(_ axis: Axis) -> JSONValue {
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
