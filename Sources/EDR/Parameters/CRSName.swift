internal import CRS
internal import Coverages
internal import Failures

/// The reference system in which a request gives coordinates and wants them back; x is always the longitude or easting.
///
/// Longitude and latitude on WGS 84 may be asked of every collection, a projection of those with a grid of it.
enum CRSName: Sendable, Equatable {
    case geographic
    case projected(NamedSystem)

    /// The identifier in answers and metadata.
    static let uri = HorizontalReference.geographicURI
    /// What all collections offer.
    static let offered = ["CRS84", uri]

    private static let accepted = [
        "CRS84", "CRS:84", "OGC:CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84",
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84", "https://www.opengis.net/def/crs/OGC/1.3/CRS84",
        "http://www.opengis.net/def/crs/OGC/0/CRS84", "https://www.opengis.net/def/crs/OGC/0/CRS84",
    ].map { $0.lowercased() }

    /// The system that a request names; CRS84 where it names none.
    ///
    /// - Throws: `Failure.invalid` for a CRS that the collection does not offer.
    init(_ name: String?, in collection: Collection) throws(Failure) {
        guard let name, !Self.accepted.contains(name.lowercased()) else {
            self = .geographic
            return
        }
        let systems = collection.systems
        guard let system = systems.first(where: { Self.spellings(of: $0).contains(name.lowercased()) }) else {
            let offered = Self.offered + systems.map(\.name)
            throw .invalid(parameter: "crs", received: name, expected: offered.joined(separator: " or "))
        }
        self = .projected(system)
    }

    private static func spellings(of system: NamedSystem) -> [String] {
        [
            system.name, system.uri, system.uri.replacing("http://", with: "https://"),
            "urn:ogc:def:crs:\(system.authority)::\(system.code)",
        ].map { $0.lowercased() }
    }

    /// The identifier in an answer.
    var uri: String {
        switch self {
        case .geographic: Self.uri
        case .projected(let system): system.uri
        }
    }

    static let wkt = """
        GEOGCS["WGS 84 (CRS84)",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],\
        PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AXIS["Longitude",EAST],AXIS["Latitude",NORTH],\
        AUTHORITY["OGC","CRS84"]]
        """
}
