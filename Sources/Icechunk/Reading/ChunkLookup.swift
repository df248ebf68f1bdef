internal import Execution
internal import Zarr

/// Finds the references of many chunks of one array: groups them by manifest, and brings those that are missing.
struct ChunkLookup {
    let files: RepositoryFiles
    let grid: ArrayGrid
    let context: WorkContext

    /// What `body` is told of a chunk: its number in the list, where in its manifest it is if none before it is missing,
    /// and its manifest's references, or nil where no manifest can know it.
    typealias Body = (_ number: Int, _ place: Int, ManifestReferences?) throws(Corruption) -> Void

    /// Calls `body` for each chunk, manifest by manifest.
    ///
    /// - Throws: `IcechunkError`; `Interruption`; what `body` throws is told of the manifest.
    func run(_ chunks: [[Int]], _ body: Body) throws {
        var holders = [Int](repeating: -1, count: chunks.count)
        var order: [Int] = []
        var last = -1
        for (number, chunk) in chunks.enumerated() {
            try check(chunk)
            guard grid.contains(chunk), let manifest = grid.manifest(of: chunk, hint: last) else {
                try located(grid.path) { () throws(Corruption) in try body(number, -1, nil) }
                continue
            }
            holders[number] = manifest
            if manifest != last { order.append(manifest) }
            last = manifest
        }
        guard !order.isEmpty else { return }
        let manifests = order.count == 1 ? order : Set(order).sorted()
        let files = try files.manifests(manifests.map { grid.manifests[$0] }, context: context)
        let groups =
            manifests.count == 1
            ? [:] : Dictionary(grouping: holders.indices.filter { holders[$0] >= 0 }) { holders[$0] }
        for (manifest, file) in zip(manifests, files) {
            let numbers = groups[manifest] ?? holders.indices.filter { holders[$0] == manifest }
            try read(chunks, numbers, manifest, file, body)
        }
    }

    private func read(
        _ chunks: [[Int]],
        _ numbers: [Int],
        _ manifest: Int,
        _ file: ManifestFile,
        _ body: Body
    ) throws(IcechunkError) {
        try located("manifests/\(grid.manifests[manifest].id.text)") { () throws(Corruption) in
            try file.withReferences(of: grid.node) { (references) throws(Corruption) in
                for number in numbers {
                    try body(number, grid.place(of: chunks[number], in: manifest), references)
                }
            }
        }
    }

    private func check(_ chunk: [Int]) throws(IcechunkError) {
        guard chunk.count == grid.chunkCounts.count else {
            throw .wrongCoordinates(path: grid.path, expected: grid.chunkCounts.count, received: chunk.count)
        }
    }
}
