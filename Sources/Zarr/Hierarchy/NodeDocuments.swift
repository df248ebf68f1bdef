internal import Execution
import JSON

/// The documents of one node as they were found, before anything is made of them.
struct NodeDocuments {
    /// `zarr.json`, which wins over those of v2.
    var v3: JSONValue?
    var array: JSONValue?
    var group: JSONValue?
    var attributes: JSONValue?
    /// Why a document that is there could not be read: spoils this node.
    var error: ZarrError?

    var isEmpty: Bool { v3 == nil && array == nil && group == nil && error == nil }

    /// True for arrays, whose keys below are chunks.
    var isArray: Bool {
        if let v3 { return v3["node_type"]?.stringValue == "array" }
        return array != nil
    }

    /// Files `document` under the last segment of its key; false when that is no name of a document.
    mutating func put(_ document: JSONValue, name: Substring) -> Bool {
        switch name {
        case "zarr.json": v3 = document
        case ".zarray": array = document
        case ".zgroup": group = document
        case ".zattrs": attributes = document
        default: return false
        }
        return true
    }
}

/// The nodes of a hierarchy by path, in the order in which they were found.
struct NodeTable {
    private(set) var paths: [String] = []
    private var nodes: [String: NodeDocuments] = [:]
    /// Identity of all documents together.
    var validator = ContentDigest()

    subscript(path: String) -> NodeDocuments? { nodes[path] }

    var count: Int { paths.count }

    /// Two paths that Unicode calls equivalent are one key here, and two nodes of the store: neither can be used.
    mutating func update(_ path: String, _ change: (inout NodeDocuments) -> Void) {
        guard let place = nodes.index(forKey: path) else {
            paths.append(path)
            change(&nodes[path, default: NodeDocuments()])
            return
        }
        guard nodes[place].key.utf8.elementsEqual(path.utf8) else {
            let feature = "a name beside another that Unicode calls equivalent"
            nodes.values[place].error = .unsupported(path: path, feature: feature)
            return
        }
        change(&nodes.values[place])
    }
}
