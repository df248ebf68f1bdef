/// Text inside XML and HTML: escaped, and without the characters that XML 1.0 forbids.
enum XMLText {
    /// For attribute values, and for content where quotes may be escaped too.
    static func escape(_ text: String) -> String { escape(text, quotes: true) }

    /// For the content of elements alone: netCDF-C 4.9.0 does not undo `&quot;` there.
    static func content(_ text: String) -> String { escape(text, quotes: false) }

    private static func escape(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"" where quotes: escaped += "&quot;"
            case "'" where quotes: escaped += "&#39;"
            case "\t", "\n", "\r": escaped.unicodeScalars.append(scalar)
            default: escaped.unicodeScalars.append(isLegal(scalar) ? scalar : "\u{FFFD}")
            }
        }
        return escaped
    }

    /// XML 1.0, production 2.
    private static func isLegal(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
    }
}
