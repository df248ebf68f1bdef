/// Text inside XML and HTML.
package enum MarkupText {
    /// Escapes what would be markup, and replaces the characters that XML 1.0 cannot hold (production 2).
    ///
    /// Without `quotes` it serves the content of elements alone: netCDF-C 4.9.0 does not undo `&quot;` there.
    package static func escape(_ text: String, quotes: Bool = true) -> String {
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

    private static func isLegal(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
    }
}
