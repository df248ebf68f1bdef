package import JSON

/// Texts and documents that describe a reference system, without what they tell of where something lies.
///
/// Well-known text has areas, boxes, extents and remarks (OGC 18-010r7, sections 7.3.2, 7.3.3 and 7.5), PROJJSON the same as
/// members.
package enum SystemDescription {
    private static let nodes: Set<String> = [
        "USAGE", "SCOPE", "AREA", "BBOX", "VERTICALEXTENT", "TIMEEXTENT", "REMARK", "AXISMINVALUE",
        "AXISMAXVALUE", "METADATA",
    ]
    private static let members: Set<String> = [
        "usages", "scope", "area", "bbox", "vertical_extent", "temporal_extent", "remarks", "minimum_value",
        "maximum_value",
    ]
    private static let maxDepth = 32

    /// A text without them, as it was written where it has none; nil where it may have some and cannot be read.
    package static func withoutExtents(_ text: String) -> String? {
        if text.utf8.first(where: { !isBlank($0) }) == UInt8(ascii: "{") { return documentWithout(text) }
        guard mayTell(text) else { return text }
        guard let node = try? WKTParser.parse(text) else { return nil }
        return without(node)?.text
    }

    /// A document without them, at any depth.
    package static func withoutExtents(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            let left = object.entries.filter { !members.contains($0.key.lowercased()) }
            return .object(JSONObject(left.map { ($0.key, withoutExtents($0.value)) }))
        case .array(let items): return .array(items.map { withoutExtents($0) })
        case .string(let text): return withoutExtents(text).map { .string($0) } ?? .null
        default: return value
        }
    }

    private static func documentWithout(_ text: String) -> String? {
        let limits = JSONParser.Limits(depth: maxDepth, bytes: ProjectionDefinition.maxBytes)
        guard let document = try? JSONParser.parse(text, limits: limits) else { return nil }
        let left = withoutExtents(document)
        return left == document ? text : String(decoding: left.bytes, as: UTF8.self)
    }

    /// Whether one of the words stands before a bracket; in names within quotes as well, which does no harm.
    private static func mayTell(_ text: String) -> Bool {
        var word = ""
        for byte in text.utf8 where !isBlank(byte) {
            if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "("), nodes.contains(word) { return true }
            let letter = byte & 0xDF
            if (0x41...0x5A).contains(letter) {
                word.unicodeScalars.append(Unicode.Scalar(letter))
            } else {
                word = ""
            }
        }
        return false
    }

    private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    /// Nil where the whole node is one of them.
    private static func without(_ node: WKTNode) -> WKTNode? {
        guard !nodes.contains(node.keyword) else { return nil }
        var left = WKTNode(keyword: node.keyword, items: [])
        for item in node.items {
            if case .node(let child) = item {
                if let child = without(child) { left.items.append(.node(child)) }
            } else {
                left.items.append(item)
            }
        }
        return left
    }
}
