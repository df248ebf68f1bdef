/// Reads the small XML documents of object stores: elements and their texts, no attributes, no namespaces.
///
/// It knows no document types, so nothing can be declared in them.
struct XMLScanner {
    enum Fault: Error, CustomStringConvertible {
        case malformed
        case tooDeep

        var description: String {
            switch self {
            case .malformed: "it ends or opens where it must not"
            case .tooDeep: "elements are nested more than \(XMLScanner.maxDepth) deep"
            }
        }
    }

    private static let maxDepth = 16
    private var rest: ArraySlice<UInt8>
    private var path: [String] = []
    /// Of each element of the path, the tag that opened it.
    private var tags: [ArraySlice<UInt8>] = []
    /// Of the innermost element; its own text only counts when it has no elements inside.
    private var text: [UInt8] = []

    private init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// Calls `found` at the end of every element with the local names down to it, and its text.
    static func scan(_ bytes: [UInt8], found: ([String], String) throws -> Void) throws {
        try scanTags(bytes) { path, text, _ in try found(path, text) }
    }

    /// As `scan`, with the opening tag as it is written, for the rare attribute that matters.
    static func scanTags(_ bytes: [UInt8], found: ([String], String, ArraySlice<UInt8>) throws -> Void) throws
    {
        var scanner = XMLScanner(bytes)
        while try scanner.step(found) {}
        guard scanner.path.isEmpty else { throw Fault.malformed }
    }

    private mutating func step(_ found: ([String], String, ArraySlice<UInt8>) throws -> Void) throws -> Bool {
        guard let open = rest.firstIndex(of: UInt8(ascii: "<")) else { return false }
        text.append(contentsOf: rest[..<open])
        rest = rest[open...].dropFirst()
        if skip("!--", to: "-->") || skip("?", to: "?>") { return true }
        if let data = section() {
            text.append(contentsOf: data)
            return true
        }
        guard rest.first != UInt8(ascii: "!"), let end = rest.firstIndex(of: UInt8(ascii: ">")) else {
            throw Fault.malformed
        }
        let tag = rest[..<end]
        rest = rest[end...].dropFirst()
        try take(tag: tag, found)
        return true
    }

    private mutating func take(
        tag: ArraySlice<UInt8>,
        _ found: ([String], String, ArraySlice<UInt8>) throws -> Void
    ) throws {
        if tag.first == UInt8(ascii: "/") {
            guard let name = Self.localName(tag.dropFirst()), path.last == name else { throw Fault.malformed }
            guard let text = Self.unescaped(text) else { throw Fault.malformed }
            try found(path, text, tags.last ?? [])
            path.removeLast()
            tags.removeLast()
        } else {
            guard let name = Self.localName(tag) else { throw Fault.malformed }
            guard path.count < Self.maxDepth else { throw Fault.tooDeep }
            if tag.last == UInt8(ascii: "/") {
                try found(path + [name], "", tag)
            } else {
                path.append(name)
                tags.append(tag)
            }
        }
        text = []
    }

    private mutating func skip(_ start: String, to end: String) -> Bool {
        guard rest.starts(with: start.utf8), let after = Self.position(after: end, in: rest) else {
            return false
        }
        rest = rest[after...]
        return true
    }

    /// The content of a CDATA section, escaped as other text is.
    private mutating func section() -> [UInt8]? {
        guard rest.starts(with: "![CDATA[".utf8), let after = Self.position(after: "]]>", in: rest) else {
            return nil
        }
        let content = rest[(rest.startIndex + 8)..<(after - 3)]
        rest = rest[after...]
        return content.flatMap { $0 == UInt8(ascii: "&") ? Array("&amp;".utf8) : [$0] }
    }

    private static func position(after mark: String, in bytes: ArraySlice<UInt8>) -> Int? {
        let mark = Array(mark.utf8)
        var start = bytes.startIndex
        while let found = bytes[start...].firstIndex(of: mark[0]) {
            if bytes[found...].starts(with: mark) { return found + mark.count }
            start = found + 1
        }
        return nil
    }

    private static func localName(_ tag: ArraySlice<UInt8>) -> String? {
        let name = tag.prefix { $0 > 0x20 && $0 != UInt8(ascii: "/") }
        let local = name.split(separator: UInt8(ascii: ":")).last ?? []
        return local.isEmpty ? nil : String(validating: local, as: UTF8.self)
    }

    private static func unescaped(_ bytes: [UInt8]) -> String? {
        var result: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "&") else {
                result.append(byte)
                continue
            }
            guard let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";")),
                let scalar = character(String(decoding: rest[..<end], as: UTF8.self))
            else { return nil }
            result.append(contentsOf: String(Character(scalar)).utf8)
            rest = rest[end...].dropFirst()
        }
        return String(validating: result, as: UTF8.self)
    }

    private static func character(_ name: String) -> Unicode.Scalar? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        guard name.first == "#" else { return nil }
        let isHexadecimal = name.dropFirst().first == "x"
        return UInt32(name.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10).flatMap(
            Unicode.Scalar.init
        )
    }
}
