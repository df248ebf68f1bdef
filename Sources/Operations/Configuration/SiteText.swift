/// What may stand in nginx's site: nothing that nginx would read as more than one word.
enum SiteText {
    private static func isMade(_ text: String, of extra: String, in length: ClosedRange<Int>) -> Bool {
        length.contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
                        || ("0"..."9").contains(scalar) || extra.unicodeScalars.contains(scalar))
            }
    }

    /// A host's name, with `*.` for all below it.
    static func isName(_ text: String) -> Bool {
        let host = text.hasPrefix("*.") ? String(text.dropFirst(2)) : text
        guard isMade(host, of: ".-_:[]", in: 1...253) else { return false }
        // IPv6 stands in brackets.
        return host.hasPrefix("[") == host.hasSuffix("]") && (host.hasPrefix("[") || !host.contains(":"))
    }

    /// A port, or an address with one.
    static func isListen(_ text: String) -> Bool {
        guard isMade(text, of: ".-:[]*", in: 1...100) else { return false }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let port = parts.last.flatMap({ Int($0) }), (1...65_535).contains(port) else { return false }
        let address = text.dropLast(parts.last?.utf8.count ?? 0)
        guard !address.isEmpty else { return true }
        let host = address.dropLast()
        return !host.isEmpty && host.hasPrefix("[") == host.hasSuffix("]")
            && (host.hasPrefix("[") || !host.contains(":"))
    }

    static func port(ofListen text: String) -> String {
        String(text.split(separator: ":").last ?? "")
    }

    static func isNetwork(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, isMade(String(parts[0]), of: ".:", in: 2...45),
            text.contains(".") || text.contains(":"),
            parts[0].allSatisfy({ $0.isHexDigit || ".:".contains($0) })
        else { return false }
        guard parts.count == 2 else { return true }
        return Int(parts[1]).map { (0...128).contains($0) } ?? false
    }

    static func isResolver(_ text: String) -> Bool { isMade(text, of: ".:[]-", in: 2...253) }

    /// Empty, or a path as the workers' links have it.
    static func isPrefix(_ text: String) -> Bool {
        text.isEmpty
            || text.hasPrefix("/") && text.utf8.count > 1 && !text.hasSuffix("/") && !text.contains("//")
                && isMade(text, of: "/-._~", in: 2...200)
    }

    static func isAgent(_ text: String) -> Bool { isMade(text, of: "-_./ ", in: 2...60) }

    static func isPath(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && $0.value != 0x7F && !"\"'\\$".unicodeScalars.contains($0)
        }
            && (1...4000).contains(text.utf8.count)
    }

    /// A literal text in one of nginx's regular expressions.
    static func escaped(_ text: String) -> String {
        text.map { ".[]".contains($0) ? "\\\($0)" : String($0) }.joined()
    }
}
