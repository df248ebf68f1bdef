internal import Gateway

/// Columns for a terminal, as wide as their widest cell.
struct TextTable {
    private let lines: [[String]]

    init(_ headings: [String], rows: [[String]]) {
        // Names come from stores: a cell is a text on a terminal and nothing else.
        lines = ([headings] + rows).map { row in row.map { VisibleText.of($0) } }
    }

    /// The table with a newline after each row.
    var text: String {
        let columns = lines.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            lines.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        return lines.map { line in
            let cells = zip(line, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            let row = cells.joined(separator: "  ")
            let last = row.utf8.lastIndex { $0 != UInt8(ascii: " ") }
            return row[..<(last.map(row.utf8.index(after:)) ?? row.startIndex)] + "\n"
        }.joined()
    }
}
