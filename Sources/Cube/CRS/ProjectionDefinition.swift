/// What a projection is, as text for PROJ that has been found harmless.
///
/// Texts come from stores: anybody's. `+nadgrids=FILE` or `+init=FILE` would make PROJ open that file, so texts that
/// name files, grids or pipelines are refused before PROJ sees them (digest: cf.md, section 9.2).
package struct ProjectionDefinition: Sendable, Hashable {
    package enum Form: Sendable, Hashable {
        /// A PROJ operation from longitude and latitude on its own figure of the Earth: no datum is involved.
        case operation
        /// A reference system (WKT, PROJJSON, AUTHORITY:CODE or a PROJ text with a datum), reached from CRS84.
        case system
    }

    package let form: Form
    package let text: String

    /// Longer texts are no definition.
    private static let mostBytes = 64 << 10

    /// - Returns: nil for a text that is too long or could make PROJ touch a file.
    package init?(_ form: Form, _ text: String) {
        guard text.utf8.count <= Self.mostBytes, !text.isEmpty, Self.isHarmless(text) else { return nil }
        self.form = form
        self.text = text
    }

    private static func isHarmless(_ text: String) -> Bool {
        let lowered = text.lowercased()
        let scalars = lowered.unicodeScalars
        guard !scalars.contains(where: { $0.value < 0x20 && $0 != "\n" && $0 != "\t" && $0 != "\r" }) else {
            return false
        }
        let forbidden = [
            "init=", "geoidgrids", "grids=", "proj=pipeline", "proj=hgridshift", "proj=vgridshift", "file=",
        ]
        let withoutNull = lowered.split(separator: "+nadgrids=@null").joined()
        if forbidden.contains(where: withoutNull.contains) { return false }
        // A text that is no WKT, JSON, PROJ string or code might be the name of a file.
        return isProjString(lowered) || isWKT(lowered) || lowered.hasPrefix("{") || isCode(lowered)
    }

    private static func isProjString(_ text: String) -> Bool { text.contains("proj=") }

    private static func isWKT(_ text: String) -> Bool {
        let words = [
            "proj", "geog", "geod", "compd", "compound", "bound", "local_cs", "engcrs", "derivedproj",
        ]
        return words.contains(where: text.hasPrefix) && text.contains("[")
    }

    /// `EPSG:3413`, `OGC:CRS84`, `ESRI:54009`.
    private static func isCode(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        return ["epsg", "esri", "ogc", "iau_2015"].contains(String(parts[0])) && !parts[1].isEmpty
            && parts[1].utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x7A) }
    }
}
