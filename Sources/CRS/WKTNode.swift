/// A node of well-known text, `KEYWORD[item, …]` (OGC 18-010r7, section 6; OGC 01-009 for its first version).
struct WKTNode {
    enum Item {
        case text(String)
        /// A number or a bare word (`east`, `Cartesian`) as it was written.
        case word(String)
        case node(WKTNode)
    }

    /// In upper case.
    let keyword: String
    var items: [Item]

    var nodes: [WKTNode] {
        items.compactMap { item in
            guard case .node(let node) = item else { return nil }
            return node
        }
    }

    /// The name: the first item where that is a text.
    var name: String? {
        guard case .text(let name)? = items.first else { return nil }
        return name
    }

    /// The node as text, on one line.
    var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        text += keyword + "["
        for (index, item) in items.enumerated() {
            if index > 0 { text += "," }
            switch item {
            case .text(let quoted):
                text +=
                    "\""
                    + quoted.split(separator: "\"", omittingEmptySubsequences: false).joined(
                        separator: "\"\""
                    )
                    + "\""
            case .word(let word): text += word
            case .node(let node): node.write(to: &text)
            }
        }
        text += "]"
    }
}

/// Reads well-known text, of either version and with either kind of bracket, into nodes.
struct WKTParser {
    /// PROJ itself stops at 16.
    private static let maxDepth = 16
    private static let maxNodes = 4096

    private let bytes: [UInt8]
    private var offset = 0
    private var depth = 0
    private var nodes = 0

    static func parse(_ text: String) throws(ReferenceSystemRefusal) -> WKTNode {
        var parser = WKTParser(bytes: Array(text.utf8))
        let node = try parser.node(keyword: parser.word())
        parser.skipBlanks()
        guard parser.offset == parser.bytes.count else { throw parser.refusal }
        return node
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private var refusal: ReferenceSystemRefusal {
        .unreadable(
            near: ReferenceSystemRefusal.excerpt(
                String(decoding: bytes.dropFirst(offset).prefix(60), as: UTF8.self)
            )
        )
    }

    private mutating func skipBlanks() {
        while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { offset += 1 }
    }

    private mutating func take(_ letters: String) -> Bool {
        skipBlanks()
        guard let byte = current, letters.utf8.contains(byte) else { return false }
        offset += 1
        return true
    }

    /// A keyword, a number, a date or a bare word.
    private mutating func word() throws(ReferenceSystemRefusal) -> String {
        skipBlanks()
        let start = offset
        while let byte = current, Self.isOfWords(byte) { offset += 1 }
        guard offset > start, offset - start <= 60 else { throw refusal }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private static func isOfWords(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x61 && byte <= 0x7A)
            || "_+-.:".utf8.contains(byte)
    }

    private mutating func node(keyword: String) throws(ReferenceSystemRefusal) -> WKTNode {
        let closing = take("[") ? "]" : take("(") ? ")" : ""
        guard !closing.isEmpty, depth < Self.maxDepth, nodes < Self.maxNodes else { throw refusal }
        depth += 1
        nodes += 1
        defer { depth -= 1 }
        var node = WKTNode(keyword: keyword.uppercased(), items: [])
        repeat { node.items.append(try item()) } while take(",")
        guard take(closing) else { throw refusal }
        return node
    }

    private mutating func item() throws(ReferenceSystemRefusal) -> WKTNode.Item {
        if take("\"") { return .text(try quoted()) }
        let word = try word()
        skipBlanks()
        guard current == UInt8(ascii: "[") || current == UInt8(ascii: "(") else { return .word(word) }
        return .node(try node(keyword: word))
    }

    /// The rest of a quoted text; a quote within it is written twice.
    private mutating func quoted() throws(ReferenceSystemRefusal) -> String {
        var text: [UInt8] = []
        while let byte = current {
            offset += 1
            if byte == UInt8(ascii: "\"") {
                guard current == byte else { return String(decoding: text, as: UTF8.self) }
                offset += 1
            }
            guard byte >= 0x20 else { throw refusal }
            text.append(byte)
        }
        throw refusal
    }
}
