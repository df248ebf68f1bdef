internal import Execution
internal import Zarr

/// Finds the references of many chunks of one array: groups them by manifest, and brings those that are missing.
struct ChunkLookup {
    let files: RepositoryFiles
    let grid: ArrayGrid
    let context: WorkContext

    /// Calls `body` for each chunk, manifest by manifest, with its number in the list and its manifest's references, or
    /// nil where no manifest can know it.
    ///
    /// - Throws: `IcechunkError`; `Interruption`; what `body` throws is told of the manifest.
    func run(
        _ chunks: [[Int]],
        _ body: (Int, ManifestReferences?) throws(Corruption) -> Void
    ) throws {
        var groups: [Int: [Int]] = [:]
        var order: [Int] = []
        var last: Int?
        for (number, chunk) in chunks.enumerated() {
            guard chunk.count == grid.chunkCounts.count else {
                throw IcechunkError.wrongCoordinates(
                    path: grid.path,
                    expected: grid.chunkCounts.count,
                    received: chunk.count
                )
            }
            guard grid.contains(chunk), let manifest = grid.manifest(of: chunk, hint: last) else {
                try located(grid.path) { () throws(Corruption) in try body(number, nil) }
                continue
            }
            last = manifest
            if groups[manifest] == nil { order.append(manifest) }
            groups[manifest, default: []].append(number)
        }
        let parts = order.map { grid.manifests[$0] }
        for (manifest, (part, file)) in zip(order, zip(parts, try files.manifests(parts, context: context))) {
            try located("manifests/\(part.id.text)") { () throws(Corruption) in
                try file.withReferences(of: grid.node) { (references) throws(Corruption) in
                    for number in groups[manifest] ?? [] { try body(number, references) }
                }
            }
        }
    }
}
