/// Text inside HTML, in elements and in quoted attributes.
enum HTMLText {
    static func escape(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default:
                escaped.unicodeScalars.append(character.value < 0x20 && character != "\n" ? " " : character)
            }
        }
        return escaped
    }

    static func link(_ address: String, _ text: String) -> String {
        "<a href=\"\(escape(address))\">\(escape(text))</a>"
    }

    static func row(_ cells: [String]) -> String {
        "<tr>" + cells.map { "<td>\($0)</td>" }.joined() + "</tr>\n"
    }

    static func table(_ headings: [String], rows: [[String]]) -> String {
        let head = headings.map { "<th scope=\"col\">\(escape($0))</th>" }.joined()
        return """
            <div class="wide"><table>
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(rows.map(row).joined())</tbody>
            </table></div>
            """
    }
}
