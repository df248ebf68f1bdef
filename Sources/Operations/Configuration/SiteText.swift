internal import Glibc

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
        let port = port(ofListen: text)
        guard isNumber(port), let number = Int(port), (1...65_535).contains(number) else { return false }
        let address = text.dropLast(port.utf8.count)
        guard !address.isEmpty else { return true }
        guard address.last == ":" else { return false }
        return isHost(ofListen: address.dropLast())
    }

    /// What looks like numbers must be an address.
    private static func isHost(ofListen host: Substring) -> Bool {
        if host == "*" { return true }
        if host.hasPrefix("[") {
            return host.hasSuffix("]") && address(String(host.dropFirst().dropLast())).map(\.count) == 16
        }
        guard !host.isEmpty, !host.contains(where: { "[]:*".contains($0) }) else { return false }
        let isNumeric = host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }
        return !isNumeric || address(String(host)) != nil
    }

    static func port(ofListen text: String) -> String {
        String(text.split(separator: ":", omittingEmptySubsequences: false).last ?? "")
    }

    /// The same for two texts that nginx takes for one address and port.
    static func socket(ofListen text: String) -> String {
        let port = port(ofListen: text)
        let host = text.dropLast(port.utf8.count).drop { $0 == "[" }.prefix { $0 != "]" }
        let plain = text.hasPrefix("[") ? String(host) : String(host.dropLast()).lowercased()
        let known = ["": "0.0.0.0", "*": "0.0.0.0", "localhost": "127.0.0.1"][plain] ?? plain
        let bytes = address(known).map { $0.map(String.init).joined(separator: ".") }
        return "\(bytes ?? known) \(Int(port).map(String.init) ?? port)"
    }

    /// An address of IPv4 or IPv6, or a network of them.
    static func isNetwork(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, let bytes = address(parts[0]) else { return false }
        guard parts.count == 2 else { return true }
        return isNumber(parts[1]) && Int(parts[1]).map { (0...(bytes.count * 8)).contains($0) } ?? false
    }

    private static func isNumber(_ text: String) -> Bool {
        (1...9).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The four or sixteen bytes of an address as it is written; nil for what is none.
    private static func address(_ text: String) -> [UInt8]? {
        guard isMade(text, of: ".:", in: 2...45) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
        return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
    }

    static func isResolver(_ text: String) -> Bool { isMade(text, of: ".:[]-", in: 2...253) }

    /// Empty, or a path as the workers' links have it.
    static func isPrefix(_ text: String) -> Bool {
        text.isEmpty
            || text.hasPrefix("/") && text.utf8.count > 1 && !text.hasSuffix("/") && !text.contains("//")
                && isMade(text, of: "/-._~", in: 2...200)
    }

    static func isAgent(_ text: String) -> Bool { isMade(text, of: "-_./ ", in: 2...60) }

    /// A path that needs no quotes.
    static func isPlainPath(_ text: String) -> Bool { isMade(text, of: "/._-:", in: 1...4000) }

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
