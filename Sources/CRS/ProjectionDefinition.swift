/// What a projection is, as text for PROJ that was written from words and methods of allow lists.
///
/// Texts come from stores: anybody's. PROJ would open what they name, in more spellings than a list of forbidden ones
/// could hold; so each text is taken apart, and PROJ sees only what was understood (digest: cf.md, section 9.2).
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
    static let maxBytes = 64 << 10

    /// A reference system in any form that stores hold; a PROJ text without datum is an operation.
    ///
    /// - Throws: `ReferenceSystemRefusal` for what is on no allow list.
    package init(_ given: String) throws(ReferenceSystemRefusal) {
        let bytes = given.utf8.count
        guard bytes <= Self.maxBytes else { throw .tooLong(bytes: bytes, limit: Self.maxBytes) }
        let text = Self.trimmed(given)
        guard let first = text.first else { throw .empty }
        if let code = AuthorityCode(text) ?? Self.initCode(text) {
            (form, self.text) = (.system, code.text)
        } else if first == "{" {
            (form, self.text) = (.system, try PROJJSONFilter.text(of: text))
        } else if Self.isWKT(text) {
            (form, self.text) = (.system, try WKTFilter.text(of: text))
        } else {
            let proj = try ProjText(text)
            (form, self.text) = (proj.isSystem ? .system : .operation, proj.text)
        }
    }

    private static func trimmed(_ text: String) -> String {
        let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? text.startIndex
        return String(text[..<end].drop(while: \.isWhitespace))
    }

    /// A word and a bracket.
    private static func isWKT(_ text: String) -> Bool {
        let rest = text.drop { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }.drop(
            while: \.isWhitespace
        )
        return rest.first == "[" || rest.first == "("
    }

    /// `+init=epsg:3413`, once PROJ's own way to write a code, alone but for words without effect.
    private static func initCode(_ text: String) -> AuthorityCode? {
        var code: AuthorityCode?
        for word in text.split(whereSeparator: \.isWhitespace) {
            let bare = word.first == "+" ? word.dropFirst() : word
            if ["no_defs", "wktext", "type=crs"].contains(bare) { continue }
            guard code == nil, bare.hasPrefix("init=") else { return nil }
            code = AuthorityCode(String(bare.dropFirst("init=".count)))
            guard code != nil else { return nil }
        }
        return code
    }
}
