internal import Execution
import JSON
internal import ObjectStorage

/// Finds nodes of a store that cannot be listed by what is known of them: netCDF-C's lists of a group's arrays and
/// groups, the levels of a group of multiscales, for each array its dimensions and the variables that its attributes
/// refer to, and what the operator names.
struct HierarchyHints {
    let documents: DocumentLoader
    let limits: ZarrLimits

    /// CF attributes whose words are names of other arrays.
    private static let references = [
        "coordinates", "grid_mapping", "bounds", "ancillary_variables", "cell_measures",
    ]

    func extend(_ table: inout NodeTable, below path: String, _ named: [String]) throws {
        var asked: Set<String> = [path]
        var pending = hints(table[path], at: path) + Self.steps(to: named, below: path)
        while !pending.isEmpty {
            let paths = pending.filter { asked.insert($0).inserted && ObjectKey.isSafe($0) }
            guard asked.count <= limits.nodes else { break }
            pending = try read(paths, into: &table).flatMap { hints(table[$0], at: $0) }
        }
        guard table.count > 1 else {
            throw ZarrError.unlisted(named: named)
        }
    }

    /// The named paths below `path`, each after the groups on the way to it.
    private static func steps(to named: [String], below path: String) -> [String] {
        named.flatMap { name -> [String] in
            let segments = name.split(separator: "/")
            let begin = path.split(separator: "/")
            guard segments.count > begin.count, segments.starts(with: begin) else { return [] }
            return (begin.count + 1...segments.count).map { segments.prefix($0).joined(separator: "/") }
        }
    }

    /// What can stand at a path.
    private static let names = ["zarr.json", ".zarray", ".zgroup", ".zattrs", ".zmetadata"]

    private static func keys(_ paths: [String]) -> [String] {
        paths.flatMap { path in names.map { ObjectKey.joining(path, $0) } }
    }

    /// Of the nodes on the way to the named ones, which are looked at first.
    static func keys(_ named: [String], below path: String) -> [String] {
        keys(steps(to: named, below: path).filter(ObjectKey.isSafe))
    }

    /// Reads the documents of `paths`; returns those that are nodes and may name others.
    private func read(_ paths: [String], into table: inout NodeTable) throws -> [String] {
        let names = Self.names
        let found = try documents.read(Self.keys(paths))
        var nodes: [String] = []
        for (index, path) in paths.enumerated() {
            var node = NodeDocuments()
            var consolidated: JSONValue?
            for (document, name) in zip(found[(index * names.count)...], names) {
                switch document {
                case .absent: break
                case .failed(let error) where error.mayBeAbsence: break
                case .failed(let error): node.error = node.error ?? error
                case .read(let value, let digest):
                    if !node.put(value, name: name[...]) { consolidated = value }
                    table.validator.add(path)
                    table.validator.add(digest.text)
                }
            }
            if let below = try self.consolidated(node.v3, consolidated, at: path) {
                for path in below.paths { table.update(path) { $0 = below[path] ?? $0 } }
                continue
            }
            guard !node.isEmpty else { continue }
            table.update(path) { $0 = node }
            nodes.append(path)
        }
        return nodes
    }

    /// All nodes of a group that has consolidated metadata of its own.
    private func consolidated(_ v3: JSONValue?, _ v2: JSONValue?, at path: String) throws(ZarrError)
        -> NodeTable?
    {
        if let v3 { return try ConsolidatedMetadata.nodes(ofV3: v3, path: path, limits: limits) }
        return try v2.flatMap { (document) throws(ZarrError) in
            try ConsolidatedMetadata.nodes(ofV2: document, path: path, limits: limits)
        }
    }

    private func hints(_ node: NodeDocuments?, at path: String) -> [String] {
        guard let node else { return [] }
        if node.isArray {
            let parent = path.split(separator: "/").dropLast().joined(separator: "/")
            return siblings(node).map { ObjectKey.joining(parent, $0) }
        }
        return children(node).map { ObjectKey.joining(path, $0) }
    }

    private func children(_ node: NodeDocuments) -> [String] {
        let attributes = node.attributes ?? node.v3?["attributes"]
        let list =
            attributes?["_nczarr_group"] ?? attributes?["_NCZARR_GROUP"] ?? node.group?["_NCZARR_GROUP"]
            ?? node.group?["_nczarr_group"]
        let levels = MultiscaleLevels.paths(attributes)
        return levels
            + ["arrays", "vars", "groups"].flatMap { key -> [String] in
                switch list?[key] {
                case .some(.array(let names)): names.compactMap(\.stringValue)
                case .some(.object(let object)): object.keys
                default: []
                }
            }
    }

    private func siblings(_ node: NodeDocuments) -> [String] {
        let attributes = (node.attributes ?? node.v3?["attributes"])?.objectValue ?? JSONObject()
        let dimensions =
            node.v3?["dimension_names"]?.arrayValue ?? attributes["_ARRAY_DIMENSIONS"]?.arrayValue
        var names: [String] = (dimensions ?? []).compactMap(\.stringValue)
        for key in Self.references {
            let words = (attributes[key]?.stringValue ?? "").split(separator: " ")
            for word in words where !word.hasSuffix(":") { names.append(String(word)) }
        }
        return names
    }
}
