internal import JSON

extension ZarrGroup {
    /// Objects, names and tables of one node.
    private static let nodeBytes = 1536

    /// What the metadata from here downwards take in memory, as far as it can be told: enough to hold many hierarchies against each
    /// other and against the worker's memory.
    package var byteCount: Int {
        let arrays = (arrays + others).reduce(0) {
            $0 + Self.nodeBytes + Self.bytes(of: $1.metadata.attributes)
        }
        let unusable = unusable.reduce(0) { $0 + Self.nodeBytes + Self.bytes(of: $1.attributes) }
        return groups.reduce(Self.nodeBytes + Self.bytes(of: attributes) + arrays + unusable) {
            $0 + $1.byteCount
        }
    }

    private static func bytes(of object: JSONObject) -> Int {
        object.entries.reduce(0) { $0 + 48 + $1.0.utf8.count + bytes(of: $1.1) }
    }

    private static func bytes(of value: JSONValue) -> Int {
        switch value {
        case .null, .bool, .integer, .unsigned, .number: 16
        case .string(let text): 32 + text.utf8.count
        case .array(let values): values.reduce(32) { $0 + bytes(of: $1) }
        case .object(let object): bytes(of: object)
        }
    }
}
