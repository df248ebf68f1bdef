internal import Execution
import JSON
internal import ObjectStorage

/// Makes groups and arrays of the documents of a hierarchy; what cannot be understood spoils only itself.
struct GroupBuilder {
    private let table: NodeTable
    private let source: any ChunkSource
    private let limits: ZarrLimits
    /// Names below each group, in the order in which nodes were found.
    private let children: [String: [String]]
    /// Nodes that no key can lead to, by the group that tells of them.
    private let refused: [String: [UnusableNode]]

    init(_ table: NodeTable, source: any ChunkSource, limits: ZarrLimits) {
        self.table = table
        self.source = source
        self.limits = limits
        children = Self.children(table.paths)
        refused = Self.refused(table)
    }

    /// Every path's own parent, and those groups that only exist because something is below them.
    private static func children(_ paths: [String]) -> [String: [String]] {
        var children: [String: [String]] = [:]
        var known: Set<String> = [""]
        for path in paths {
            var path = path[...]
            while known.insert(String(path)).inserted {
                let slash = path.lastIndex(of: "/")
                let parent = slash.map { path[..<$0] } ?? ""
                children[String(parent), default: []].append(String(path))
                path = parent
            }
        }
        return children
    }

    /// Those below paths that are no nodes belong to the nearest group above.
    private static func refused(_ table: NodeTable) -> [String: [UnusableNode]] {
        var refused: [String: [UnusableNode]] = [:]
        for (path, nodes) in table.refused.sorted(by: { $0.key < $1.key }) {
            var group = path[...]
            while !group.isEmpty, table[String(group)] == nil {
                group = group.lastIndex(of: "/").map { group[..<$0] } ?? ""
            }
            refused[String(group), default: []] += nodes
        }
        return refused
    }

    func group(_ path: String, depth: Int = 0) throws(ZarrError) -> ZarrGroup {
        guard depth <= limits.depth else {
            throw .corruptMetadata(key: "/" + path, reason: "nested deeper than \(limits.depth) levels")
        }
        var arrays: [ZarrArray] = []
        var others: [ZarrArray] = []
        var groups: [ZarrGroup] = []
        var unusable: [UnusableNode] = refused[path] ?? []
        let isArray = table[path]?.isArray == true
        for child in isArray ? [path] : children[path] ?? [] {
            do throws(ZarrError) {
                if table[child]?.isArray == true {
                    let array = try array(child)
                    if array.metadata.element.numbers != nil {
                        arrays.append(array)
                    } else {
                        others.append(array)
                        let feature = "data type \(array.metadata.element.name) in a service"
                        unusable.append(unusableNode(child, .unsupported(path: child, feature: feature)))
                    }
                } else {
                    groups.append(try group(child, depth: depth + 1))
                }
            } catch {
                unusable.append(unusableNode(child, error))
            }
        }
        return ZarrGroup(
            path: path,
            attributes: isArray ? JSONObject() : DimensionNames.visible(try attributes(path)),
            arrays: arrays,
            others: others,
            groups: groups,
            unusable: unusable,
            validator: table.validator.text
        )
    }

    private func unusableNode(_ path: String, _ error: ZarrError) -> UnusableNode {
        let node = table[path]
        let attributes = (node?.v3?["attributes"] ?? node?.attributes)?.objectValue ?? JSONObject()
        let name = ArrayMetadata.name(at: path)
        return UnusableNode(name: name, error: error, attributes: attributes)
    }

    func array(_ path: String) throws(ZarrError) -> ZarrArray {
        let node = table[path] ?? NodeDocuments()
        if let error = node.error { throw error }
        let key = ObjectKey.joining(path, node.v3 == nil ? ".zarray" : "zarr.json")
        do throws(DocumentFault) {
            return ZarrArray(metadata: try metadata(node, path), source: source)
        } catch {
            throw error.located(path: path, key: key)
        }
    }

    private func metadata(_ node: NodeDocuments, _ path: String) throws(DocumentFault) -> ArrayMetadata {
        if let v3 = node.v3 {
            guard let document = v3.objectValue else { throw .invalid("is not an object") }
            return try ArrayMetadata(v3: document, path: path, limits: limits)
        }
        guard let document = node.array?.objectValue else { throw .invalid("is not an object") }
        let attributes = try ArrayMetadata.attributes(node.attributes)
        return try ArrayMetadata(v2: document, attributes: attributes, path: path, limits: limits)
    }

    private func attributes(_ path: String) throws(ZarrError) -> JSONObject {
        guard let node = table[path] else { return JSONObject() }
        if let error = node.error { throw error }
        let key = ObjectKey.joining(path, node.v3 == nil ? ".zgroup" : "zarr.json")
        do throws(DocumentFault) {
            return try Self.groupAttributes(node)
        } catch {
            throw error.located(path: path, key: key)
        }
    }

    private static let knownGroupKeys: Set<String> = [
        "zarr_format", "node_type", "attributes", "consolidated_metadata",
    ]

    private static func groupAttributes(_ node: NodeDocuments) throws(DocumentFault) -> JSONObject {
        if let v3 = node.v3 {
            guard let document = v3.objectValue else { throw .invalid("is not an object") }
            let fields = DocumentFields(object: document)
            try fields.format(3)
            guard document["node_type"]?.stringValue == "group" else {
                throw .invalid("node_type is neither array nor group")
            }
            try fields.refuseUnknown(besides: knownGroupKeys)
            return try ArrayMetadata.attributes(document["attributes"])
        }
        if let group = node.group {
            guard let document = group.objectValue else { throw .invalid("is not an object") }
            try DocumentFields(object: document).format(2)
        }
        return try ArrayMetadata.attributes(node.attributes)
    }
}
