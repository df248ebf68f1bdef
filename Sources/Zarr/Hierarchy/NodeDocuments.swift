internal import Execution
import JSON
internal import ObjectStorage

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
    /// Nodes whose names no key may have, by the path in front of these: they are named, never read.
    private(set) var refused: [String: [UnusableNode]] = [:]
    private var refusedCount = 0
    /// More names of the kind are no accident, and need not be told one by one.
    private static let maxRefused = 1000
    private static let shownScalars = 128
    /// Identity of all documents together.
    var validator = ContentDigest()

    subscript(path: String) -> NodeDocuments? { nodes[path] }

    var count: Int { paths.count }

    /// Notes a node at `path` below `group` that no key can lead to, by the first of its names that no key may have, with
    /// characters that act named.
    mutating func refuse(_ path: String, below group: String) {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        let place = segments.firstIndex { !ObjectKey.isSafe(String($0)) } ?? segments.startIndex
        let above = segments[..<place].joined(separator: "/")
        let parent = above.isEmpty ? group : ObjectKey.joining(group, above)
        let start = segments[place].unicodeScalars.prefix(Self.shownScalars)
        let name =
            start.isEmpty ? "(empty)" : ActiveCharacter.named(in: String(String.UnicodeScalarView(start)))
        let isKnown = refused[parent]?.contains { $0.name.isExactly(name) } ?? false
        guard !isKnown, refusedCount < Self.maxRefused else { return }
        refusedCount += 1
        let error = ZarrError.unusableName(path: ObjectKey.joining(parent, name))
        refused[parent, default: []].append(UnusableNode(name: name, error: error))
    }

    /// Notes those of `named` at which nothing was found, in the group of which that is said; some of that group are the
    /// group itself.
    mutating func noteAbsent(_ named: [String], in group: String) {
        for path in named where path != group && !has(path) {
            let below = group.isEmpty ? path : String(path.dropFirst(group.count + 1))
            refused[group, default: []].append(UnusableNode(name: below, error: .absentNode(path: path)))
        }
    }

    /// Whether a node was found at a path or below it.
    private func has(_ path: String) -> Bool {
        nodes[path] != nil || paths.contains { $0.hasPrefix("\(path)/") }
    }

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
