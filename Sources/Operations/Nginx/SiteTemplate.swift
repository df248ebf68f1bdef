/// nginx's site as a text whose lines for a host are marked: `listen 80;  # host: listen`.
///
/// A run of lines with one mark is one block, and is replaced as a whole. What was written so can be a template again.
package struct SiteTemplate {
    private static let mark = "# host: "
    /// What stands where a block has no lines, so that its place is kept.
    private static let nothing = "#"

    let text: String

    package init(text: String) {
        self.text = text
    }

    /// The text with these lines in place of the blocks of these names; others stay.
    package func filled(with blocks: [String: [String]]) -> String {
        var (lines, last): ([String], String?) = ([], nil)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let name = Self.mark(of: line)
            defer { last = name }
            guard let name, let block = blocks[name] else {
                lines.append(String(line))
                continue
            }
            guard name != last else { continue }
            let indent = line.prefix { $0 == " " }
            for text in block.isEmpty ? [Self.nothing] : block {
                lines.append("\(indent)\(text)  \(Self.mark)\(name)")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// The lines of each block as they stand here, without indentation and marks.
    var blocks: [String: [String]] {
        var (found, last): ([String: [String]], String?) = ([:], nil)
        var isRepeated = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let name = Self.mark(of: line)
            if name != last { isRepeated = name.map { found[$0] != nil } ?? false }
            last = name
            guard let name, !isRepeated, let range = line.range(of: "  \(Self.mark)\(name)") else { continue }
            let text = String(line[..<range.lowerBound].drop { $0 == " " })
            found[name, default: []] += text == Self.nothing ? [] : [text]
        }
        return found
    }

    /// The name behind the mark at a line's end; what stands behind a comma there is the operator's own remark.
    private static func mark(of line: Substring) -> String? {
        guard let range = line.range(of: mark) else { return nil }
        let name = line[range.upperBound...].prefix { $0 != "," && $0 != "\r" }
        guard !name.isEmpty, !name.contains("`") else { return nil }
        return String(name)
    }
}

extension Substring {
    /// Where a text stands last; nil where it does not.
    fileprivate func range(of text: String) -> Range<Index>? {
        guard !text.isEmpty, utf8.count >= text.utf8.count else { return nil }
        var start = endIndex
        while true {
            if self[start...].hasPrefix(text) {
                return start..<index(start, offsetBy: text.count)
            }
            guard start > startIndex else { return nil }
            start = index(before: start)
        }
    }
}
