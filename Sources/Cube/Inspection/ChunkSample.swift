package import Execution
internal import Zarr

/// What became of some chunks of an array that were read to see whether they can be.
package struct ChunkSample: Sendable {
    /// Chunks that were read, those that were never written included.
    package fileprivate(set) var tried = 0
    /// Chunks of the array.
    package fileprivate(set) var all = 0
    /// Decoded bytes of a chunk that is too large to be read on trial; then none is.
    package fileprivate(set) var tooLarge: Int?
    /// How many could not be read, and why the first could not.
    package fileprivate(set) var failed = 0
    package fileprivate(set) var failure: (any Error)?
    /// Decoded bytes of all that were read, at most.
    package fileprivate(set) var bytes = 0
}

extension StoredVariable {
    /// Decoded bytes of a chunk that is read on trial, at most, and of all of an array.
    private static let maxSampleBytes = 256 << 20
    /// Places in the array, in quarters of each dimension: its corners, its middle, and between them; of the second kind
    /// the first dimension runs the other way.
    private static let places = [
        (0, false), (4, false), (2, false), (1, false), (3, false), (1, true), (3, true),
    ]

    /// Reads chunks at the beginning, in the middle, at the end and between, no more than `most` and no more bytes than one
    /// large chunk has; nothing of them is kept.
    ///
    /// - Throws: `Interruption`.
    package func sample(most: Int, context: WorkContext) throws -> ChunkSample {
        let (grid, shape) = (array.metadata.chunkGrid, array.metadata.shape)
        var sample = ChunkSample()
        guard shape.allSatisfy({ $0 > 0 }) else { return sample }
        sample.all = grid.dimensions.reduce(1) { PlannedRead.product($0, $1.count) }
        var seen: Set<[Int]> = []
        for (quarter, isReversed) in Self.places.prefix(max(most, 1)) {
            let chunk = grid.chunk(
                holding: shape.enumerated().map { dimension, size in
                    let quarter = isReversed && dimension == 0 ? 4 - quarter : quarter
                    return (size - 1) / 4 * quarter + (size - 1) % 4 * quarter / 4
                }
            )
            guard seen.insert(chunk.indices.map { Int($0) }).inserted else { continue }
            let bytes = bytes(of: grid.shape(of: chunk))
            guard bytes <= Self.maxSampleBytes else {
                sample.tooLarge = sample.tooLarge ?? bytes
                continue
            }
            guard sample.tried == 0 || sample.bytes <= Self.maxSampleBytes - bytes else { break }
            sample.bytes += bytes
            sample.tried += 1
            do {
                try array.readChunks(
                    [chunk],
                    window: Self.maxSampleBytes,
                    fillsCache: false,
                    context: context
                ) { _, _ in }
            } catch let error as Interruption {
                throw error
            } catch {
                sample.failed += 1
                sample.failure = sample.failure ?? error
            }
        }
        return sample
    }

    private func bytes(of shape: [Int]) -> Int {
        shape.reduce(array.metadata.element.size ?? 16) { PlannedRead.product($0, $1) }
    }
}
