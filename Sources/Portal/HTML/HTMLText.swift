internal import Gateway

/// Text inside HTML, in elements and in quoted attributes.
enum HTMLText {
    /// Programs that read whole sites are told not to follow addresses with a query: of those there is no end.
    static func link(_ address: String, _ text: String) -> String {
        let relation = address.contains("?") ? " rel=\"nofollow\"" : ""
        return "<a href=\"\(MarkupText.escape(address))\"\(relation)>\(MarkupText.escape(text))</a>"
    }

    static func row(_ cells: [String]) -> String {
        "<tr>" + cells.map { "<td>\($0)</td>" }.joined() + "</tr>\n"
    }

    static func table(_ headings: [String], rows: [[String]]) -> String {
        let head = headings.map { "<th scope=\"col\">\(MarkupText.escape($0))</th>" }.joined()
        return """
            <div class="wide"><table>
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(rows.map(row).joined())</tbody>
            </table></div>
            """
    }
}
