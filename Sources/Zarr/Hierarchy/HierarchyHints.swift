import JSON
internal import ObjectStorage

/// Finds nodes of a store that cannot be listed by what known nodes name: netCDF-C's lists of a group's arrays and
/// groups, and for each array its dimensions and the variables that its attributes refer to.
struct HierarchyHints {
    let documents: DocumentLoader
    let limits: ZarrLimits

    /// CF attributes whose words are names of other arrays.
    private static let references = [
        "coordinates", "grid_mapping", "bounds", "ancillary_variables", "cell_measures",
    ]

    func extend(_ table: inout NodeTable, below path: String) throws {
        var asked: Set<String> = [path]
        var pending = hints(table[path], at: path)
        while !pending.isEmpty {
            let paths = pending.filter { asked.insert($0).inserted && ObjectKey.isSafe($0) }
            guard asked.count <= limits.nodes else { break }
            pending = try read(paths, into: &table).flatMap { hints(table[$0], at: $0) }
        }
        guard table.count > 1 else {
            throw ZarrError.unsupported(
                path: path,
                feature:
                    "a store that cannot be listed and has no consolidated metadata (run consolidate_metadata)"
            )
        }
    }

    /// Reads the documents of `paths`; returns those that are nodes.
    private func read(_ paths: [String], into table: inout NodeTable) throws -> [String] {
        let names = ["zarr.json", ".zarray", ".zgroup", ".zattrs"]
        let found = try documents.read(paths.flatMap { path in names.map { ObjectKey.joining(path, $0) } })
        var nodes: [String] = []
        for (index, path) in paths.enumerated() {
            var node = NodeDocuments()
            for (document, name) in zip(found[(index * names.count)...], names) {
                guard case .read(let value, let digest) = document else { continue }
                _ = node.put(value, name: name[...])
                table.validator.add(digest.text)
            }
            guard !node.isEmpty else { continue }
            table.update(path) { $0 = node }
            nodes.append(path)
        }
        return nodes
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
        return ["arrays", "vars", "groups"].flatMap { key -> [String] in
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
            (node.v3?["dimension_names"]?.arrayValue ?? attributes["_ARRAY_DIMENSIONS"]?.arrayValue ?? [])
            .compactMap(\.stringValue)
        let named = Self.references.flatMap { key in
            (attributes[key]?.stringValue ?? "").split(separator: " ").filter { !$0.hasSuffix(":") }.map(
                String.init
            )
        }
        return dimensions + named
    }
}
