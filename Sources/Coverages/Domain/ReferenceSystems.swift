package import CRS
package import CF
internal import Cube

/// The reference systems of a domain's coordinates.
package struct ReferenceSystems: Sendable, Equatable {
    package let horizontal: HorizontalReference
    package let vertical: VerticalReference?
    package let temporal: TemporalReference?

    private init(
        _ horizontal: HorizontalReference,
        _ vertical: VerticalReference?,
        _ temporal: TemporalReference?
    ) {
        self.horizontal = horizontal
        self.vertical = vertical
        self.temporal = temporal
    }

    /// Of one domain.
    package init(_ domain: CoverageDomain) {
        self.init(
            domain.system.map(HorizontalReference.projected) ?? .geographic,
            (domain.level?.axis).map(VerticalReference.init),
            (domain.time?.axis.times?.calendar).map(TemporalReference.init)
        )
    }

    /// What coverages have in common: each system in which all that have such a coordinate agree.
    ///
    /// All of a request have the horizontal one that it names.
    package init(sharedBy all: [ReferenceSystems]) {
        self.init(
            all.first?.horizontal ?? .geographic,
            Self.common(all.compactMap(\.vertical)),
            Self.common(all.compactMap(\.temporal))
        )
    }

    private static func common<System: Equatable>(_ systems: [System]) -> System? {
        guard let first = systems.first, systems.allSatisfy({ $0 == first }) else { return nil }
        return first
    }

    /// Whether it says all that another does: a coverage of that one needs none of its own beside it.
    package func covers(_ other: ReferenceSystems) -> Bool {
        other.horizontal == horizontal && (other.vertical == nil || other.vertical == vertical)
            && (other.temporal == nil || other.temporal == temporal)
    }
}

/// What x and y are.
package enum HorizontalReference: Sendable, Equatable {
    /// Longitude and latitude in degrees on WGS 84.
    case geographic
    case projected(NamedSystem)

    /// The identifier of longitude and latitude (OGC 18-058r1, clause 6.1).
    package static let geographicURI = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
}

/// The calendar that times belong to.
package enum TemporalReference: Sendable, Equatable {
    /// The Gregorian, with or without its reform.
    case gregorian
    case other(CFCalendar)

    package init(_ calendar: CFCalendar) {
        switch calendar {
        case .standard, .prolepticGregorian: self = .gregorian
        default: self = .other(calendar)
        }
    }
}
