internal import Execution
import JSON
internal import ObjectStorage

/// Finds nodes by listing, level by level; never below an array, whose chunks may be millions.
struct HierarchyListing {
    let store: any ListableStore
    let documents: DocumentLoader
    let limits: ZarrLimits
    let context: WorkContext

    /// Adds what is below `path`.
    ///
    /// Folders without documents stay in the table as empty nodes if nodes are below them.
    func extend(_ table: inout NodeTable, below path: String) throws {
        var level = [path]
        var depth = 0
        while !level.isEmpty {
            guard depth <= limits.depth else { throw tooDeep(path) }
            depth += 1
            let candidates = try level.flatMap { try children(of: $0, &table) }
            guard table.count + candidates.count <= limits.nodes else {
                throw ZarrError.corruptMetadata(key: path, reason: "more than \(limits.nodes) nodes")
            }
            level = try add(candidates, to: &table)
        }
    }

    private func tooDeep(_ path: String) -> ZarrError {
        .corruptMetadata(key: path, reason: "nested deeper than \(limits.depth) levels")
    }

    /// The paths below `path`; those that no key may have are noted.
    private func children(of path: String, _ table: inout NodeTable) throws -> [String] {
        do {
            let names = try store.list(path, most: limits.nodes, context: context).prefixes
            for name in names where !ObjectKey.isSafe(name) {
                table.refuse(name, below: path) { shown in
                    .unsupported(
                        path: ObjectKey.joining(path, shown),
                        feature: "a name with control characters, or of more than 2048 bytes"
                    )
                }
            }
            return names.filter(ObjectKey.isSafe).map { ObjectKey.joining(path, $0) }.filter(ObjectKey.isSafe)
        } catch let error as StorageError {
            throw ZarrError.storage(error)
        }
    }

    /// Reads the documents of `candidates`; returns those that are not arrays.
    private func add(_ candidates: [String], to table: inout NodeTable) throws -> [String] {
        let names = ["zarr.json", ".zarray", ".zgroup", ".zattrs"]
        let found = try documents.read(
            candidates.flatMap { path in names.map { ObjectKey.joining(path, $0) } }
        )
        var groups: [String] = []
        for (index, path) in candidates.enumerated() {
            var node = NodeDocuments()
            for (document, name) in zip(found[(index * names.count)...], names) {
                switch document {
                case .absent: break
                case .failed(let error): node.error = node.error ?? error
                case .read(let value, let digest):
                    _ = node.put(value, name: name[...])
                    table.validator.add(path)
                    table.validator.add(digest.text)
                }
            }
            if !node.isEmpty { table.update(path) { $0 = node } }
            // Folders of other programs (`.git`) begin with a dot as well: without a document they are none of ours.
            let isStrange = node.isEmpty && path.split(separator: "/").last?.first == "."
            if !node.isArray, node.error == nil, !isStrange { groups.append(path) }
        }
        return groups
    }
}
