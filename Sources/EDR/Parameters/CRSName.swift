internal import Cube

/// The names under which longitude and latitude on WGS 84 may be asked for; x is always the longitude.
enum CRSName {
    /// The identifier in answers and metadata.
    static let uri = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    /// What the collections offer.
    static let offered = ["CRS84", uri]

    private static let accepted = [
        "CRS84", "CRS:84", "OGC:CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84",
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84", "https://www.opengis.net/def/crs/OGC/1.3/CRS84",
        "http://www.opengis.net/def/crs/OGC/0/CRS84", "https://www.opengis.net/def/crs/OGC/0/CRS84",
    ].map { $0.lowercased() }

    /// - Throws: `Failure.invalid` for any other CRS.
    static func check(_ name: String) throws(Failure) {
        guard accepted.contains(name.lowercased()) else {
            throw .invalid(parameter: "crs", received: name, expected: offered.joined(separator: " or "))
        }
    }

    static let wkt = """
        GEOGCS["WGS 84 (CRS84)",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],\
        PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AXIS["Longitude",EAST],AXIS["Latitude",NORTH],\
        AUTHORITY["OGC","CRS84"]]
        """
}
