internal import Execution
internal import Zarr

extension CoordinateReader {
    /// Chunks of one array that are worth it.
    private static let mostChunks = 512
    /// Arrays whose chunks are asked for at a time.
    private static let width = 8

    /// Has the chunks of some arrays brought into the cache of decoded chunks beside each other, before the arrays are read one
    /// by one: a store that is far away is then waited for once.
    ///
    /// Nothing is brought from a near store, nor what would take more than a quarter of the worker's memory. What cannot be
    /// brought is told by whoever reads it.
    ///
    /// - Throws: `Failure` when there is no time left, or the client is gone.
    func bring(_ variables: [StoredVariable]) throws {
        let variables = variables.filter { !ahead.holds($0) }
        let arrays = variables.map(\.array)
        guard arrays.count > 1, arrays.contains(where: \.isDistant) else { return }
        let sizes = variables.map { Self.whole($0).readingBytes }
        let bytes = sizes.reduce(0) { PlannedRead.sum($0, $1) }
        let wanted = arrays.compactMap(Self.chunks)
        guard bytes <= budget.transientBytes / 4, wanted.count == arrays.count else { return }
        try budget.reading(bytes) {
            try JointWaiting.run(arrays.count, width: Self.width, context: budget.context) { index, context in
                try? arrays[index].readChunks(
                    wanted[index],
                    window: sizes[index],
                    fillsCache: true,
                    context: context
                ) { _, _ in }
            }
        }
    }

    /// All chunks of an array, row by row; nil for too many.
    private static func chunks(of array: ZarrArray) -> [ChunkCoordinates]? {
        var places: [[Int]] = [[]]
        for edges in array.metadata.chunkGrid.dimensions {
            let (count, overflows) = places.count.multipliedReportingOverflow(by: edges.count)
            guard !overflows, count <= mostChunks else { return nil }
            places = places.flatMap { place in (0..<edges.count).map { place + [$0] } }
        }
        return places.map { ChunkCoordinates($0) }
    }
}
