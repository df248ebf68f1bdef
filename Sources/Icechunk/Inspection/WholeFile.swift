package import JSON
internal import ObjectStorage

/// Looks at everything in a file of a repository, whatever its id: what reading does by and by, all at once.
///
/// The way into the formats for those who try them with bytes of their own.
package enum WholeFile {
    private static let limits: IcechunkLimits = {
        var limits = IcechunkLimits()
        limits.storedBytes = 1 << 24
        limits.decompressedBytes = 1 << 24
        return limits
    }()

    /// - Throws: `Corruption`, as all of these.
    package static func repository(_ bytes: UnsafeRawBufferPointer) throws(Corruption) {
        let info = try RepositoryInfo(bytes, limits: limits)
        for (name, snapshot) in try info.branches() + info.tags() {
            _ = try info.branch(name)
            _ = try info.tag(name)
            _ = try info.position(of: snapshot)
        }
        _ = try info.deletedTags()
        for position in 0..<info.snapshotCount {
            _ = try info.entry(at: position)
            _ = try info.message(at: position)
            _ = try info.metadata(at: position)
        }
        _ = try info.configuration()
    }

    package static func snapshot(_ bytes: UnsafeRawBufferPointer) throws(Corruption) {
        let file = try SnapshotFile(bytes, id: try id(bytes, .snapshot), limits: limits)
        _ = try file.metadata()
        _ = try file.children(of: "/")
        try file.forEachNode { (node) throws(Corruption) in
            _ = try file.node(at: node.path)
            _ = try file.children(of: node.path)
            guard node.isArray else { return }
            let grid = try file.grid(of: node)
            let first = [Int](repeating: 0, count: grid.chunkCounts.count)
            if grid.contains(first) { _ = grid.manifest(of: first, hint: -1) }
        }
    }

    package static func manifest(_ bytes: UnsafeRawBufferPointer) throws(Corruption) {
        let file = try ManifestFile(bytes, id: try id(bytes, .manifest), limits: limits)
        let seed = ReferenceSeed(scope: [])
        try file.forEachReference { (node, chunk, _) throws(Corruption) in
            try file.withReferences(of: node) { (references) throws(Corruption) in
                _ = try references?.identity(at: chunk, place: -1, seed)
            }
        }
    }

    package static func transactionLog(_ bytes: UnsafeRawBufferPointer) throws(Corruption) {
        _ = try TransactionLog(bytes, id: try id(bytes, .transactionLog), limits: limits)
    }

    package static func flexBuffer(_ bytes: UnsafeRawBufferPointer) throws(Corruption) -> JSONValue {
        var budget = ValueBudget()
        return try FlexBuffer.value(bytes, budget: &budget)
    }

    package static func messagePack(_ bytes: UnsafeRawBufferPointer) throws(Corruption) -> JSONValue {
        var budget = ValueBudget()
        return try MessagePack.value(bytes, budget: &budget)
    }

    /// The same file with its payload as it is once decompressed; nil for what is no file.
    package static func decompressed(_ file: [UInt8]) -> [UInt8]? {
        file.withUnsafeBytes { bytes in
            guard bytes.count > 38, let kind = MetadataFile.Kind(rawValue: bytes[37]),
                let opened = try? MetadataFile(bytes, kind, limits: limits)
            else { return nil }
            return file.prefix(38) + [0] + opened.payload.withBytes { Array($0) }
        }
    }

    private static func id(_ bytes: UnsafeRawBufferPointer, _ kind: MetadataFile.Kind) throws(Corruption)
        -> ObjectID
    {
        let file = try MetadataFile(bytes, kind, limits: limits)
        return try file.withBuffer { (buffer) throws(Corruption) in
            try buffer.root().objectID(0) ?? .initialSnapshot
        }
    }
}
