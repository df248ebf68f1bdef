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
    /// Folders without documents stay in the table as empty nodes if nodes are below them. A branch that is too deep or cannot
    /// be listed spoils itself alone.
    func extend(_ table: inout NodeTable, below path: String) throws {
        var level = [path]
        var depth = 0
        while !level.isEmpty {
            guard depth <= limits.depth else {
                for branch in level { table.update(branch) { $0.error = $0.error ?? tooDeep(branch) } }
                return
            }
            depth += 1
            var candidates: [String] = []
            for group in level {
                do throws(ZarrError) {
                    candidates += try children(of: group, &table)
                } catch {
                    guard group != path, error.isOfOneFolder else { throw error }
                    table.update(group) { $0.error = $0.error ?? error }
                }
            }
            guard table.count + candidates.count <= limits.nodes else {
                let reason = "more than \(limits.nodes) nodes below it, of which no more are read"
                throw ZarrError.corruptMetadata(key: "/" + path, reason: reason)
            }
            level = try add(candidates, to: &table)
        }
    }

    private func tooDeep(_ path: String) -> ZarrError {
        .corruptMetadata(key: "/" + path, reason: "nested deeper than \(limits.depth) levels")
    }

    /// The paths below `path`; those that no key may have are noted.
    private func children(of path: String, _ table: inout NodeTable) throws(ZarrError) -> [String] {
        do {
            let names = try store.list(path, most: limits.nodes, context: context).prefixes
            for name in names where !ObjectKey.isSafe(name) {
                table.refuse(name, below: path)
            }
            return names.filter(ObjectKey.isSafe).map { ObjectKey.joining(path, $0) }.filter(ObjectKey.isSafe)
        } catch let error as StorageError {
            throw .storage(error)
        } catch {
            throw .storage(.timedOut(key: path))
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

extension ZarrError {
    /// Whether a folder that could not be listed says nothing of those beside it.
    fileprivate var isOfOneFolder: Bool {
        switch self {
        case .storage(.refused(_, 403)), .storage(.refusedFor(_, 403, _)), .storage(.tooLong),
            .storage(.outside), .storage(.damaged), .storage(.forbidden), .storage(.badKey),
            .storage(.system):
            true
        default: false
        }
    }
}
