/// An element of a document of markup, by its name without a prefix.
struct MarkupElement: Sendable {
    let name: String
    var attributes: [String: String] = [:]
    /// Its own, white space at the ends left out.
    var text = ""
    var children: [MarkupElement] = []

    /// The first child of a name.
    subscript(name: String) -> MarkupElement? { children.first { $0.name == name } }

    /// Its text and that of all that is in it.
    var wholeText: String { text + children.map(\.wholeText).joined() }

    /// All of a name, itself and those in it, in the order of the document.
    func all(_ name: String) -> [MarkupElement] {
        (self.name == name ? [self] : []) + children.flatMap { $0.all(name) }
    }
}

/// Why a document of markup is not read.
package enum MarkupRefusal: Error, Sendable, Equatable {
    case tooLong(bytes: Int, limit: Int)
    case tooDeep(limit: Int)
    case tooMany(limit: Int)
    /// A document type, which could define entities.
    case declaration
    case unexpected(offset: Int, expected: String)
}

extension MarkupRefusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooLong(let bytes, let limit): "it has \(bytes) bytes, the limit is \(limit)"
        case .tooDeep(let limit): "its elements are nested deeper than \(limit)"
        case .tooMany(let limit): "it has more than \(limit) elements or attributes"
        case .declaration: "document types and entities are not read"
        case .unexpected(let offset, let expected): "expected \(expected) at byte \(offset)"
        }
    }
}

/// Reads XML 1.0 as strangers send it: elements, attributes and text, and nothing that leads elsewhere.
///
/// There is no document type, no entity but the five of XML and numbers of characters, and no address that is looked at. What it
/// takes is bounded before it is read: by the length of the text, by the depth of elements, and by their number.
struct MarkupReader {
    private let bytes: [UInt8]
    private var offset = 0
    private var count = 0
    private var open: [(tag: ArraySlice<UInt8>, element: MarkupElement)] = []

    static let mostBytes = 64 << 10
    static let mostLevels = 32
    static let mostParts = 4096

    /// The element that a document has at its top.
    static func root(of text: String) throws(MarkupRefusal) -> MarkupElement {
        guard text.utf8.count <= mostBytes else { throw .tooLong(bytes: text.utf8.count, limit: mostBytes) }
        var reader = MarkupReader(bytes: Array(text.utf8))
        return try reader.document()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func document() throws(MarkupRefusal) -> MarkupElement {
        _ = skip("\u{FEFF}")
        while true {
            if let root = try step() {
                try skipToEnd()
                return root
            }
        }
    }

    /// Behind the root nothing stands but comments and instructions.
    private mutating func skipToEnd() throws(MarkupRefusal) {
        while true {
            skipSpace()
            if offset == bytes.count { return }
            guard skip("<!--") || skip("<?") else { throw expected("the end of the document") }
            try skipRest()
        }
    }

    /// Reads what comes next; the root where its end is reached.
    private mutating func step() throws(MarkupRefusal) -> MarkupElement? {
        if open.isEmpty { skipSpace() }
        guard offset < bytes.count else { throw expected("an element's end") }
        guard bytes[offset] == UInt8(ascii: "<") else {
            guard !open.isEmpty else { throw expected("an element") }
            let text = try content(until: { $0 == UInt8(ascii: "<") })
            open[open.count - 1].element.text += text
            return nil
        }
        if skip("<!--") || skip("<?") {
            try skipRest()
            return nil
        }
        if !open.isEmpty, skip("<![CDATA[") {
            let end = try end(of: "]]>")
            open[open.count - 1].element.text += String(decoding: bytes[offset..<end], as: UTF8.self)
            offset = end + 3
            return nil
        }
        guard !skip("<!") else { throw .declaration }
        if skip("</") { return try close() }
        offset += 1
        return try start()
    }

    /// To the end of a comment or an instruction, whose start was skipped.
    private mutating func skipRest() throws(MarkupRefusal) {
        let isComment = bytes[offset - 1] == UInt8(ascii: "-")
        let mark = isComment ? "-->" : "?>"
        offset = try end(of: mark) + mark.utf8.count
    }

    private mutating func start() throws(MarkupRefusal) -> MarkupElement? {
        guard open.count < Self.mostLevels else { throw .tooDeep(limit: Self.mostLevels) }
        try countPart()
        let tag = try name()
        var element = MarkupElement(name: Self.local(tag))
        while true {
            skipSpace()
            if skip("/>") { return closed(element) }
            if skip(">") {
                open.append((tag, element))
                return nil
            }
            try countPart()
            let key = try name()
            skipSpace()
            guard skip("=") else { throw expected("=") }
            skipSpace()
            guard offset < bytes.count, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(bytes[offset]) else {
                throw expected("a value in quotes")
            }
            let quote = bytes[offset]
            offset += 1
            element.attributes[Self.local(key)] = try content(until: { $0 == quote })
            guard skip(quote == UInt8(ascii: "'") ? "'" : "\"") else { throw expected("the value's end") }
        }
    }

    private mutating func close() throws(MarkupRefusal) -> MarkupElement? {
        let tag = try name()
        skipSpace()
        guard skip(">"), let last = open.popLast(), last.tag.elementsEqual(tag) else {
            throw expected("the end of the element that is open")
        }
        return closed(last.element)
    }

    /// Puts an element into the one around it; the root where there is none.
    private mutating func closed(_ element: MarkupElement) -> MarkupElement? {
        var element = element
        element.text = Self.trimmed(element.text)
        guard !open.isEmpty else { return element }
        open[open.count - 1].element.children.append(element)
        return nil
    }

    private mutating func countPart() throws(MarkupRefusal) {
        count += 1
        guard count <= Self.mostParts else { throw .tooMany(limit: Self.mostParts) }
    }

    private mutating func name() throws(MarkupRefusal) -> ArraySlice<UInt8> {
        let start = offset
        while offset < bytes.count, !Self.endsNames(bytes[offset]) { offset += 1 }
        guard offset > start else { throw expected("a name") }
        return bytes[start..<offset]
    }

    /// Text up to a byte, which is left; references are what they stand for.
    private mutating func content(until isEnd: (UInt8) -> Bool) throws(MarkupRefusal) -> String {
        var text: [UInt8] = []
        while offset < bytes.count, !isEnd(bytes[offset]) {
            guard bytes[offset] != UInt8(ascii: "<") else { throw expected("no <") }
            guard bytes[offset] == UInt8(ascii: "&") else {
                text.append(bytes[offset])
                offset += 1
                continue
            }
            let end = try end(of: ";")
            let reference = String(decoding: bytes[(offset + 1)..<end].prefix(12), as: UTF8.self)
            guard let scalar = Self.scalar(reference) else { throw expected("an entity of XML") }
            text += Array(String(Character(scalar)).utf8)
            offset = end + 1
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func scalar(_ reference: String) -> Unicode.Scalar? {
        switch reference {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        let isHexadecimal = reference.hasPrefix("#x")
        guard reference.hasPrefix("#"),
            let number = UInt32(reference.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10)
        else { return nil }
        return Unicode.Scalar(number)
    }

    private func end(of mark: String) throws(MarkupRefusal) -> Int {
        let mark = Array(mark.utf8)
        var place = offset
        while place + mark.count <= bytes.count {
            if bytes[place] == mark[0], bytes[place..<(place + mark.count)].elementsEqual(mark) {
                return place
            }
            place += 1
        }
        throw .unexpected(offset: bytes.count, expected: String(decoding: mark, as: UTF8.self))
    }

    private mutating func skip(_ mark: String) -> Bool {
        guard bytes[offset...].starts(with: mark.utf8) else { return false }
        offset += mark.utf8.count
        return true
    }

    private mutating func skipSpace() {
        while offset < bytes.count, Self.isSpace(bytes[offset]) { offset += 1 }
    }

    private func expected(_ what: String) -> MarkupRefusal { .unexpected(offset: offset, expected: what) }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    private static func endsNames(_ byte: UInt8) -> Bool { isSpace(byte) || "<>/=\"'&".utf8.contains(byte) }

    private static func local(_ name: ArraySlice<UInt8>) -> String {
        String(decoding: name.split(separator: UInt8(ascii: ":")).last ?? name, as: UTF8.self)
    }

    private static func trimmed(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard let first = bytes.firstIndex(where: { !isSpace($0) }),
            let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}
