internal import Cube
internal import JSON
internal import Zarr

/// Estimates of what metadata take in memory: enough to hold many snapshots against each other and against the budget.
enum MetadataMemory {
    /// Objects, names and tables of one node.
    private static let nodeBytes = 1536
    private static let variableBytes = 1024

    static func bytes(of group: ZarrGroup) -> Int {
        let arrays = (group.arrays + group.others).reduce(0) {
            $0 + nodeBytes + bytes(of: $1.metadata.attributes)
        }
        let unusable = group.unusable.reduce(0) { $0 + nodeBytes + bytes(of: $1.attributes) }
        return group.groups.reduce(nodeBytes + bytes(of: group.attributes) + arrays + unusable) {
            $0 + bytes(of: $1)
        }
    }

    static func bytes(of cube: Dataset) -> Int {
        cube.coordinateBytes + (cube.variables.count + cube.arrays.count) * variableBytes
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
