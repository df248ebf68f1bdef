internal import Execution
import JSON
internal import ObjectStorage

/// What was found at a node's keys when nothing was known of it.
struct HierarchyProbe {
    /// `zarr.json`, `.zmetadata`, `.zgroup`, `.zarray`, `.zattrs`.
    let node: [DocumentLoader.Document]
    /// The root's `zarr.json` and `.zmetadata`, for nodes below it.
    let root: [DocumentLoader.Document]

    /// The root's consolidated metadata, if it has the node at `path`.
    func rootTable(path: String, limits: ZarrLimits) throws(ZarrError) -> NodeTable? {
        guard root.count == 2 else { return nil }
        for (document, isV3) in zip(root, [true, false]) {
            guard case .read(let value, let digest) = document else { continue }
            var table =
                isV3
                ? try ConsolidatedMetadata.nodes(ofV3: value, path: "", limits: limits)
                : try ConsolidatedMetadata.nodes(ofV2: value, path: "", limits: limits)
            table?.validator = digest
            if let table, table.contains(path) { return table }
        }
        return nil
    }

    /// True when `table` knows all nodes.
    var isConsolidated: Bool {
        if let v3 = node[0].value { return v3["consolidated_metadata"]?["kind"]?.stringValue == "inline" }
        return node[1].value?["zarr_consolidated_format"]?.integerValue == 1
    }

    /// The node, with all below it if it has consolidated metadata.
    ///
    /// v3 wins over v2, an array over a group.
    ///
    /// `alone`: leaves consolidated metadata aside.
    func table(path: String, limits: ZarrLimits, alone: Bool = false) throws(ZarrError) -> NodeTable {
        switch node[0] {
        case .failed(let error): throw error
        case .read(let value, let digest):
            var table = NodeTable()
            if !alone, let nodes = try ConsolidatedMetadata.nodes(ofV3: value, path: path, limits: limits) {
                table = nodes
            } else {
                table.update(path) { $0.v3 = value }
            }
            table.validator = digest
            return table
        case .absent: break
        }
        if node[1].value?["record_size"] != nil, node[1].value?["zarr_consolidated_format"] == nil {
            let feature = "references in Parquet: write them as JSON, or as an Icechunk repository"
            throw .unsupported(path: path, feature: feature)
        }
        if !alone, case .read(let value, let digest) = node[1],
            var table = try ConsolidatedMetadata.nodes(ofV2: value, path: path, limits: limits)
        {
            table.validator = digest
            return table
        }
        return try v2Table(path)
    }

    private func v2Table(_ path: String) throws(ZarrError) -> NodeTable {
        var table = NodeTable()
        table.update(path) { _ in }
        for (document, name) in zip(node.dropFirst(2), [".zgroup", ".zarray", ".zattrs"]) {
            switch document {
            case .absent: break
            case .failed(let error): throw error
            case .read(let value, let digest):
                table.update(path) { _ = $0.put(value, name: name[...]) }
                table.validator.add(digest.text)
            }
        }
        return table
    }
}

extension NodeTable {
    /// Whether `path` is a node, or a group that exists only through what is below it.
    func contains(_ path: String) -> Bool {
        self[path] != nil || paths.contains { $0.hasPrefix(path + "/") }
    }
}
