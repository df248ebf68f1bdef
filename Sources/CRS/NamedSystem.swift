/// A reference system that a registry has a code for: `EPSG:3413`.
package struct NamedSystem: Sendable, Hashable {
    package let authority: String
    package let code: String
    /// Its definition (OGC 18-010r7).
    package let wkt: String

    /// Authority and code, `EPSG:3413`.
    package var name: String { "\(authority):\(code)" }

    /// The identifier in OGC's register.
    package var uri: String { "http://www.opengis.net/def/crs/\(authority)/0/\(code)" }
}
