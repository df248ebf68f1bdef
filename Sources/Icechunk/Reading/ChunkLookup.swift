internal import Execution
internal import Zarr

/// Finds the references of many chunks of one array: groups them by manifest, and brings those that are missing.
struct ChunkLookup {
    let files: RepositoryFiles
    let grid: ArrayGrid
    let context: WorkContext

    /// What `body` is told of a chunk: its index in the list, where in its manifest it is if none before it is missing,
    /// and its manifest's references, or nil where no manifest can know it.
    typealias Body = (_ number: Int, _ place: Int, ManifestReferences?) throws(Corruption) -> Void

    /// Calls `body` for each chunk, manifest by manifest.
    ///
    /// - Throws: `IcechunkError`; `Interruption`; what `body` throws is told of the manifest.
    func run(_ chunks: ArraySlice<ChunkCoordinates>, _ body: Body) throws {
        guard let first = chunks.first, let manifest = try manifest(of: first.indices, hint: -1),
            // Nearly every request: nothing needs to be grouped.
            try chunks.dropFirst().allSatisfy({
                try self.manifest(of: $0.indices, hint: manifest) == manifest
            })
        else { return try runGrouped(chunks, body) }
        let file = try files.manifest(grid.manifests[manifest], context: context)
        try read(chunks, chunks.indices, manifest, file, body)
    }

    private func runGrouped(_ chunks: ArraySlice<ChunkCoordinates>, _ body: Body) throws {
        // Chunks of one manifest behind each other.
        var runs: [(manifest: Int, numbers: Range<Int>)] = []
        for number in chunks.indices {
            let last = runs.last
            guard let manifest = try manifest(of: chunks[number].indices, hint: last?.manifest ?? -1) else {
                try located(grid.path) { () throws(Corruption) in try body(number, -1, nil) }
                continue
            }
            if let last, last.manifest == manifest, last.numbers.upperBound == number {
                runs[runs.count - 1].numbers = last.numbers.lowerBound..<(number + 1)
            } else {
                runs.append((manifest, number..<(number + 1)))
            }
        }
        guard !runs.isEmpty else { return }
        let manifests = Set(runs.map(\.manifest)).sorted()
        let files = try files.manifests(manifests.map { grid.manifests[$0] }, context: context)
        let known = Dictionary(zip(manifests, files)) { first, _ in first }
        for run in runs {
            if let file = known[run.manifest] { try read(chunks, run.numbers, run.manifest, file, body) }
        }
    }

    private func read(
        _ chunks: ArraySlice<ChunkCoordinates>,
        _ numbers: Range<Int>,
        _ manifest: Int,
        _ file: ManifestFile,
        _ body: Body
    ) throws(IcechunkError) {
        try located("manifests/\(grid.manifests[manifest].id.text)") { () throws(Corruption) in
            try file.withReferences(of: grid.node) { (references) throws(Corruption) in
                for number in numbers {
                    try body(number, grid.place(of: chunks[number].indices, in: manifest), references)
                }
            }
        }
    }

    /// Place in the grid's list of the manifest that knows a chunk, if it was written; nil where none can.
    private func manifest(of chunk: [Int], hint: Int) throws(IcechunkError) -> Int? {
        guard chunk.count == grid.chunkCounts.count else {
            throw .wrongCoordinates(path: grid.path, expected: grid.chunkCounts.count, received: chunk.count)
        }
        return grid.contains(chunk) ? grid.manifest(of: chunk, hint: hint) : nil
    }
}
