/// Text inside XML and HTML.
package enum MarkupText {
    /// What becomes of characters that act instead of being seen (`VisibleText`).
    package enum ActiveCharacters {
        /// They are named: for people.
        case named
        /// They become references, and those that XML 1.0 cannot hold (production 2) are named: for programs.
        case referred
    }

    /// Escapes what would be markup, and what would act in a text.
    ///
    /// Without `quotes` it serves the content of elements alone: netCDF-C 4.9.0 does not undo `&quot;` there.
    package static func escape(
        _ text: String,
        quotes: Bool = true,
        active: ActiveCharacters = .named
    ) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"" where quotes: escaped += "&quot;"
            case "'" where quotes: escaped += "&#39;"
            case "\t", "\n": escaped.unicodeScalars.append(scalar)
            // Readers of XML turn a carriage return into a line feed (XML 1.0, section 2.11).
            case "\r": escaped += "&#13;"
            case "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: append(scalar, to: &escaped, active)
            }
        }
        return escaped
    }

    private static func append(_ scalar: Unicode.Scalar, to text: inout String, _ active: ActiveCharacters) {
        guard VisibleText.isActive(scalar) else { return text.unicodeScalars.append(scalar) }
        if active == .referred, scalar.value >= 0x20 {
            text += "&#x\(String(scalar.value, radix: 16, uppercase: true));"
        } else {
            text += "&lt;\(VisibleText.name(of: scalar).dropFirst().dropLast())&gt;"
        }
    }
}
