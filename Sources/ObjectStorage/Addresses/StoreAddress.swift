/// An address as prefixes compare it: scheme and host in small letters.
struct StoreAddress: Equatable {
    let scheme: String
    private let rest: String

    init(_ text: String) {
        guard let mark = text.firstRange(of: "://") else {
            scheme = ""
            rest = text
            return
        }
        scheme = Self.canonical(scheme: text[..<mark.lowerBound])
        let rest = text[mark.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let host = ["s3", "gs", "az"].contains(scheme) ? String(authority) : authority.lowercased()
        self.rest = host + rest.dropFirst(authority.count)
    }

    /// One name for each kind of store: `s3a` and `s3n` are `s3`.
    static func canonical(scheme: Substring) -> String {
        let name = scheme.lowercased()
        switch name {
        case "s3a", "s3n": return "s3"
        case "gcs": return "gs"
        case "abfs", "abfss", "azure", "adl", "wasb", "wasbs": return "az"
        default: return name
        }
    }

    /// Never ends inside a name: `s3://a` covers `s3://a/b`, not `s3://ab`, whose owner may be another.
    func covers(_ other: StoreAddress) -> Bool {
        guard scheme == other.scheme, !scheme.isEmpty, other.rest.utf8.starts(with: rest.utf8) else {
            return false
        }
        let next = other.rest.utf8.dropFirst(rest.utf8.count).first
        return next == nil || rest.utf8.last == UInt8(ascii: "/") || next == UInt8(ascii: "/")
            || next == UInt8(ascii: "?")
    }
}
