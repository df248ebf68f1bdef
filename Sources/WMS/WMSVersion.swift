/// The versions of the protocol that are spoken.
enum WMSVersion: String, Sendable {
    case v1_1_1 = "1.1.1"
    case v1_3_0 = "1.3.0"

    /// The version to answer GetCapabilities in (OGC 06-042, section 6.2.4): the requested one, else the next lower,
    /// else the lowest; without one the highest.
    static func negotiated(_ asked: String?) -> WMSVersion {
        guard let asked, !asked.isEmpty else { return .v1_3_0 }
        let parts = asked.split(separator: ".").map { Int($0) ?? 0 }
        return parts.lexicographicallyPrecedes([1, 3]) ? .v1_1_1 : .v1_3_0
    }

    /// What the parameter that names a reference system is called.
    var crsParameter: String { self == .v1_3_0 ? "CRS" : "SRS" }
}
