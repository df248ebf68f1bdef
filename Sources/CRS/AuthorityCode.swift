/// A reference system's code: `EPSG:3413`, its URN `urn:ogc:def:crs:EPSG::3413`, or its address
/// `http://www.opengis.net/def/crs/EPSG/0/3413` (OGC 09-048r5, sections 7 and 8).
struct AuthorityCode {
    private static let authorities: Set<String> = ["EPSG", "ESRI", "OGC", "IAU_2015"]

    /// `AUTHORITY:CODE`, as PROJ looks it up in its database.
    let text: String

    /// - Returns: nil for what is none of the three forms, or of another authority.
    init?(_ text: String) {
        let parts: (authority: Substring, code: Substring)?
        if let rest = Self.without(prefix: "urn:ogc:def:crs:", text)
            ?? Self.without(prefix: "urn:x-ogc:def:crs:", text)
        {
            parts = Self.last(rest.split(separator: ":", omittingEmptySubsequences: false))
        } else if let rest = Self.without(prefix: "http://www.opengis.net/def/crs/", text)
            ?? Self.without(prefix: "https://www.opengis.net/def/crs/", text)
        {
            parts = Self.last(rest.split(separator: "/", omittingEmptySubsequences: false))
        } else {
            let halves = text.split(separator: ":", omittingEmptySubsequences: false)
            parts = halves.count == 2 ? (halves[0], halves[1]) : nil
        }
        guard let parts, Self.authorities.contains(parts.authority.uppercased()), Self.isCode(parts.code)
        else {
            return nil
        }
        self.text = "\(parts.authority.uppercased()):\(parts.code.uppercased())"
    }

    private static func without(prefix: String, _ text: String) -> Substring? {
        text.lowercased().hasPrefix(prefix) ? text.dropFirst(prefix.count) : nil
    }

    /// Authority, version and code.
    private static func last(_ parts: [Substring]) -> (Substring, Substring)? {
        parts.count == 3 ? (parts[0], parts[2]) : nil
    }

    private static func isCode(_ code: Substring) -> Bool {
        (1...12).contains(code.utf8.count)
            && code.utf8.allSatisfy { byte in
                (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5A)
                    || (byte >= 0x61 && byte <= 0x7A)
            }
    }
}
