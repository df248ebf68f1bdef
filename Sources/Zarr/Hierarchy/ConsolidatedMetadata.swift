internal import Execution
import JSON
internal import ObjectStorage

/// Consolidated metadata of either format: all nodes in one document.
enum ConsolidatedMetadata {
    /// The nodes of a v3 group with inline consolidated metadata, keys relative to `path`; nil when it has none.
    static func nodes(ofV3 group: JSONValue, path: String, limits: ZarrLimits) throws(ZarrError) -> NodeTable?
    {
        guard let consolidated = group["consolidated_metadata"],
            consolidated["kind"]?.stringValue == "inline",
            let entries = consolidated["metadata"]?.objectValue
        else { return nil }
        let key = ObjectKey.joining(path, "zarr.json")
        try checkCount(entries.count, key, limits)
        var table = NodeTable()
        table.update(path) { $0.v3 = group }
        for (name, document) in entries.entries where isSafe(name, path, &table) {
            table.update(ObjectKey.joining(path, name)) { $0.v3 = document }
        }
        return table
    }

    /// The nodes of a v2 `.zmetadata` below `path`; nil when it is of a kind that is not known.
    static func nodes(ofV2 document: JSONValue, path: String, limits: ZarrLimits) throws(ZarrError)
        -> NodeTable?
    {
        guard document["zarr_consolidated_format"]?.integerValue == 1,
            let entries = document["metadata"]?.objectValue
        else { return nil }
        let key = ObjectKey.joining(path, ".zmetadata")
        try checkCount(entries.count, key, limits)
        var table = NodeTable()
        table.update(path) { $0.group = .object(JSONObject([("zarr_format", 2)])) }
        for (name, document) in entries.entries where isSafe(name, path, &table) {
            let slash = name.utf8.lastIndex(of: UInt8(ascii: "/"))
            let node = slash.map { ObjectKey.joining(path, String(name[..<$0])) } ?? path
            let kind = slash.map { name[name.index(after: $0)...] } ?? name[...]
            var probe = NodeDocuments()
            guard probe.put(document, name: kind) else { continue }
            table.update(node) { _ = $0.put(document, name: kind) }
        }
        return table
    }

    private static func checkCount(_ count: Int, _ key: String, _ limits: ZarrLimits) throws(ZarrError) {
        guard count <= limits.nodes * 3 else {
            let bound = LimitKey.fixed.words(of: limits.nodes)
            throw .corruptMetadata(key: key, reason: "\(count) nodes, \(bound)")
        }
    }

    /// A node whose path could lead elsewhere is reported, under a name that cannot, and never read.
    private static func isSafe(_ name: String, _ path: String, _ table: inout NodeTable)
        -> Bool
    {
        guard !ObjectKey.isSafe(name) else { return true }
        table.refuse(name, below: path)
        return false
    }
}
